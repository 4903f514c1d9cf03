#include "core/base/str.h"
#include "core/connect/libssh/known_hosts.h"
#include "core/connect/libssh/text_file.h"
#include "tests/support/run.h"
#include "tests/support/ssh_keys.h"
#include "tests/support/temp_dir.h"

#include <QTest>

#include <cerrno>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace rz;
using namespace rz::connect::ssh;
using namespace rz::test;

namespace {

const HostKey One{.type = "ssh-ed25519",
                  .blob = "AAAAC3NzaC1lZDI1NTE5AAAAIMUMaL8DtSI2Bk7n4zTmp1/PVwYYH0FRO2DMNmPqYLEP"};
const HostKey Two{.type = "ssh-ed25519",
                  .blob = "AAAAC3NzaC1lZDI1NTE5AAAAIKPMjBnIW8gGCQ3XPEdbSMuo4j5EyYbPLNGxBmMnnP2H"};
const HostKey Curve256{.type = "ecdsa-sha2-nistp256", .blob = "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAAAB"};
const HostKey Curve384{.type = "ecdsa-sha2-nistp384", .blob = "AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAAAB"};
const HostKey OtherType{.type = "ssh-rsa", .blob = "AAAAB3NzaC1yc2EAAAADAQABAAAAQQDd"};

std::string text(const HostKey& key)
{
    return str(key.type, ' ', key.blob);
}

HostKey keyOf(const SshKey& made)
{
    const std::string line = made.typeAndBlob();
    const std::size_t space = line.find(' ');
    return {.type = line.substr(0, space), .blob = line.substr(space + 1)};
}

}  // namespace

class SshKnownHostsTest : public QObject {
    Q_OBJECT

private slots:
    void namesAreMatchedAsOpenSshDoes_data()
    {
        QTest::addColumn<QString>("names");
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("known");
        QTest::newRow("the name") << "web1" << "web1" << true;
        QTest::newRow("another name") << "web1" << "web2" << false;
        QTest::newRow("a part of the name") << "web" << "web1" << false;
        QTest::newRow("one of a list") << "web1,10.0.0.1" << "10.0.0.1" << true;
        QTest::newRow("star") << "*.example.com" << "a.b.example.com" << true;
        QTest::newRow("star in the middle") << "a*z" << "abcz" << true;
        QTest::newRow("star without its end") << "a*z" << "abc" << false;
        QTest::newRow("question mark") << "web?" << "web1" << true;
        QTest::newRow("question mark for nothing") << "web?" << "web" << false;
        QTest::newRow("negated") << "*.example.com,!bad.example.com" << "bad.example.com" << false;
        QTest::newRow("not negated") << "*.example.com,!bad.example.com" << "good.example.com" << true;
        QTest::newRow("other case") << "Web1" << "web1" << true;
        QTest::newRow("port") << "[web1]:2222" << "[web1]:2222" << true;
        QTest::newRow("other port") << "[web1]:2222" << "[web1]:2223" << false;
        QTest::newRow("any port") << "[web1]:*" << "[web1]:2222" << true;
        QTest::newRow("address") << "2001:db8::1" << "2001:db8::1" << true;
    }

    void namesAreMatchedAsOpenSshDoes()
    {
        QFETCH(const QString, names);
        QFETCH(const QString, host);
        QFETCH(const bool, known);
        const TempDir directory;
        const std::string file = directory.write("known_hosts", str(names.toStdString(), ' ', text(One), '\n'));

        const Judgement judgement = KnownHosts({file}, {}).judge(host.toStdString(), One);

        QCOMPARE(judgement.verdict == Verdict::Known, known);
        // The judge of judges.
        const Ran openssh = run({"ssh-keygen", "-F", host.toStdString(), "-f", file});
        QCOMPARE(openssh.ok(), known);
    }

    void hashedNamesOfSshKeygenAreFound()
    {
        const TempDir directory;
        const std::string file =
            directory.write("known_hosts", str("web1 ", text(One), "\n[web2]:22022 ", text(Two), '\n'));
        mustRun({"ssh-keygen", "-q", "-H", "-f", file});
        QVERIFY(readFile(file).find("web") == std::string::npos);

        const KnownHosts hosts({file}, {});

        QCOMPARE(hosts.judge("web1", One).verdict, Verdict::Known);
        QCOMPARE(hosts.judge("[web2]:22022", Two).verdict, Verdict::Known);
        QCOMPARE(hosts.judge("web2", Two).verdict, Verdict::Unknown);
        QCOMPARE(hosts.judge("web3", Two).verdict, Verdict::Unknown);
    }

