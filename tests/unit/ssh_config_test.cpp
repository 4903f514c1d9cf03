#include "core/base/str.h"
#include "core/connect/libssh/leg.h"
#include "core/connect/libssh/run_program.h"
#include "tests/support/old_kernel.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"

#include <QTest>

#include <cerrno>
#include <csignal>
#include <thread>

using namespace rz;
using namespace rz::connect;
using namespace rz::connect::ssh;
using namespace rz::test;

namespace {

const LocalUser Me{.name = "me", .home = "/home/me", .uid = 1000};

std::shared_ptr<CancelToken> token()
{
    return *CancelToken::create();
}

Hop hop(std::string hostname)
{
    Hop made{.method = "ssh"};
    made.options.set("hostname", std::move(hostname));
    return made;
}

// The labels of the legs on the way to a host, or why there is no way.
QStringList legs(const Hop& to, const SshSettings& settings)
{
    const auto planned = planLegs(to, {}, settings, *token());
    if (!planned)
        return {QString::fromStdString(planned.error().text())};
    QStringList labels;
    for (const Leg& leg : *planned)
        labels << QString::fromStdString(leg.label);
    return labels;
}

Leg onlyLeg(const Hop& to, const SshSettings& settings)
{
    auto planned = planLegs(to, {}, settings, *token());
    return planned ? std::move(planned->back()) : Leg();
}

}  // namespace

class SshConfigTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
#ifdef RZ_OLD_KERNEL
        QVERIFY(pretendOldKernel());
