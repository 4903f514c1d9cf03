// How long a program that is its own agent waits for its connections, and who answers their questions.
#include "agent/program/program.h"
#include "core/base/exceptions.h"
#include "core/rpc/select.h"
#include "tests/support/fixed_prompts.h"

#include <QTest>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace rz;
using namespace rz::connect;
using namespace rz::test;

namespace {

// In the place of ssh: does as it is told.
class Scripted final : public Opener {
public:
    explicit Scripted(std::function<void(OpenHost&)> script) : m_script(std::move(script)) {}
    std::string_view method() const override { return "ssh"; }
    std::unique_ptr<Opening> open(const Hop&, io::Broker&, OpenHost& host) override
    {
        host.beginStep("scripted");
        m_script(host);
        return std::make_unique<Opening>();
    }

private:
    std::function<void(OpenHost&)> m_script;
};

struct ProgramFixture {
    explicit ProgramFixture(std::function<void(OpenHost&)> script)
    {
        program.connector().addOpener(std::make_unique<Scripted>(std::move(script)));
    }
    // What it fails with.
    Error connect(const rhizome::ConnectOptions& options) { return connectAll({"ssh:anywhere"}, options).front(); }
    std::vector<Error> connectAll(const std::vector<std::string>& chains, const rhizome::ConnectOptions& options)
    {
        std::vector<Error> errors;
        for (const auto& result : program.connectAll(chains, options))
            errors.push_back(result ? Error(ErrorKind::Error, "it did not fail") : result.error());
        return errors;
    }

    rhizome::Program program{0, nullptr};
};

void nothing(OpenHost&) {}

// Why there is no context; only when that is known.
std::string textIn(rhizome::PendingContext& pending)
{
    const auto outcome = pending->get(rpc::NoWait);
    if (!outcome)
        return outcome.error().text();
    return *outcome ? std::string("it did not fail") : outcome->error().text();
}

}  // namespace

class ProgramConnectTest : public QObject {
    Q_OBJECT

private slots:
    void aDeadlineEndsIt()
    {
        ProgramFixture f(nothing);
        QVERIFY_THROWS_EXCEPTION(TimeoutError,
                                 f.program.connect("ssh:anywhere", {.deadline = std::chrono::milliseconds(20)}));
        const Error error = f.connect({.deadline = std::chrono::milliseconds(20)});
        QVERIFY(error.kind() == ErrorKind::Timeout);
        QCOMPARE(error.text(), std::string("ssh anywhere: it was not connected in time"));
        QCOMPARE(error.details().step, std::string("scripted"));
    }

    void aDeadlineLeavesWhatEndedBefore()
    {
        ProgramFixture f(nothing);
        const auto errors =
            f.connectAll({"nowhere:x", "ssh:one", "ssh:two"}, {.deadline = std::chrono::milliseconds(20)});
        QCOMPARE(errors.size(), std::size_t{3});
        QVERIFY(errors[0].kind() == ErrorKind::Argument);
        QCOMPARE(errors[1].text(), std::string("ssh one: it was not connected in time"));
        QCOMPARE(errors[2].text(), std::string("ssh two: it was not connected in time"));
    }

    void aStopEndsIt()
    {
        std::stop_source source;
        std::jthread other;
        ProgramFixture f([&](OpenHost&) { other = std::jthread([&source] { source.request_stop(); }); });
        const Error error = f.connect({.cancel = source.get_token()});
        QVERIFY(error.kind() == ErrorKind::Cancelled);
        QCOMPARE(error.text(), std::string("ssh anywhere: the connection was cancelled"));
        // One that was stopped before.
        QVERIFY_THROWS_EXCEPTION(CancelledError, f.program.connect("ssh:anywhere", {.cancel = source.get_token()}));
    }

    void theEndOfTheBrokerEndsIt()
    {
        rhizome::Program* program = nullptr;
        ProgramFixture f([&](OpenHost&) { program->broker().shutdown(); });
        program = &f.program;
        QVERIFY_THROWS_EXCEPTION(CancelledError, f.program.connect("ssh:anywhere"));
        // And what is begun after it.
        QVERIFY_THROWS_EXCEPTION(CancelledError, f.program.connect("ssh:anywhere"));
        QVERIFY(f.connectAll({"ssh:one", "ssh:two"}, {}).back().kind() == ErrorKind::Cancelled);
    }

    void questionsGoToWhoIsGiven()
    {
        std::optional<PromptAnswer> given;
        ProgramFixture f([&given](OpenHost& host) {
            host.ask({.kind = PromptKind::Password, .subject = "alice@anywhere", .fields = {{.label = "Password: "}}},
                     [&](PromptAnswer answer) {
                         given = std::move(answer);
                         host.failed(Error(ErrorKind::Password, "enough"));
                     });
        });
        FixedPrompts prompts;
        prompts.answer(PromptKind::Password, {"open sesame"});
        QCOMPARE(f.connect({.prompts = &prompts}).text(), std::string("enough"));
        QCOMPARE(prompts.count(PromptKind::Password), std::size_t{1});
        QVERIFY(given);
        QCOMPARE(given->fields.size(), std::size_t{1});
        QCOMPARE(given->fields.front().reveal(), std::string("open sesame"));
    }

