// What is read in the certificate of a host.
#include "core/base/base64.h"
#include "core/base/str.h"
#include "core/connect/openers/host_certificate.h"
#include "tests/support/ssh_keys.h"
#include "tests/support/temp_dir.h"

#include <QTest>

#include <optional>
#include <utility>

using namespace rz;
using namespace rz::connect;
using namespace rz::test;

namespace {

// The first two words of a public key's line.
std::pair<std::string, std::string> typeAndBlob(const std::string& line)
{
    const std::size_t first = line.find(' ');
    return {line.substr(0, first), line.substr(first + 1, line.find_first_of(" \n", first + 1) - first - 1)};
}

struct Certified {
    explicit Certified(std::string_view type)
    {
        const SshKey made = makeSshKey(directory, "host", type);
        const SshKey signer = makeSshKey(directory, "authority");
        mustRun({"ssh-keygen", "-q", "-s", signer.path, "-I", "id", "-h", "-n", "web1,web2", made.publicPath()});
        key = typeAndBlob(made.publicLine);
        authority = typeAndBlob(signer.publicLine);
        certificate = typeAndBlob(readFile(made.path + "-cert.pub"));
    }

    TempDir directory;
    std::pair<std::string, std::string> key;
    std::pair<std::string, std::string> authority;
    std::pair<std::string, std::string> certificate;
};

}  // namespace

class HostCertificateTest : public QObject {
    Q_OBJECT

private slots:
    void it_holds_the_key_and_who_vouches_for_it_data()
    {
        QTest::addColumn<QString>("type");
        for (const char* type : {"ed25519", "ecdsa", "rsa"})
            QTest::newRow(type) << type;
    }

    void it_holds_the_key_and_who_vouches_for_it()
    {
        QFETCH(const QString, type);
        const Certified made(type.toStdString());
        const auto [name, blob] = made.certificate;
        QVERIFY(isCertificate(name) && !isCertificate(made.key.first));

        const auto read = parseHostCertificate(name, blob);

        QVERIFY(read.has_value());
        QCOMPARE(read->type, made.key.first);
        QCOMPARE(read->key, made.key.second);
        QCOMPARE(read->authority, made.authority.second);
    }

    void what_is_cut_off_is_none()
    {
        const Certified made("ed25519");
        const auto [name, blob] = made.certificate;
        const std::string whole = *fromBase64(blob);
        // Its last part, the signature, is for ssh to look at.
        const std::string signer = *fromBase64(made.authority.second);
        const std::size_t needed = whole.rfind(signer) + signer.size();
        for (std::size_t size = 0; size < whole.size(); ++size) {
            const bool read = parseHostCertificate(name, toBase64(whole.substr(0, size))).has_value();
            QCOMPARE(read, size >= needed);
        }
    }

    void what_it_is_not_is_not_read_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("blob");
        const Certified made("ed25519");
        const QString blob = QString::fromStdString(made.certificate.second);
        QTest::newRow("a plain key") << "ssh-ed25519" << QString::fromStdString(made.key.second);
        QTest::newRow("another type") << "ssh-rsa-cert-v01@openssh.com" << blob;
        QTest::newRow("an unknown type") << "ssh-none-cert-v01@openssh.com" << blob;
        QTest::newRow("only a suffix") << "-cert-v01@openssh.com" << blob;
        QTest::newRow("no base64") << "ssh-ed25519-cert-v01@openssh.com" << "AAA=A";
        QTest::newRow("nothing") << "ssh-ed25519-cert-v01@openssh.com" << "";
        QTest::newRow("a length beyond it") << "ssh-ed25519-cert-v01@openssh.com" << "/////w==";
    }

    void what_it_is_not_is_not_read()
    {
        QFETCH(const QString, type);
        QFETCH(const QString, blob);
        QVERIFY(!parseHostCertificate(type.toStdString(), blob.toStdString()));
    }
};

QTEST_GUILESS_MAIN(HostCertificateTest)
#include "host_certificate_test.moc"