#endif
    }

    void whatSshPrintsIsUnderstood()
    {
        const HostConfig config = parseHostConfig("host web1\n"
                                                  "user alice\n"
                                                  "hostname 10.0.0.7\n"
                                                  "port 2200\n"
                                                  "stricthostkeychecking accept-new\n"
                                                  "hashknownhosts yes\n"
                                                  "identitiesonly yes\n"
                                                  "passwordauthentication no\n"
                                                  "identityfile ~/my key/%r_%h\n"
                                                  "identityfile /etc/100%%\n"
                                                  "userknownhostsfile /home/me/a b /tmp/%n\n"
                                                  "globalknownhostsfile none\n"
                                                  "revokedhostkeys ~/revoked /etc/ssh/revoked\n"
                                                  "identityagent none\n"
                                                  "preferredauthentications password,publickey\n"
                                                  "proxyjump bob@bastion:2222,other\n"
                                                  "rekeylimit 1073741824 3600\n"
                                                  "connecttimeout 10\n"
                                                  "compression no\n",
                                                  {.host = "web1"}, Me);
        QCOMPARE(config.hostName, std::string("10.0.0.7"));
        QCOMPARE(config.user, std::string("alice"));
        QCOMPARE(config.port, std::uint16_t{2200});
        QVERIFY(config.hostKeyPolicy == HostKeyPolicy::Accept);
        QVERIFY(config.hashKnownHosts && config.identitiesOnly && !config.passwordAuthentication);
        QCOMPARE(config.identityFiles, (std::vector<std::string>{"/home/me/my key/alice_10.0.0.7", "/etc/100%"}));
        QCOMPARE(config.userKnownHosts, (std::vector<std::string>{"/home/me/a b", "/tmp/web1"}));
        QCOMPARE(config.revokedHostKeys, (std::vector<std::string>{"/home/me/revoked", "/etc/ssh/revoked"}));
        QVERIFY(config.globalKnownHosts.empty() && config.identityAgent.empty());
        QCOMPARE(config.preferredAuthentications, (std::vector<std::string>{"password", "publickey"}));
        QCOMPARE(config.proxyJump, (std::vector<std::string>{"bob@bastion:2222", "other"}));
        QCOMPARE(config.rekeyBytes, std::uint64_t{1073741824});
        QCOMPARE(config.connectTimeout.count(), 10);
    }

    void silenceMeansDefaults()
    {
        const HostConfig config = parseHostConfig("", {.host = "web1", .user = "bob"}, Me);
        QCOMPARE(config.hostName, std::string("web1"));
        QCOMPARE(config.user, std::string("bob"));
        QCOMPARE(config.port, std::uint16_t{22});
        QVERIFY(!config.hostKeyPolicy);
        QVERIFY(config.publicKeyAuthentication && config.passwordAuthentication);
        QCOMPARE(config.passwordPrompts, 3);
    }

    void tokensAreReplaced_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expanded");
        QTest::newRow("home") << "~/x" << "/home/me/x";
        QTest::newRow("home alone") << "~" << "/home/me";
        QTest::newRow("root's home") << "~root/x" << "/root/x";
        QTest::newRow("no such user") << "~nobodyhere/x" << "~nobodyhere/x";
        QTest::newRow("a tilde inside") << "/a~b" << "/a~b";
        QTest::newRow("command") << "nc %h %p" << "nc 10.0.0.7 2200";
        QTest::newRow("names") << "%n %r %u %d %i" << "web1 alice me /home/me 1000";
        QTest::newRow("percent") << "100%%h" << "100%h";
        QTest::newRow("unknown") << "%Z%" << "%Z%";
    }

    void tokensAreReplaced()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, expanded);
        const HostConfig config{.hostName = "10.0.0.7", .user = "alice", .port = 2200};
        QCOMPARE(QString::fromStdString(expandTokens(text.toStdString(), config, {.host = "web1"}, Me)), expanded);
    }

    void hostMatchAndIncludeAreOpenSshs()
    {
        const TempDir directory;
        directory.write("more", "Host web1\n  Port 2201\nHost *\n  User fromInclude\n");
        const std::string file = directory.write(
            "config", str("Host web1 web2\n  HostName 127.0.0.9\n"
                          "Match originalhost web2 exec \"true\"\n  User matched\n  HashKnownHosts yes\n"
                          "Match originalhost web2 exec \"false\"\n  Port 1\n"
                          "Match all\n  Include ",
                          directory.file("more"), "\n"));

        const auto web1 = readHostConfig({.host = "web1", .file = file}, *token());
        const auto web2 = readHostConfig({.host = "web2", .file = file}, *token());
        const auto given = readHostConfig({.host = "web2", .user = "bob", .port = 5, .file = file}, *token());

        QVERIFY(web1 && web2 && given);
        QCOMPARE(web1->hostName, std::string("127.0.0.9"));
        QCOMPARE(web1->port, std::uint16_t{2201});
        QCOMPARE(web1->user, std::string("fromInclude"));
        QCOMPARE(web2->user, std::string("matched"));
        QVERIFY(web2->hashKnownHosts && !web1->hashKnownHosts);
        QCOMPARE(web2->port, std::uint16_t{22});
        QCOMPARE(given->user, std::string("bob"));
        QCOMPARE(given->port, std::uint16_t{5});
    }

    void aMistakeInTheFileIsShown()
    {
        const TempDir directory;
        const std::string file = directory.write("config", "Host *\n  Prot 22\n");
        const auto config = readHostConfig({.host = "web1", .file = file}, *token());
        QVERIFY(!config);
        QVERIFY2(config.error().details().seen.find("line 2") != std::string::npos,
                 config.error().details().seen.c_str());
    }

    // libssh does not read them, and a key may be among them.
    void whereThereIsNoSshNoRevocationIsPassedOver()
    {
        const TempDir directory;
        directory.write("more.conf", "Host web1\n\tRevokedHostKeys=revoked\n");
        const std::string including = directory.write("including", str("Include ", directory.file("*.conf"), "\n"));
        const std::string quoting = directory.write("quoting", str("Include \"", directory.file("with blank"), "\"\n"));
        directory.write("with blank", "RevokedHostKeys revoked\n");
        const std::string plain = directory.write("plain", "# RevokedHostKeys revoked\nRevokedHostKeys none\n"
                                                           "Include absent\nHost web1\n  Port 2201\n");
        const LocalUser local{.name = "me", .home = directory.path()};
        for (const std::string& file : {including, quoting}) {
            const auto revoking = parseWithLibssh({.host = "web1", .file = file}, local);
            QVERIFY(!revoking);
            QVERIFY(revoking.error().details().cause.contains("RevokedHostKeys"));
        }
        const auto config = parseWithLibssh({.host = "web1", .file = plain}, local);
        QVERIFY2(config, config ? "" : config.error().text().c_str());
        QCOMPARE(config->port, std::uint16_t{2201});
    }

    void whatIsNoHostNameIsNotHandedToAnyProgram()
    {
        for (const char* name : {"", "-oProxyCommand=touch /tmp/x", "-G"})
            QVERIFY(!readHostConfig({.host = name}, *token()));
    }

    void withoutAFileThereAreTheUsualKeys()
    {
        const auto config = readHostConfig({.host = "web1", .file = "none"}, *token());
        QVERIFY(config);
        QVERIFY(!config->identityFiles.empty() && !config->userKnownHosts.empty());
    }

    void libsshsOwnParserStandsIn()
    {
        const TempDir directory;
        const std::string file = directory.write(
            "config", str("Host web1\n  HostName 127.0.0.9\n  Port 2201\n  User alice\n  UserKnownHostsFile ",
                          directory.file("known"), "\n"));
        const auto config = parseWithLibssh({.host = "web1", .file = file}, Me);
        QVERIFY(config);
        QCOMPARE(config->hostName, std::string("127.0.0.9"));
        QCOMPARE(config->port, std::uint16_t{2201});
        QCOMPARE(config->user, std::string("alice"));
        QCOMPARE(config->userKnownHosts, std::vector<std::string>{directory.file("known")});
    }

    void jumpsArePlannedAsOpenSshPassesThem()
    {
        const TempDir directory;
        const SshSettings settings{.configFile =
                                       directory.write("config", "Host inner\n  ProxyJump bob@bastion:2222,middle\n"
                                                                 "Host bastion\n  ProxyJump gate\n"
                                                                 "Host middle\n  ProxyJump never\n")};
        QCOMPARE(legs(hop("inner"), settings),
                 (QStringList{"ssh gate", "ssh bob@bastion:2222", "ssh middle", "ssh inner"}));
        QCOMPARE(legs(hop("gate"), settings), QStringList{"ssh gate"});
        const Leg inner = onlyLeg(hop("inner"), settings);
        QCOMPARE(inner.path.size(), std::size_t{4});
    }

    void aCircleOfJumpsIsNoticed_data()
    {
        QTest::addColumn<QString>("config");
        QTest::newRow("of one") << "Host *\n  ProxyJump bastion\n";
        QTest::newRow("of two") << "Host web1 b\n  ProxyJump a\nHost a\n  ProxyJump b\n";
    }

    void aCircleOfJumpsIsNoticed()
    {
        QFETCH(const QString, config);
        const TempDir directory;
        const SshSettings settings{.configFile = directory.write("config", config.toStdString())};
        const auto planned = planLegs(hop("web1"), {}, settings, *token());
        QVERIFY(!planned);
        QCOMPARE(planned.error().text(), std::string("ProxyJump leads in a circle"));
    }

    void jumpsAreParsed_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("user");
        QTest::addColumn<QString>("host");
        QTest::addColumn<int>("port");
        QTest::newRow("host") << "web1" << "" << "web1" << 0;
        QTest::newRow("all") << "alice@web1:2222" << "alice" << "web1" << 2222;
        QTest::newRow("address") << "[2001:db8::1]:23" << "" << "2001:db8::1" << 23;
        QTest::newRow("uri") << "ssh://bob@web1" << "bob" << "web1" << 0;
        QTest::newRow("user with at") << "a@b@web1" << "a@b" << "web1" << 0;
        QTest::newRow("no host") << "alice@" << "" << "" << 0;
        QTest::newRow("bad port") << "web1:x" << "" << "" << 0;
        QTest::newRow("port too large") << "web1:65536" << "" << "" << 0;
        QTest::newRow("open bracket") << "[::1" << "" << "" << 0;
    }

    void jumpsAreParsed()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, user);
        QFETCH(const QString, host);
        QFETCH(const int, port);
        const auto query = parseJump(text.toStdString());
        QCOMPARE(query.has_value(), !host.isEmpty());
        if (!query)
            return;
        QCOMPARE(QString::fromStdString(query->user), user);
        QCOMPARE(QString::fromStdString(query->host), host);
        QCOMPARE(int{query->port.value_or(0)}, port);
    }

    void optionsWinOverTheFile()
    {
        const TempDir directory;
        const SshSettings settings{
            .configFile = directory.write("config", "Host *\n  User alice\n  Port 2200\n  StrictHostKeyChecking yes\n"
                                                    "  Compression yes\n  IdentityFile /tmp/configured\n"),
            .knownHostsFile = "/tmp/known"};
        Hop to = hop("web1");
        to.options.set("username", "bob");
        to.options.set("port", 23);
        to.options.set("check_host_keys", "ignore");
        to.options.set("identity_file", "/tmp/50%/given");
        to.options.set("compression", false);
        to.options.set("password", Secret("s"));
        to.options.set("keepalive_interval", 7);

        const Leg leg = onlyLeg(to, settings);

        QCOMPARE(leg.config.user, std::string("bob"));
        QCOMPARE(leg.config.port, std::uint16_t{23});
        QCOMPARE(leg.hostKeys, HostKeyPolicy::Ignore);
        QCOMPARE(leg.config.identityFiles, (std::vector<std::string>{"/tmp/50%/given", "/tmp/configured"}));
        QVERIFY(leg.config.identitiesOnly && !leg.config.compression && leg.password);
        QCOMPARE(leg.keepAlive.count(), 7);
        QCOMPARE(leg.config.userKnownHosts, std::vector<std::string>{"/tmp/known"});
        QCOMPARE(onlyLeg(hop("web1"), settings).hostKeys, HostKeyPolicy::Enforce);
    }

    void theDesktopsDefaultPolicyIsForUndecidedFiles()
    {
        const Leg leg = onlyLeg(hop("web1"), {.configFile = "none", .defaultHostKeys = "accept"});
        QCOMPARE(leg.hostKeys, HostKeyPolicy::Accept);
    }

    void aProgramIsRunToItsEnd()
    {
        const auto ran = runProgram({"sh", "-c", "echo out; echo err >&2; exit 3"}, std::chrono::seconds(30), *token());
        QVERIFY(ran);
        QCOMPARE(ran->output, std::string("out\n"));
        QCOMPARE(ran->errors, std::string("err\n"));
        QCOMPARE(ran->status.code, 3);
    }

    void whatAProgramLeavesRunningIsNotWaitedFor()
    {
        const auto ran = runProgram({"sh", "-c", "sleep 1000 & echo $!"}, std::chrono::seconds(30), *token());
        QVERIFY(ran);
        ::kill(std::stoi(ran->output), SIGKILL);
    }

    void aMissingProgramIsToldByItsErrno()
    {
        const auto ran = runProgram({"no-such-program-here"}, std::chrono::seconds(30), *token());
        QVERIFY(!ran);
        QCOMPARE(ran.error().errnum(), ENOENT);
    }

    void aProgramThatHangsIsKilledWithWhatItStarted()
    {
        const TempDir directory;
        const std::string note = directory.file("pid");
        // On a busy machine its time may be over before it has started anything.
        for (Duration limit = std::chrono::milliseconds(300); readFile(note).empty(); limit *= 2) {
            const auto ran = runProgram({"sh", "-c", str("sleep 1000 & echo $! >", note, "; wait")}, limit, *token());
            QVERIFY(!ran);
            QVERIFY(ran.error().kind() == ErrorKind::Timeout);
        }
        const pid_t child = std::stoi(readFile(note));
        QVERIFY(waitUntil([child] {
            return ::kill(child, 0) != 0 || readFile(str("/proc/", child, "/stat")).find(") Z") != std::string::npos;
        }));
    }

    void aProgramEndsWhenItIsCancelled()
    {
        const auto cancel = token();
        std::thread canceller([&cancel] { cancel->cancel(); });
        const auto ran = runProgram({"sleep", "1000"}, std::chrono::seconds(60), *cancel);
        canceller.join();
        QVERIFY(!ran);
        QVERIFY(ran.error().kind() == ErrorKind::Cancelled);
    }
};

QTEST_GUILESS_MAIN(SshConfigTest)
#include "ssh_config_test.moc"