    void aQuestionIsWithdrawnByTheDeadline()
    {
        ProgramFixture f([](OpenHost& host) { host.ask({.kind = PromptKind::Password}, [](const PromptAnswer&) {}); });
        FixedPrompts prompts;
        prompts.holdUnanswered();
        QVERIFY(f.connect({.deadline = std::chrono::milliseconds(20), .prompts = &prompts}).kind() ==
                ErrorKind::Timeout);
        QCOMPARE(prompts.asked().size(), std::size_t{1});
        QVERIFY(prompts.asked().front().withdrawn);
    }

    void aSelectGivesConnectionsAsTheyEnd()
    {
        std::vector<OpenHost*> hosts;
        ProgramFixture f([&hosts](OpenHost& host) { hosts.push_back(&host); });
        const auto first = f.program.connectAsync("ssh:first");
        const auto second = f.program.connectAsync("ssh:second");
        const auto third = f.program.connectAsync("nowhere:x");
        rpc::Select select{first.get(), second.get(), third.get()};
        // A chain that cannot be is known at once.
        rpc::Event event = valueOrThrow(select.getEvent(rpc::NoWait));
        QCOMPARE(event.source, third.get());
        QVERIFY((*event.as<Result<rpc::Context>>()).error().kind() == ErrorKind::Argument);
        QVERIFY(hosts.empty());
        QVERIFY(f.program.broker().runUntil([&] { return hosts.size() == 2; }));
        // What ends first is first, whatever was begun before and has not ended.
        f.program.broker().deferLater([&] { hosts[1]->failed(Error(ErrorKind::Stream, "the second")); });
        event = valueOrThrow(select.getEvent());
        QCOMPARE(event.source, second.get());
        QCOMPARE((*event.as<Result<rpc::Context>>()).error().text(), std::string("the second"));
        f.program.broker().deferLater([&] { hosts[0]->failed(Error(ErrorKind::Stream, "the first")); });
        event = valueOrThrow(select.getEvent());
        QCOMPARE(event.source, first.get());
        QCOMPARE((*event.as<Result<rpc::Context>>()).error().text(), std::string("the first"));
        QVERIFY(!select.hasMembers());
    }

    void whoWaitsForOneFirstDrivesTheLoop()
    {
        ProgramFixture f([](OpenHost& host) { host.failed(Error(ErrorKind::Stream, "no")); });
        const auto pending = f.program.connectAsync("ssh:anywhere");
        QCOMPARE(valueOrThrow(pending->get()).error().text(), std::string("no"));
    }

    void eachHasItsOwnDeadlineAndStop()
    {
        ProgramFixture f(nothing);
        std::stop_source source;
        auto late = f.program.connectAsync("ssh:late", {.deadline = std::chrono::milliseconds(20)});
        auto stopped = f.program.connectAsync("ssh:stopped", {.cancel = source.get_token()});
        auto patient = f.program.connectAsync("ssh:patient");
        QVERIFY(f.program.broker().runUntil([&] { return !late->empty(); }));
        QCOMPARE(textIn(late), std::string("ssh late: it was not connected in time"));
        QVERIFY(stopped->empty());
        source.request_stop();
        QVERIFY(f.program.broker().runUntil([&] { return !stopped->empty(); }));
        QCOMPARE(textIn(stopped), std::string("ssh stopped: the connection was cancelled"));
        QVERIFY(patient->empty());
    }

    void oneThatIsDroppedGivesUp()
    {
        ProgramFixture f([](OpenHost& host) { host.ask({.kind = PromptKind::Password}, [](const PromptAnswer&) {}); });
        FixedPrompts prompts;
        prompts.holdUnanswered();
        auto pending = f.program.connectAsync("ssh:anywhere", {.prompts = &prompts});
        QVERIFY(f.program.broker().runUntil([&] { return !prompts.asked().empty(); }));
        QVERIFY(!prompts.asked().front().withdrawn);
        pending.reset();
        f.program.broker().runOnce(Duration::zero());
        QVERIFY(prompts.asked().front().withdrawn);
    }

    void aStopMayComeWhenItIsDropped()
    {
        ProgramFixture f(nothing);
        std::stop_source source;
        auto pending = f.program.connectAsync("ssh:anywhere", {.cancel = source.get_token()});
        source.request_stop();  // it is queued
        pending.reset();
        f.program.broker().runOnce(Duration::zero());
    }

    void theEndOfTheBrokerIsToldByEach()
    {
        ProgramFixture f(nothing);
        auto before = f.program.connectAsync("ssh:before");
        f.program.broker().shutdown();
        while (f.program.broker().runOnce({})) {
        }
        QCOMPARE(textIn(before), std::string("ssh before: the connection was cancelled"));
        auto after = f.program.connectAsync("ssh:after");
        QCOMPARE(textIn(after), std::string("ssh after: the connection was cancelled"));
    }
};

QTEST_GUILESS_MAIN(ProgramConnectTest)
#include "program_connect_test.moc"
