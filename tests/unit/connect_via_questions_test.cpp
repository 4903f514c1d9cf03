// A connection that another context makes for us, which is not to be trusted with more than that.
#include "core/connect/connect_event.h"
#include "core/connect/via/via_connection.h"
#include "tests/support/fixed_prompts.h"
#include "tests/unit/routing_support.h"

#include <QTest>

#include <optional>
#include <utility>

using namespace rz;
using namespace rz::connect;
using namespace rz::test;

namespace {

// The other context, as the test has it talk. It answers the call with its end.
class Talker {
public:
    explicit Talker(rpc::Registry& registry)
    {
        registry.add({.description = {.name = "mitogen.parent._proxy_connect",
                                      .help = "",
                                      .result = "dict",
                                      .parameters = {{.name = "events", .type = "sender", .help = ""}}},
                      .start = [this](rpc::CallContext& context, const std::vector<Value>&, const Dict& keywords,
                                      rpc::Answer answer) {
                          m_router = &context.router;
                          m_events = *keywords.find("events")->as<SenderRef>();
                          m_answer.emplace(std::move(answer));
                      }});
    }
    bool called() const { return m_answer.has_value(); }
    int answers() const { return m_answers; }
    void end() { m_answer.reset(); }

    void tell(const ConnectEvent& event, Handle replyTo = NoHandle)
    {
        routing::Message message = *routing::Message::pickled(toValue(event));
        message.dstId = m_events.context;
        message.handle = m_events.handle;
        message.replyTo = replyTo;
        m_router->route(std::move(message));
    }
    void ask(std::uint64_t number)
    {
        const auto handle = m_router->addHandler([this](const routing::Message&) { ++m_answers; }, {.persist = false});
        tell(
            AskEvent{
                {.id = number, .kind = PromptKind::Password, .subject = "alice", .fields = {{.label = "Password"}}}},
            *handle);
    }

private:
    routing::Router* m_router = nullptr;
    SenderRef m_events;
    std::optional<rpc::Answer> m_answer;
    int m_answers = 0;
};

class StoryTold final : public ConnectObserver {
public:
    int changes = 0;
    Story story;

private:
    void storyChanged(const Story& changed) override
    {
        ++changes;
        story = changed;
    }
    void finished(const Result<Connected>&, const Story&) override {}
};

struct QuestionsFixture {
    QuestionsFixture()
    {
        connection.start();
        tree.until([this] { return talker.called(); });
    }
    ~QuestionsFixture()
    {
        talker.end();
        tree.until([this] { return done; });
    }

    Tree tree;
    Talker talker{tree.registry};
    Node& other = tree.addChild(tree.master());
    FixedPrompts prompts;
    StoryTold told;
    std::uint64_t nextPromptId = 1;
    bool done = false;
    ViaConnection connection{{.router = *tree.master().router,
                              .prompts = &prompts,
                              .nextPromptId = nextPromptId,
                              .path = {"ssh web1", "sudo root"}},
                             other.id(),
                             {.method = "local", .options = {}},
                             told,
                             [this](const Result<Connected>&) { done = true; }};
};

constexpr int Often = 1000;
constexpr std::size_t MostQuestions = 100;

}  // namespace

class ConnectViaQuestionsTest : public QObject {
    Q_OBJECT

private slots:
    void oneNumberIsOneQuestion()
    {
        QuestionsFixture f;
        QVERIFY(f.talker.called());
        f.prompts.holdUnanswered();
        for (int i = 0; i < Often; ++i)
            f.talker.ask(1);
        f.tree.drain();
        QCOMPARE(f.prompts.asked().size(), std::size_t{1});
    }

    void thereIsAnEndToQuestionsThatAreAnswered()
    {
        QuestionsFixture f;
        QVERIFY(f.talker.called());
        f.prompts.answer(PromptKind::Password, {"sesame"});
        for (int i = 1; i <= Often; ++i) {
            f.talker.ask(static_cast<std::uint64_t>(i));
            if (i <= static_cast<int>(MostQuestions))
                QVERIFY(f.tree.until([&] { return f.talker.answers() == i; }));
        }
        f.tree.drain();
        QCOMPARE(f.prompts.asked().size(), MostQuestions);
    }

    void anOutcomeIsThatOfItsQuestion()
    {
        QuestionsFixture f;
        QVERIFY(f.talker.called());
        f.prompts.answer(PromptKind::Password, {"sesame"});
        for (int i = 1; i <= 2; ++i) {
            f.talker.ask(static_cast<std::uint64_t>(i));
            QVERIFY(f.tree.until([&] { return f.talker.answers() == i; }));
        }
        f.talker.tell(OutcomeEvent{1, true});
        f.talker.tell(OutcomeEvent{3, true});
        f.tree.drain();
        const auto asked = f.prompts.asked();
        QCOMPARE(asked[0].accepted, std::optional(true));
        QCOMPARE(asked[1].accepted, std::optional<bool>());
    }

    void stepsThatComeTogetherAreToldTogether()
    {
        QuestionsFixture f;
        QVERIFY(f.talker.called());
        f.tree.drain();
        const int before = f.told.changes;
        for (int i = 0; i < Often; ++i)
            f.talker.tell(StepsEvent{.first = 0, .steps = {{.name = "connect"}}, .output = {"a line"}});
        f.tree.drain();
        QCOMPARE(f.told.story.printed, std::size_t{Often});
        QVERIFY2(f.told.changes - before < Often / 10, qPrintable(QString::number(f.told.changes - before)));
    }
};

QTEST_GUILESS_MAIN(ConnectViaQuestionsTest)
#include "connect_via_questions_test.moc"
