// What the other side may have us do while a context is started, and how often; and what of it gets into the story.
#include "core/base/str.h"
#include "core/connect/bootstrap/first_stage.h"
#include "core/connect/bootstrap/native_bootstrap.h"
#include "core/connect/bootstrap/python_bootstrap.h"
#include "core/connect/bootstrap/python_stage.h"
#include "core/connect/story_writer.h"

#include <QTest>

#include <string>
#include <string_view>

using namespace rz;
using namespace rz::connect;

namespace {

class Host final : public Bootstrap::Host {
public:
    void send(Bytes) override { ++sent; }
    void beginStep(std::string_view) override { ++steps; }
    void note(std::string_view) override { ++notes; }
    void output(std::string_view) override { ++lines; }
    bool takePython(std::string_view) override { return false; }
    void sendPreamble() override { ++sent; }
    Result<AgentImage> agent(std::string_view, bool gzipped) override
    {
        return AgentImage{.content = Bytes::fromStatic("agent"), .gzipped = gzipped};
    }

    int sent = 0;
    int steps = 0;
    int notes = 0;
    int lines = 0;
};

Result<bool> feed(Bootstrap& bootstrap, std::string_view text)
{
    return bootstrap.feed(std::as_bytes(std::span(text)));
}

std::string repeated(std::string_view text, int count)
{
    std::string all;
    for (int i = 0; i < count; ++i)
        all += text;
    return all;
}

constexpr int Often = 10'000;
// In memory, and in five directories (first_stage.cpp).
constexpr int Places = 6;

}  // namespace

class ConnectBootstrapTest : public QObject {
    Q_OBJECT

private slots:
    void theAgentIsSentAgainForEachPlaceAndNoMore()
    {
        Host host;
        NativeBootstrap bootstrap(host, NativeBootstrap::State::AwaitingFirstStage);
        QVERIFY(feed(bootstrap, str(FirstStageMarker, "Linux x86_64 perl\n")));
        const int first = host.sent;
        QVERIFY(feed(bootstrap, repeated(str(ResendMarker, "place\n"), Places)));
        QCOMPARE(host.sent, first + Places);
        const auto fed = feed(bootstrap, repeated(str(ResendMarker, "place\n"), Often));
        QVERIFY(!fed);
        QCOMPARE(fed.error().text(), std::string("no place to run the agent from"));
        QCOMPARE(host.sent, first + Places);
        QCOMPARE(host.notes, 1 + Places);
    }

    void theProgramOfAPythonContextArrivesOnce()
    {
        Host host;
        PythonBootstrap bootstrap(host, {});
        QVERIFY(feed(bootstrap, str(PythonAsksMarker, '\n')));
        const int steps = host.steps;
        QVERIFY(feed(bootstrap, repeated(str(PythonHasMarker, '\n'), Often)));
        QCOMPARE(host.steps, steps + 1);
        QCOMPARE(host.sent, 1);
        QCOMPARE(feed(bootstrap, str(PythonRunsMarker, '\n')).value_or(false), true);
    }

    void linesAreTakenWhereverTheyAreCut()
    {
        const std::string text =
            str("welcome\r\n\n", FirstStageMarker, "Linux x86_64 perl\nmore\n", AgentMarker, "\nframes");
        for (std::size_t size = 1; size <= text.size(); ++size) {
            Host host;
            NativeBootstrap bootstrap(host, NativeBootstrap::State::AwaitingFirstStage);
            for (std::string_view rest = text; !rest.empty(); rest.remove_prefix(std::min(size, rest.size())))
                QVERIFY(feed(bootstrap, rest.substr(0, size)));
            QCOMPARE(host.lines, 2);
            QCOMPARE(bootstrap.state(), NativeBootstrap::State::AwaitingHello);
            const Bytes rest = bootstrap.takeRest();
            QCOMPARE(rest.toString(), std::string("frames"));
        }
    }

    void aStoryKeepsToItsLimits()
    {
        StoryWriter writer("hop");
        for (int i = 0; i < Often; ++i)
            writer.beginStep(str("step ", i));
        for (int i = 0; i < Often; ++i)
            writer.note("größer und größer");
        writer.output(std::string(1'000'000, 'x'));
        const Story& story = writer.story();
        QCOMPARE(story.steps.size(), StoryWriter::MaxSteps);
        QCOMPARE(writer.currentStep(), str("step ", Often - 1));
        QVERIFY(story.steps.back().state == StepState::Running);
        const std::string& note = story.steps.back().note;
        QVERIFY(note.size() <= StoryWriter::MaxText && note.size() > StoryWriter::MaxText - 4);
        QVERIFY(note.starts_with("größer und größer; größer und größer"));
        QVERIFY(QString::fromUtf8(note.c_str()).toStdString() == note);
        QCOMPARE(story.output.back().size(), StoryWriter::MaxText);
    }

    void whatAnotherContextTellsKeepsToThemToo()
    {
        StoryWriter writer("hop");
        writer.beginStep("ask via");
        for (std::size_t first = 0; first <= StoryWriter::MaxSteps; first += 100) {
            std::vector<StoryStep> steps(StoryWriter::MaxSteps);
            for (StoryStep& step : steps)
                step.name = step.hop = step.note = std::string(10'000, 'x');
            writer.adopt(first, std::move(steps));
        }
        const Story& story = writer.story();
        QCOMPARE(story.steps.size(), StoryWriter::MaxSteps);
        for (const StoryStep& step : story.steps)
            QVERIFY(step.name.size() <= StoryWriter::MaxText && step.note.size() <= StoryWriter::MaxText);
    }
};

QTEST_GUILESS_MAIN(ConnectBootstrapTest)
#include "connect_bootstrap_test.moc"
