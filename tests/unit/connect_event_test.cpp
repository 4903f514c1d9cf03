// What a context tells of a connection that it makes for another one: each kind there and back, and what is no event.
#include "core/connect/connect_event.h"

#include "core/wire/pickle.h"

#include <QTest>

using namespace rz;
using namespace rz::connect;
using namespace std::chrono_literals;

namespace {

Prompt fullPrompt()
{
    Prompt prompt{.id = 7,
                  .kind = PromptKind::HostKeyChanged,
                  .path = {"not told"},
                  .subject = "alice@web1",
                  .program = "ssh",
                  .title = "title",
                  .instruction = "two\nlines",
                  .fields = {{"Code: ", true}, {"Password: ", false}},
                  .attempt = 2,
                  .maxAttempts = 3,
                  .lastFailure = "it was wrong",
                  .hostKey = HostKeyFacts{.host = "[web1]:2222",
                                          .type = "ssh-ed25519",
                                          .fingerprint = "SHA256:new",
                                          .randomart = "+--+",
                                          .oldType = "ssh-rsa",
                                          .oldFingerprint = "SHA256:old",
                                          .knownHostsFile = "/home/a/.ssh/known_hosts",
                                          .knownHostsLine = 12},
                  .maySave = true};
    return prompt;
}

// As it arrives: pickled and read back.
template <class T>
T travelled(const ConnectEvent& event)
{
    const auto payload = wire::pickle(toValue(event));
    const auto value = wire::unpickle(payload->flat());
    return std::get<T>(*connectEventFrom(*value));
}

}  // namespace

class ConnectEventTest : public QObject {
    Q_OBJECT

private slots:
    void steps_and_lines_arrive_as_they_were_told()
    {
        StepsEvent event{.first = 3, .steps = {}, .output = {"one", "two"}};
        event.steps.push_back({.name = "authentication",
                               .hop = "sudo root",
                               .begin = 5ms,
                               .took = 7ms,
                               .waited = 6ms,
                               .state = StepState::Waiting,
                               .note = "note"});
        const auto told = travelled<StepsEvent>(event);
        QCOMPARE(told.first, std::size_t{3});
        QCOMPARE(told.output, event.output);
        QCOMPARE(told.steps.size(), std::size_t{1});
        const StoryStep& step = told.steps.front();
        QCOMPARE(step.name, std::string("authentication"));
        QCOMPARE(step.hop, std::string("sudo root"));
        QVERIFY(step.begin == Duration(5ms) && step.took == Duration(7ms) && step.waited == Duration(6ms));
        QCOMPARE(step.state, StepState::Waiting);
        QCOMPARE(step.note, std::string("note"));
    }

    void a_question_arrives_whole_but_for_its_path()
    {
        const auto told = travelled<AskEvent>(AskEvent{fullPrompt()}).prompt;
        const Prompt asked = fullPrompt();
        QCOMPARE(told.id, asked.id);
        QCOMPARE(told.kind, asked.kind);
        QVERIFY(told.path.empty());
        QCOMPARE(told.subject, asked.subject);
        QCOMPARE(told.title + told.instruction + told.program, asked.title + asked.instruction + asked.program);
        QCOMPARE(told.fields.size(), std::size_t{2});
        QCOMPARE(told.fields.front().label, std::string("Code: "));
        QVERIFY(told.fields.front().echo && !told.fields.back().echo);
        QVERIFY(told.attempt == 2 && told.maxAttempts == 3 && told.maySave);
        QCOMPARE(told.lastFailure, asked.lastFailure);
        QCOMPARE(told.hostKey->oldFingerprint, asked.hostKey->oldFingerprint);
        QCOMPARE(told.hostKey->knownHostsLine, 12);
    }

    void an_answer_arrives_with_its_secrets()
    {
        PromptAnswer answer{.decision = PromptAnswer::Decision::Answered, .fields = {}};
        answer.fields.emplace_back("open sesame");
        const auto payload = wire::pickle(toValue(answer));
        const PromptAnswer told = promptAnswerFrom(*wire::unpickle(payload->flat()));
        QCOMPARE(told.decision, PromptAnswer::Decision::Answered);
        QCOMPARE(told.fields.size(), std::size_t{1});
        QCOMPARE(told.fields.front().reveal(), std::string("open sesame"));
    }

    void the_end_of_a_question_arrives()
    {
        QCOMPARE(travelled<WithdrawEvent>(WithdrawEvent{9}).promptId, std::uint64_t{9});
        const auto outcome = travelled<OutcomeEvent>(OutcomeEvent{9, true});
        QVERIFY(outcome.promptId == 9 && outcome.accepted);
    }

    void what_is_no_event_is_refused_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("unknown") << QByteArray("explode");
    }

    void what_is_no_event_is_refused()
    {
        QFETCH(QByteArray, name);
        Dict dict;
        if (!name.isEmpty())
            dict.set("event", name.toStdString());
        QVERIFY(connectEventFrom(dict).error().kind() == ErrorKind::Decode);
        QVERIFY(connectEventFrom(Value(5)).error().kind() == ErrorKind::Decode);
    }

    void wrong_types_and_sizes_count_as_not_given()
    {
        Dict dict;
        dict.set("event", "ask");
        dict.set("kind", 4711);
        dict.set("attempt", -5);
        dict.set("subject", std::string(1'000'000, 'x'));
        dict.set("fields", "no list");
        const auto event = connectEventFrom(dict);
        const Prompt& prompt = std::get<AskEvent>(*event).prompt;
        QCOMPARE(prompt.kind, PromptKind::KeyboardInteractive);
        QCOMPARE(prompt.attempt, 1);
        QVERIFY(prompt.subject.size() < 100'000);
        QVERIFY(prompt.fields.empty());
    }

    void an_answer_that_is_none_is_a_cancel()
    {
        QCOMPARE(promptAnswerFrom(Value()).decision, PromptAnswer::Decision::Cancelled);
        Dict dict;
        dict.set("decision", 99);
        QCOMPARE(promptAnswerFrom(dict).decision, PromptAnswer::Decision::Cancelled);
    }
};

QTEST_GUILESS_MAIN(ConnectEventTest)
#include "connect_event_test.moc"