    void aKeyIsJudged_data()
    {
        QTest::addColumn<QString>("lines");
        QTest::addColumn<int>("verdict");
        QTest::addColumn<int>("line");
        QTest::addColumn<bool>("ecdsa");
        const auto add = [](const char* name, const std::string& lines, Verdict verdict, int line, bool ecdsa) {
            QTest::newRow(name) << QString::fromStdString(lines) << static_cast<int>(verdict) << line << ecdsa;
        };
        const auto row = [&add](const char* name, const std::string& lines, Verdict verdict, int line) {
            add(name, lines, verdict, line, false);
        };
        row("nothing known", "", Verdict::Unknown, 0);
        row("known", str("web1 ", text(One), '\n'), Verdict::Known, 1);
        row("known by its second key", str("web1 ", text(Two), "\nweb1 ", text(One), '\n'), Verdict::Known, 2);
        row("changed", str("# old\n\nweb1 ", text(Two), '\n'), Verdict::Changed, 3);
        row("only another type", str("web1 ", text(OtherType), '\n'), Verdict::Unknown, 1);
        row("another type and changed", str("web1 ", text(OtherType), "\nweb1 ", text(Two), '\n'), Verdict::Changed, 2);
        row("revoked", str("web1 ", text(One), "\n@revoked * ", text(One), '\n'), Verdict::Revoked, 2);
        row("another one revoked", str("web1 ", text(One), "\n@revoked * ", text(Two), '\n'), Verdict::Known, 1);
        row("an authority", str("@cert-authority web1 ", text(One), '\n'), Verdict::Unknown, 0);
        row("nonsense around it",
            str("web1\nweb1 ssh-ed25519\n\t\nweb1 1024 35 12345\nweb1 ", text(One), " me@here\r\n"), Verdict::Known, 5);
        row("without a last line break", str("web1 ", text(One)), Verdict::Known, 1);
        add("changed to another curve", str("web1 ", text(Curve384), '\n'), Verdict::Changed, 1, true);
        add("known beside another curve", str("web1 ", text(Curve384), "\nweb1 ", text(Curve256), '\n'), Verdict::Known,
            2, true);
    }

    void aKeyIsJudged()
    {
        QFETCH(const QString, lines);
        QFETCH(const int, verdict);
        QFETCH(const int, line);
        QFETCH(const bool, ecdsa);
        const TempDir directory;
        const std::string file = directory.write("known_hosts", lines.toStdString());

        const Judgement judgement =
            KnownHosts({directory.file("missing"), file}, {}).judge("web1", ecdsa ? Curve256 : One);

        QCOMPARE(static_cast<int>(judgement.verdict), verdict);
        QCOMPARE(judgement.known ? judgement.known->line : 0, line);
        if (judgement.known)
            QCOMPARE(judgement.known->file, file);
    }

    void theGlobalFileCountsToo()
    {
        const TempDir directory;
        const std::string global = directory.write("global", str("web1 ", text(One), '\n'));
        QCOMPARE(KnownHosts({directory.file("none")}, {global}).judge("web1", One).verdict, Verdict::Known);
    }

    void anAddedKeyIsFoundByOpenSsh_data()
    {
        QTest::addColumn<int>("hashing");
        QTest::newRow("plain") << static_cast<int>(Hashing::Plain);
        QTest::newRow("hashed") << static_cast<int>(Hashing::Hashed);
    }

    void anAddedKeyIsFoundByOpenSsh()
    {
        QFETCH(const int, hashing);
        const TempDir directory;
        const std::string file = directory.file("ssh/known_hosts");
        const KnownHosts hosts({file}, {});

        QVERIFY(hosts.add("[web1]:2222", One, static_cast<Hashing>(hashing)));
        QVERIFY(hosts.add("[web1]:2222", One, static_cast<Hashing>(hashing)));
        QVERIFY(hosts.add("web2", Two, static_cast<Hashing>(hashing)));

        QCOMPARE(run({"ssh-keygen", "-F", "[web1]:2222", "-f", file}).output.find(One.blob) != std::string::npos, true);
        QCOMPARE(run({"ssh-keygen", "-F", "web2", "-f", file}).output.find(Two.blob) != std::string::npos, true);
        QCOMPARE(QString::fromStdString(readFile(file)).count(u'\n'), 2);
        QCOMPARE(readFile(file).find("web") == std::string::npos, hashing == static_cast<int>(Hashing::Hashed));
        struct stat status{};
        QCOMPARE(::stat(file.c_str(), &status), 0);
        QCOMPARE(status.st_mode & 07777, mode_t{0600});
        QCOMPARE(::stat(directory.file("ssh").c_str(), &status), 0);
        QCOMPARE(status.st_mode & 07777, mode_t{0700});
    }

    void addingCompletesAnUnfinishedLine()
    {
        const TempDir directory;
        const std::string file = directory.write("known_hosts", str("web1 ", text(One)));
        QVERIFY(KnownHosts({file}, {}).add("web2", Two, Hashing::Plain));
        QCOMPARE(readFile(file), str("web1 ", text(One), "\nweb2 ", text(Two), '\n'));
    }

