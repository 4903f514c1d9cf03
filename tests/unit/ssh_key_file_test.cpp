#include "core/connect/libssh/key_file.h"
#include "tests/support/run.h"
#include "tests/support/ssh_keys.h"
#include "tests/support/temp_dir.h"

#include <QTest>

#include <cerrno>
#include <sys/stat.h>
#include <unistd.h>

using namespace rz;
using namespace rz::connect::ssh;
using namespace rz::test;

class SshKeyFileTest : public QObject {
    Q_OBJECT

private slots:
    void keysOfSshKeygenAreRead_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("format");
        for (const char* type : {"ed25519", "ecdsa", "rsa"})
            QTest::addRow("%s", type) << type << "";
        for (const char* format : {"PEM", "PKCS8"}) {
            QTest::addRow("ecdsa as %s", format) << "ecdsa" << format;
            QTest::addRow("rsa as %s", format) << "rsa" << format;
        }
    }

    void keysOfSshKeygenAreRead()
    {
        QFETCH(const QString, type);
        QFETCH(const QString, format);
        const TempDir directory;
        for (const char* passphrase : {"", "open sesame"}) {
            const SshKey made = makeSshKey(directory, "key", type.toStdString(), passphrase);
            if (!format.isEmpty())
                mustRun({"ssh-keygen", "-q", "-p", "-P", passphrase, "-N", passphrase, "-m", format.toStdString(), "-f",
                         made.path});

            const auto file = KeyFile::open(made.path);

            QVERIFY2(file, file ? "" : file.error().text().c_str());
            QVERIFY(file->hasPrivateKey());
            QCOMPARE(file->encrypted(), *passphrase != '\0');
            QVERIFY(made.publicLine.find(file->publicBlob()) != std::string::npos);
            if (file->encrypted()) {
                QVERIFY(!file->decode(Secret("wrong")));
                QVERIFY(file->decode(Secret(passphrase)));
            } else {
                QVERIFY(file->privateKey() != nullptr);
            }
        }
    }

    void anEncryptedKeyTellsItsPublicHalf()
    {
        const TempDir directory;
        const SshKey made = makeSshKey(directory, "key", "ed25519", "open sesame");
        ::unlink(made.publicPath().c_str());
        const auto file = KeyFile::open(made.path);
        QVERIFY(file);
        QVERIFY(file->publicKey() != nullptr);
    }

    void aPublicKeyStandsForOneOfTheAgent()
    {
        const TempDir directory;
        const auto file = KeyFile::open(makeSshKey(directory, "key").publicPath());
        QVERIFY(file);
        QVERIFY(!file->hasPrivateKey());
        QVERIFY(!file->publicBlob().empty());
    }

    void aKeyThatOthersMayReadIsRefused()
    {
        const TempDir directory;
        const SshKey made = makeSshKey(directory, "key");
        ::chmod(made.path.c_str(), 0644);
        const auto file = KeyFile::open(made.path);
        QVERIFY(!file);
        QCOMPARE(file.error().details().fix, "chmod 600 " + made.path);
    }

    void aMissingFileIsToldByItsErrno()
    {
        const auto file = KeyFile::open("/no/such/key");
        QVERIFY(!file);
        QCOMPARE(file.error().errnum(), ENOENT);
    }

    void whatIsNoKeyIsSaidSo_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("text");
        QTest::newRow("empty") << QByteArray() << "holds no private key";
        QTest::newRow("prose") << QByteArray("hello\n") << "holds no private key";
        QTest::newRow("zeros") << QByteArray(100, '\0') << "holds no private key";
        QTest::newRow("putty") << QByteArray("PuTTY-User-Key-File-3: ssh-ed25519\n") << "is a key of PuTTY";
        QTest::newRow("cut off") << QByteArray("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk")
                                 << "holds no private key";
        QTest::newRow("damaged") << QByteArray("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n")
                                 << "holds no private key";
    }

    void whatIsNoKeyIsSaidSo()
    {
        QFETCH(const QByteArray, content);
        QFETCH(const QString, text);
        const TempDir directory;
        const auto file = KeyFile::open(directory.write("key", content.toStdString()));
        QVERIFY(!file);
        QVERIFY2(file.error().text().find(text.toStdString()) != std::string::npos, file.error().text().c_str());
    }

    void aDirectoryIsNoKey()
    {
        const TempDir directory;
        QVERIFY(!KeyFile::open(directory.path()));
    }

    void aCertificateIsJoinedWithItsKey()
    {
        const TempDir directory;
        const SshKey authority = makeSshKey(directory, "ca");
        const SshKey made = makeSshKey(directory, "key");
        mustRun({"ssh-keygen", "-q", "-s", authority.path, "-I", "id", "-n", "alice", made.publicPath()});
        const auto file = KeyFile::open(made.path);
        QVERIFY(file);
        QVERIFY(file->withCertificate(file->privateKey(), made.path + "-cert.pub"));
        QVERIFY(!file->withCertificate(file->privateKey(), made.path + "-none.pub"));
    }
};

QTEST_GUILESS_MAIN(SshKeyFileTest)
#include "ssh_key_file_test.moc"
