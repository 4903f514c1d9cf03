// However a connection ends, no descriptor, process or file is left of it, here or there.

#include "core/base/str.h"
#include "core/connect/libssh/ssh_opener.h"
#include "tests/support/fixed_prompts.h"
#include "tests/support/leak_check.h"
#include "tests/support/paths.h"
#include "tests/support/ssh_server.h"
#include "tests/support/test_master.h"

#include <QTest>

#include <algorithm>
#include <csignal>
#include <unistd.h>

using namespace rz;
using namespace rz::connect;
using namespace rz::test;

namespace {

struct LeftoverFixture {
    LeftoverFixture()
    {
        ::unsetenv("SSH_AUTH_SOCK");
        server.authorize(user, key.publicLine);
        writeFile(knownHosts, server.knownHosts());
        master.connector().addOpener(makeLibsshOpener({.configFile = "none", .knownHostsFile = knownHosts}, {}));
    }

    Hop hop() const
    {
        Hop made{.method = "ssh"};
        made.options.set("hostname", SshServer::host());
        made.options.set("port", server.port());
        made.options.set("username", user.name());
        made.options.set("identity_file", key.path);
        return made;
    }
    bool reaches(const Outcome& outcome, const std::string& step)
    {
        return master.until([&] {
            const auto steps = outcome.stepNames();
            return outcome.done() || std::ranges::find(steps, step) != steps.end();
        });
    }

    TempDir directory;
    std::string knownHosts = directory.file("known_hosts");
    TestUser user;
    SshServer server;
    SshKey key = makeSshKey(directory, "key");
    FixedPrompts prompts;
    TestMaster master{&prompts};
    LeakCheck check{{user.home()}, {user.uid()}};
};

void addSteps()
{
    QTest::addColumn<QString>("step");
    for (const char* step : {"connect", "key exchange", "host key", "authentication", "open session", "first stage",
                             "agent upload", "agent start"})
        QTest::newRow(step) << step;
}

}  // namespace

class LeftoverTest : public QObject {
    Q_OBJECT

private:
    // The loop must go on while things end; a thread that has yet to hear of it may open something once more.
    static void checkNothingIsLeft(LeftoverFixture& fixture)
    {
        std::string left;
        int quietLooks = 0;
        const auto isQuiet = [&] {
            left = fixture.check.leaks(Duration::zero());
            quietLooks = left.empty() ? quietLooks + 1 : 0;
            return quietLooks == 3;
        };
        fixture.master.until(isQuiet, std::chrono::seconds(15));
        QVERIFY2(left.empty(), left.c_str());
    }

private slots:
    void initTestCase()
    {
        if (const std::string reason = SshServer::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
        if (::access(binary("rhizome-agent").c_str(), X_OK) != 0)
            QFAIL("the agent is not built");
    }

    void aCutDuringAnyStep_data() { addSteps(); }
    void aCutDuringAnyStep()
    {
        QFETCH(const QString, step);
        LeftoverFixture fixture;
        Outcome outcome;
        const auto handle = fixture.master.connector().connect(fixture.hop(), {}, outcome);
        QVERIFY(fixture.reaches(outcome, step.toStdString()));
        fixture.server.cutConnections();
        QVERIFY(fixture.master.until([&] { return outcome.done(); }));
        // The server may not have begun to serve it when it was cut.
        if (outcome.error().empty()) {
            fixture.server.cutConnections();
            QVERIFY(fixture.master.until([&] { return fixture.master.router().getStreams().empty(); }));
        }
        checkNothingIsLeft(fixture);
    }

    void aCancelDuringAnyStep_data() { addSteps(); }
    void aCancelDuringAnyStep()
    {
        QFETCH(const QString, step);
        LeftoverFixture fixture;
        Outcome outcome;
        auto handle = fixture.master.connector().connect(fixture.hop(), {}, outcome);
        QVERIFY(fixture.reaches(outcome, step.toStdString()));
        handle.reset();
        QVERIFY(outcome.done());
        if (outcome.error().empty())
            fixture.master.connector().disconnect(outcome.result()->id);
        else
            QVERIFY2(outcome.error().starts_with("CancelledError: "), outcome.error().c_str());
        checkNothingIsLeft(fixture);
    }

    void failuresBeforeTheAgent_data()
    {
        QTest::addColumn<QString>("how");
        for (const char* how : {"host is down", "host key refused", "wrong passwords", "nobody to ask"})
            QTest::newRow(how) << how;
    }

    void failuresBeforeTheAgent()
    {
        QFETCH(const QString, how);
        LeftoverFixture fixture;
        if (how == u"host is down")
            fixture.server.stop();
        else
            fixture.server.forgetAuthorizedKeys(fixture.user);
        if (how == u"host key refused")
            writeFile(fixture.knownHosts, "");
        if (how == u"wrong passwords")
            fixture.prompts.answer(PromptKind::Password, {"wrong 1", "wrong 2", "wrong 3"});
        const LeakCheck after({fixture.user.home()}, {fixture.user.uid()});
        QVERIFY(!fixture.master.connect(fixture.hop()).error().empty());
        fixture.master.until([&] { return after.leaks(Duration::zero()).empty(); }, std::chrono::seconds(15));
        QCOMPARE(after.leaks(Duration::zero()), std::string());
    }

    void theEndOfAWorkingTree_data()
    {
        QTest::addColumn<QString>("how");
        for (const char* how : {"disconnected", "connection cut", "agent killed", "agent stopped"})
            QTest::newRow(how) << how;
    }

    // A context, a child below it, a program that runs there, and a call that waits for it.
    void theEndOfAWorkingTree()
    {
        QFETCH(const QString, how);
        LeftoverFixture fixture;
        const Outcome outcome = fixture.master.connect(fixture.hop());
        QCOMPARE(outcome.error(), std::string());
        const ContextId top = outcome.result()->id;
        const ContextId below = fixture.master.local(top);
        const auto topPid = static_cast<pid_t>(*outcome.result()->facts.find("pid")->as<std::int64_t>());
        std::optional<Result<Value>> result;
        const rpc::PendingCall pending =
            fixture.master.context(below).callAsync(rpc::Call::byName("proc.run", {Value(List{{"sleep", "1000"}})}),
                                                    [&result](Result<Value> given) { result = std::move(given); });
        QVERIFY(fixture.master.until([&] { return fixture.user.processes().size() >= 4; }));

        if (how == u"connection cut")
            fixture.server.cutConnections();
        else if (how == u"agent killed")
            ::kill(topPid, SIGKILL);
        if (how == u"agent stopped")
            ::kill(topPid, SIGSTOP);
        if (how == u"agent stopped" || how == u"disconnected")
            fixture.master.connector().disconnect(top, std::chrono::seconds(1));

        QVERIFY(fixture.master.until([&] { return result.has_value(); }));
        QVERIFY(!*result);
        // An orderly end lets the function say itself that it was stopped.
        const Error& error = result->error();
        QVERIFY2(how == u"disconnected" || error.kind() == ErrorKind::Channel, error.text().c_str());
        QVERIFY2(how == u"disconnected" || error.details().hop == outcome.result()->name, error.text().c_str());
        QVERIFY(fixture.master.until([&] { return fixture.master.router().getStreams().empty(); }));
        // Nobody but its host can wake or end it.
        if (how == u"agent stopped")
            ::kill(topPid, SIGCONT);
        checkNothingIsLeft(fixture);
    }
};

QTEST_GUILESS_MAIN(LeftoverTest)
#include "leftover_test.moc"
