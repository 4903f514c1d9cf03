// rhizomectl over ssh, against a real sshd: keys, host keys, questions that nobody answers, hosts that go.

#include "core/base/str.h"
#include "tests/integration/ctl_run.h"
#include "tests/support/run.h"
#include "tests/support/ssh_server.h"

#include <QTest>

#include <algorithm>

using namespace rz;
using namespace rz::test;

namespace {

struct CtlSshFixture {
    CtlSshFixture() { server.authorize(user, key.publicLine); }

    QString chain() const
    {
        return QString::fromStdString(str("ssh:", user.name(), '@', SshServer::host(), ':', server.port()));
    }
    QString hop() const
    {
        return QString::fromStdString(str("ssh ", user.name(), '@', SshServer::host(), ':', server.port()));
    }
    QStringList options(const QString& hostKey) const
    {
        return {"--known-hosts", QString::fromStdString(knownHosts), "--host-key", hostKey};
    }
    QStringList withKey(const QString& hostKey = "enforce") const
    {
        return QStringList{"--identity", QString::fromStdString(key.path)} + options(hostKey);
    }
    void trust() const { writeFile(knownHosts, server.knownHosts()); }

    TempDir directory;
    std::string knownHosts = directory.file("known_hosts");
    TestUser user;
    SshServer server;
    SshKey key = makeSshKey(directory, "key");
};

bool runs(const TestUser& user, std::string_view name)
{
    return std::ranges::any_of(user.processes(),
                               [name](pid_t pid) { return readFile(str("/proc/", pid, "/comm")) == name; });
}

}  // namespace

class CtlSshTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string reason = SshServer::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
        if (!CtlRun::available())
            QFAIL("rhizomectl or the agent is not built");
    }

    void aKeyLetsInAndTheProgramRunsAsThatUser()
    {
        const CtlSshFixture fixture;
        fixture.trust();
        const auto ended = CtlRun(fixture.withKey()).run({"run", fixture.chain() + "|local", "--", "id", "-un"});
        QCOMPARE(ended.err, QString());
        QCOMPARE(ended.out.trimmed().toStdString(), fixture.user.name());
        QCOMPARE(ended.status, 0);
    }

    void acceptStoresTheKeyThatEnforceWants()
    {
        const CtlSshFixture fixture;
        const QStringList call{"call", fixture.chain(), "os.getuid"};

        const auto unknown = CtlRun(fixture.withKey("enforce")).run(call);
        QCOMPARE(unknown.status, 4);
        QVERIFY2(unknown.err.contains(u"no ssh-ed25519 key of 127.0.0.1 is known"), qPrintable(unknown.err));
        QVERIFY(unknown.err.contains("hop:   " + fixture.hop()) && unknown.err.contains(u"step:  host key"));

        QCOMPARE(CtlRun(fixture.withKey("accept")).run(call).status, 0);
        QCOMPARE(readFile(fixture.knownHosts), fixture.server.knownHosts());
        QCOMPARE(CtlRun(fixture.withKey("enforce")).run(call).status, 0);
    }

    void anUnknownKeyThatNobodyCanBeAskedAboutIsRefused()
    {
        const CtlSshFixture fixture;
        const auto ended = CtlRun(fixture.withKey("ask")).run({"call", fixture.chain(), "os.getuid"});
        QVERIFY2(ended.err.contains(u"nobody could be asked"), qPrintable(ended.err));
        QCOMPARE(ended.status, 4);
    }

    void aChangedKeyIsRefused_data()
    {
        QTest::addColumn<QString>("policy");
        for (const char* policy : {"ask", "enforce", "accept"})
            QTest::newRow(policy) << policy;
    }

    void aChangedKeyIsRefused()
    {
        QFETCH(const QString, policy);
        CtlSshFixture fixture;
        fixture.trust();
        fixture.server.changeHostKeys();
        fixture.server.restart();
        const auto ended = CtlRun(fixture.withKey(policy)).run({"call", fixture.chain(), "os.getuid"});
        QVERIFY2(ended.err.contains(u"the key of 127.0.0.1 has changed"), qPrintable(ended.err));
        QVERIFY(ended.err.contains(u"ssh-keygen -R"));
        QCOMPARE(ended.status, 4);
    }

    void aPasswordThatNobodyCanBeAskedForIsAPasswordError()
    {
        const CtlSshFixture fixture;
        fixture.trust();
        const auto ended = CtlRun(fixture.options("enforce")).run({"call", fixture.chain(), "os.getuid"});
        QVERIFY2(ended.err.contains(u"nobody could be asked"), qPrintable(ended.err));
        QVERIFY(ended.err.contains("hop:   " + fixture.hop()) && ended.err.contains(u"step:  authentication"));
        QCOMPARE(ended.status, 4);
    }

    void aKeyThatCannotBeReadIsNamed()
    {
        const CtlSshFixture fixture;
        fixture.trust();
        const QStringList options = QStringList{"--identity", "/no/such/key"} + fixture.options("enforce");
        const auto ended = CtlRun(options).run({"call", fixture.chain(), "os.getuid"});
        QVERIFY2(ended.err.contains(u"/no/such/key"), qPrintable(ended.err));
        QCOMPARE(ended.status, 4);
    }

    void aHostThatIsDownIsSaidSo()
    {
        CtlSshFixture fixture;
        fixture.trust();
        fixture.server.stop();
        const auto ended = CtlRun(fixture.withKey()).run({"call", fixture.chain() + "|local", "os.getuid"});
        QVERIFY2(ended.err.contains(u"Connection refused"), qPrintable(ended.err));
        QVERIFY(ended.err.contains("hop:   " + fixture.hop() + '\n') && ended.err.contains(u"step:  connect"));
        QVERIFY(ended.err.contains(u"cause:") && ended.err.contains(u"try:"));
        QCOMPARE(ended.status, 3);
    }

    void aHopThatIsLostDuringACallIsNamed()
    {
        CtlSshFixture fixture;
        fixture.trust();
        const CtlRun ctl(fixture.withKey());
        const auto process = ctl.begin({"call", fixture.chain() + "|local", "proc.run", R"(["sleep","1000"])"});
        QVERIFY(waitUntil([&] { return runs(fixture.user, "sleep\n"); }));
        fixture.server.cutConnections();
        const auto ended = CtlRun::end(*process);
        QVERIFY2(ended.err.contains(u"has disconnected"), qPrintable(ended.err));
        QVERIFY2(ended.err.contains("ssh." + QString::fromStdString(SshServer::host())), qPrintable(ended.err));
        QVERIFY(ended.err.contains(u"step:  call proc.run"));
        QCOMPARE(ended.status, 3);
        QVERIFY2(waitUntil([&] { return fixture.user.processes().empty(); }), "something lives on there");
    }
};

QTEST_GUILESS_MAIN(CtlSshTest)
#include "ctl_ssh_test.moc"
