// How long a program that is its own agent waits for its connections, and who answers their questions.
#include "agent/program/program.h"
#include "core/base/exceptions.h"
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

struct Fixture {
    explicit Fixture(std::function<void(OpenHost&)> script)
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

}  // namespace

class ProgramConnectTest : public QObject {
    Q_OBJECT

private slots:
    void aDeadlineEndsIt()
    {
        Fixture f(nothing);
        QVERIFY_THROWS_EXCEPTION(TimeoutError,
                                 f.program.connect("ssh:anywhere", {.deadline = std::chrono::milliseconds(20)}));
        const Error error = f.connect({.deadline = std::chrono::milliseconds(20)});
        QVERIFY(error.kind() == ErrorKind::Timeout);
        QCOMPARE(error.text(), std::string("ssh anywhere: it was not connected in time"));
        QCOMPARE(error.details().step, std::string("scripted"));
    }

    void aDeadlineLeavesWhatEndedBefore()
    {
        Fixture f(nothing);
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
        Fixture f([&](OpenHost&) { other = std::jthread([&source] { source.request_stop(); }); });
        const Error error = f.connect({.cancel = source.get_token()});
        QVERIFY(error.kind() == ErrorKind::Cancelled);
        QCOMPARE(error.text(), std::string("ssh anywhere: the connection was cancelled"));
        // One that was stopped before.
        QVERIFY_THROWS_EXCEPTION(CancelledError, f.program.connect("ssh:anywhere", {.cancel = source.get_token()}));
    }

    void theEndOfTheBrokerEndsIt()
    {
        rhizome::Program* program = nullptr;
        Fixture f([&](OpenHost&) { program->broker().shutdown(); });
        program = &f.program;
        QVERIFY_THROWS_EXCEPTION(CancelledError, f.program.connect("ssh:anywhere"));
        // And what is begun after it.
        QVERIFY_THROWS_EXCEPTION(CancelledError, f.program.connect("ssh:anywhere"));
        QVERIFY(f.connectAll({"ssh:one", "ssh:two"}, {}).back().kind() == ErrorKind::Cancelled);
    }

    void questionsGoToWhoIsGiven()
    {
        std::optional<PromptAnswer> given;
        Fixture f([&given](OpenHost& host) {
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
        Fixture f([](OpenHost& host) { host.ask({.kind = PromptKind::Password}, [](const PromptAnswer&) {}); });
        FixedPrompts prompts;
        prompts.holdUnanswered();
        QVERIFY(f.connect({.deadline = std::chrono::milliseconds(20), .prompts = &prompts}).kind() ==
                ErrorKind::Timeout);
        QCOMPARE(prompts.asked().size(), std::size_t{1});
        QVERIFY(prompts.asked().front().withdrawn);
    }
};

QTEST_GUILESS_MAIN(ProgramConnectTest)
#include "program_connect_test.moc"