    void replacingKeepsWhatSpeaksOfOthers()
    {
        const TempDir directory;
        const std::string file =
            directory.write("known_hosts",
                            str("# mine\nweb1,10.0.0.1 ", text(One), "\n*.example.com ", text(One), "\nweb1 ",
                                text(OtherType), "\nweb2 ", text(One), "\n@revoked web1 ", text(One), '\n'),
                            0644);
        const std::string link = directory.file("link");
        QCOMPARE(::symlink(file.c_str(), link.c_str()), 0);

        QVERIFY(KnownHosts({link}, {}).replace("web1", Two, Hashing::Plain));

        QCOMPARE(readFile(file),
                 str("# mine\n10.0.0.1 ", text(One), "\n*.example.com ", text(One), "\nweb1 ", text(OtherType),
                     "\nweb2 ", text(One), "\n@revoked web1 ", text(One), "\nweb1 ", text(Two), '\n'));
        struct stat status{};
        QCOMPARE(::lstat(link.c_str(), &status), 0);
        QVERIFY(S_ISLNK(status.st_mode));
        QCOMPARE(::stat(file.c_str(), &status), 0);
        QCOMPARE(status.st_mode & 07777, mode_t{0644});
    }

    void replacingAHashedLineRemovesIt()
    {
        const TempDir directory;
        const std::string file = directory.file("known_hosts");
        const KnownHosts hosts({file}, {});
        QVERIFY(hosts.add("web1", One, Hashing::Hashed));
        QVERIFY(hosts.replace("web1", Two, Hashing::Hashed));
        QCOMPARE(hosts.keysOf("web1").size(), std::size_t{1});
        QCOMPARE(hosts.judge("web1", Two).verdict, Verdict::Known);
    }

    void replacingRemovesAKeyOfAnotherCurve()
    {
        const TempDir directory;
        const std::string file =
            directory.write("known_hosts", str("web1 ", text(Curve384), "\nweb1 ", text(OtherType), '\n'));
        QVERIFY(KnownHosts({file}, {}).replace("web1", Curve256, Hashing::Plain));
        QCOMPARE(readFile(file), str("web1 ", text(OtherType), "\nweb1 ", text(Curve256), '\n'));
    }

    void manyMayAddAtOnce()
    {
        const TempDir directory;
        const KnownHosts hosts({directory.file("known_hosts")}, {});
        constexpr int Threads = 8;
        constexpr int Each = 20;
        std::vector<std::thread> threads;
        for (int t = 0; t < Threads; ++t)
            threads.emplace_back([&hosts, t] {
                for (int i = 0; i < Each; ++i)
                    (void)hosts.add(str("host", t * Each + i), One, Hashing::Plain);
            });
        for (std::thread& thread : threads)
            thread.join();
        for (int i = 0; i < Threads * Each; ++i)
            QCOMPARE(hosts.judge(str("host", i), One).verdict, Verdict::Known);
        QCOMPARE(QString::fromStdString(readFile(directory.file("known_hosts"))).count(u'\n'), Threads * Each);
    }

    void aFileThatCannotBeWrittenIsToldOf()
    {
        const TempDir directory;
        const auto result = KnownHosts({directory.file("no/such/known_hosts")}, {}).add("web1", One, Hashing::Plain);
        QVERIFY(!result);
        QCOMPARE(result.error().errnum(), ENOENT);
        // /dev/null is how people say that nothing is to be stored.
        for (const auto& none : std::vector<std::vector<std::string>>{{"/dev/null"}, {}}) {
            const auto nowhere = KnownHosts(none, {}).add("web1", One, Hashing::Plain);
            QVERIFY(!nowhere);
            QCOMPARE(nowhere.error().text(), std::string("the configuration names no file for it"));
        }
    }

    void fingerprintAndPictureAreThoseOfSshKeygen_data()
    {
        QTest::addColumn<QString>("type");
        for (const char* type : {"ed25519", "ecdsa", "rsa"})
            QTest::newRow(type) << type;
    }

    void fingerprintAndPictureAreThoseOfSshKeygen()
    {
        QFETCH(const QString, type);
        const TempDir directory;
        for (int i = 0; i < 4; ++i) {
            const SshKey made = makeSshKey(directory, "key", type.toStdString());
            const HostKey key = keyOf(made);
            QCOMPARE(key.fingerprint(), made.fingerprint);
            const std::string listed = mustRun({"ssh-keygen", "-lv", "-f", made.publicPath()});
            QCOMPARE(key.randomart() + '\n', listed.substr(listed.find('\n') + 1));
        }
    }

    void theNameHoldsAnUnusualPort()
    {
        QCOMPARE(knownName("Web1", 22), std::string("web1"));
        QCOMPARE(knownName("web1", 2222), std::string("[web1]:2222"));
    }

    void algorithmsOfKnownKeysComeFirst()
    {
        const std::string all = "ssh-ed25519,ecdsa-sha2-nistp256,rsa-sha2-512,rsa-sha2-256";
        QCOMPARE(preferKnown(all, {}), all);
        QCOMPARE(preferKnown(all, {{.key = OtherType}}),
                 std::string("rsa-sha2-512,rsa-sha2-256,ssh-ed25519,ecdsa-sha2-nistp256"));
        QCOMPARE(preferKnown(all, {{.key = OtherType, .revoked = true}}), all);
    }
};

QTEST_GUILESS_MAIN(SshKnownHostsTest)
#include "ssh_known_hosts_test.moc"
