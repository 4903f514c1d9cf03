// Whole contexts over ssh: the agent at the far end of the desktop's own ssh, against a real sshd.

#include "core/base/exceptions.h"
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

// A connection that is under way.
struct Attempt {
    Outcome outcome;
    Connector::Handle handle;
};

struct SshFixture {
    SshFixture()
    {
        ::unsetenv("SSH_AUTH_SOCK");
        server.authorize(user, key.publicLine);
        writeFile(knownHosts, server.knownHosts());
        master.connector().addOpener(
            makeLibsshOpener({.configFile = "none", .knownHostsFile = knownHosts}, master.log("ssh")));
    }

    Hop hop() const
    {
        Hop made{.method = "ssh"};
        made.options.set("hostname", SshServer::host());
        made.options.set("port", server.port());
        made.options.set("username", user.name());
        return made;
    }
    Hop withKey() const
    {
        Hop made = hop();
        made.options.set("identity_file", key.path);
        return made;
    }
    Outcome connect(const Hop& to) { return master.connect(to); }
    std::unique_ptr<Attempt> begin(const Hop& to)
    {
        auto attempt = std::make_unique<Attempt>();
        attempt->handle = master.connector().connect(to, {}, attempt->outcome);
        return attempt;
    }
    Value call(ContextId id, std::string_view name, std::vector<Value> args = {})
    {
        return master.context(id).call(name, std::move(args), {}, std::chrono::seconds(30));
    }

    TempDir directory;
    TestUser user;
    SshServer server;
    SshKey key = makeSshKey(directory, "key");
    std::string knownHosts = directory.file("known_hosts");
    FixedPrompts prompts;
    TestMaster master{&prompts};
};

bool gone(const SshFixture& fixture)
{
    return fixture.user.processes().empty();
}

}  // namespace

class SshContextTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string reason = SshServer::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
        if (::access(binary("rhizome-agent").c_str(), X_OK) != 0)
            QFAIL("the agent is not built");
    }

    void aContextIsMadeAndCalled()
    {
        SshFixture fixture;
        const Outcome outcome = fixture.connect(fixture.withKey());
        QCOMPARE(outcome.error(), std::string());
        const Connected& connected = *outcome.result();
        QCOMPARE(connected.name, str("ssh.127.0.0.1:", fixture.server.port()));
        QCOMPARE(fixture.call(connected.id, "os.getuid"), Value(fixture.user.uid()));
        const auto steps = outcome.stepNames();
        for (const char* step : {"resolve", "connect", "key exchange", "host key", "authentication", "open session",
                                 "first stage", "agent upload"})
            QVERIFY2(std::ranges::find(steps, step) != steps.end(), step);
    }

    void aPasswordIsAskedAndTheClockStandsStill()
    {
        SshFixture fixture;
        Hop to = fixture.hop();
        to.options.set("connect_timeout", 5);
        fixture.prompts.holdUnanswered();
        const auto attempt = fixture.begin(to);
        QVERIFY(fixture.master.until([&] { return fixture.prompts.waiting().size() == 1; }));
        // Longer than the limit.
        QVERIFY(!fixture.master.until([&] { return attempt->outcome.done(); }, std::chrono::seconds(6)));
        fixture.prompts.answerWaiting(fixture.prompts.waiting().front().id, secretAnswer({fixture.user.password()}));
        QVERIFY(fixture.master.until([&] { return attempt->outcome.done(); }));
        QCOMPARE(attempt->outcome.error(), std::string());
        const auto& steps = attempt->outcome.story().steps;
        const auto waited = std::ranges::find(steps, "authentication", &StoryStep::name);
        QVERIFY(waited != steps.end() && waited->waited >= std::chrono::seconds(5));
    }

    void aWrongPasswordEndsWithEverythingToldAboutIt()
    {
        SshFixture fixture;
        Hop to = fixture.hop();
        to.options.set("password", Secret("wrong"));
        const Outcome outcome = fixture.connect(to);
        QVERIFY2(outcome.error().starts_with("PasswordError: "), outcome.error().c_str());
        const Error& error = outcome.result().error();
        QCOMPARE(error.details().hop, to.label());
        QCOMPARE(error.details().step, std::string("authentication"));
        QVERIFY(error.details().cause.find("refused the password for") != std::string::npos);
        QVERIFY(outcome.story().failure.has_value());
    }

    void aQuestionIsWithdrawnWhenTheConnectionIsCancelled()
    {
        SshFixture fixture;
        fixture.prompts.holdUnanswered();
        auto attempt = fixture.begin(fixture.hop());
        QVERIFY(fixture.master.until([&] { return fixture.prompts.waiting().size() == 1; }));
        attempt->handle.reset();
        QVERIFY(fixture.master.until([&] { return attempt->outcome.done() && fixture.prompts.waiting().empty(); }));
        QVERIFY(attempt->outcome.error().starts_with("CancelledError: "));
        QVERIFY(fixture.prompts.asked().front().withdrawn);
    }

    void aConnectionCutDuringTheBootstrapIsAnError()
    {
        SshFixture fixture;
        bool cut = false;
        const auto attempt = fixture.begin(fixture.withKey());
        QVERIFY(fixture.master.until([&] {
            const auto steps = attempt->outcome.stepNames();
            if (!cut && !steps.empty() && steps.back() == "first stage") {
                fixture.server.cutConnections();
                cut = true;
            }
            return attempt->outcome.done();
        }));
        QVERIFY(cut);
        const Error& error = attempt->outcome.result().error();
        // Of a later step the diagnosis may know more than that.
        QVERIFY2(error.kind() == ErrorKind::Eof || error.kind() == ErrorKind::Stream, attempt->outcome.error().c_str());
        QVERIFY2(error.details().seen.find("the connection was lost") != std::string::npos,
                 error.details().seen.c_str());
        QVERIFY(waitUntil([&] { return gone(fixture); }));
    }

    void aConnectionCutDuringACallFailsTheCall()
    {
        SshFixture fixture;
        const Outcome outcome = fixture.connect(fixture.withKey());
        QCOMPARE(outcome.error(), std::string());
        std::optional<Result<Value>> result;
        const rpc::PendingCall pending = fixture.master.context(outcome.result()->id)
                                             .callAsync(rpc::Call::byName("proc.run", {Value(List{{"sleep", "1000"}})}),
                                                        [&result](Result<Value> given) { result = std::move(given); });
        QVERIFY(fixture.master.until([&] { return fixture.user.processes().size() > 1; }));

        fixture.server.cutConnections();

        QVERIFY(fixture.master.until([&] { return result.has_value(); }));
        QVERIFY(!*result && result->error().kind() == ErrorKind::Channel);
        const Error& error = result->error();
        QCOMPARE(error.details().hop, outcome.result()->name);
        QVERIFY2(error.text().find(error.details().hop) != std::string::npos, error.text().c_str());
        // Not only that it is gone, but why.
        QVERIFY2(error.text().find("the connection was lost") != std::string::npos, error.text().c_str());
        QVERIFY2(waitUntil([&] { return gone(fixture); }, std::chrono::seconds(10)), "the agent or its child lives on");
    }

    void aStoppedAgentDoesNotAnswerPings()
    {
        SshFixture fixture;
        const Outcome outcome = fixture.connect(fixture.withKey());
        QCOMPARE(outcome.error(), std::string());
        const rpc::Context context = fixture.master.context(outcome.result()->id);
        std::optional<Result<Duration>> answer;
        const auto ping = [&] {
            answer.reset();
            context.ping(std::chrono::seconds(2), [&answer](Result<Duration> given) { answer = std::move(given); });
            return fixture.master.until([&] { return answer.has_value(); });
        };
        QVERIFY(ping() && *answer);
        fixture.user.signalProcesses(SIGSTOP);
        QVERIFY(ping() && !*answer && answer->error().kind() == ErrorKind::Timeout);
        fixture.user.signalProcesses(SIGCONT);
        QVERIFY(ping() && *answer);
    }

    void aLocalChildUnderIt()
    {
        SshFixture fixture;
        const Outcome outcome = fixture.connect(fixture.withKey());
        QCOMPARE(outcome.error(), std::string());
        const ContextId child = fixture.master.local(outcome.result()->id);
        QCOMPARE(fixture.call(child, "os.getuid"), Value(fixture.user.uid()));
    }

    void disconnectingLeavesNothing()
    {
        SshFixture fixture;
        const LeakCheck leaks({fixture.user.home()}, {fixture.user.uid()});
        const Outcome outcome = fixture.connect(fixture.withKey());
        QCOMPARE(outcome.error(), std::string());
        const ContextId id = outcome.result()->id;
        fixture.master.connector().disconnect(id);
        QVERIFY(fixture.master.until([&] { return !fixture.master.router().findRoute(id); }));
        QVERIFY(fixture.master.until([&] { return leaks.leaks(Duration::zero()).empty(); }, std::chrono::seconds(10)));
    }

    void manyContextsOverSshAtOnce()
    {
        SshFixture fixture;
        const LeakCheck leaks({fixture.user.home()}, {fixture.user.uid()});
        constexpr std::size_t Many = 40;
        std::vector<std::unique_ptr<Attempt>> all;
        Hop to = fixture.withKey();
        to.options.set("connect_timeout", 120);
        for (std::size_t i = 0; i < Many; ++i)
            all.push_back(fixture.begin(to));
        QVERIFY(fixture.master.until(
            [&] { return std::ranges::all_of(all, [](const auto& one) { return one->outcome.done(); }); },
            std::chrono::seconds(150)));
        std::set<std::int64_t> pids;
        for (const auto& one : all) {
            QCOMPARE(one->outcome.error(), std::string());
            pids.insert(*fixture.call(one->outcome.result()->id, "os.getpid").as<std::int64_t>());
        }
        QCOMPARE(pids.size(), Many);
        for (const auto& one : all)
            fixture.master.connector().disconnect(one->outcome.result()->id);
        QVERIFY(fixture.master.until([&] { return fixture.master.router().getStreams().empty(); }));
        QVERIFY2(fixture.master.until([&] { return leaks.leaks(Duration::zero()).empty(); }, std::chrono::seconds(15)),
                 leaks.leaks(Duration::zero()).c_str());
    }

    void twoHundredLocalContextsAtOnce()
    {
        TestMaster master;
        const LeakCheck leaks;
        constexpr std::size_t Many = 200;
        std::vector<std::unique_ptr<Attempt>> all;
        for (std::size_t i = 0; i < Many; ++i) {
            all.push_back(std::make_unique<Attempt>());
            all.back()->handle = master.connector().connect({.method = "local"}, {}, all.back()->outcome);
        }
        QVERIFY(
            master.until([&] { return std::ranges::all_of(all, [](const auto& one) { return one->outcome.done(); }); },
                         std::chrono::seconds(100)));
        for (const auto& one : all)
            QCOMPARE(one->outcome.error(), std::string());
        for (const auto& one : all)
            master.connector().disconnect(one->outcome.result()->id);
        QVERIFY(master.until([&] { return master.router().getStreams().empty(); }));
        QVERIFY2(master.until([&] { return leaks.leaks(Duration::zero()).empty(); }, std::chrono::seconds(15)),
                 leaks.leaks(Duration::zero()).c_str());
    }
};

QTEST_GUILESS_MAIN(SshContextTest)
#include "ssh_context_test.moc"
