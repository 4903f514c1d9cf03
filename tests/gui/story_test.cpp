#include "app/common/context_directory.h"
#include "app/story/story_model.h"
#include "app/story/story_page.h"
#include "app/story/story_text.h"
#include "tests/gui/support/fake_engine.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace rz;
using namespace rz::app;
using namespace std::chrono_literals;
using connect::StepState;

namespace {

connect::StoryStep step(std::string name, Duration begin, Duration took, StepState state = StepState::Done)
{
    return {.name = std::move(name),
            .hop = "ssh web1",
            .begin = begin,
            .took = took,
            .waited = {},
            .state = state,
            .note = {}};
}

connect::Story story(std::vector<connect::StoryStep> steps)
{
    return {
        .startedAt = std::chrono::system_clock::time_point(1h), .steps = std::move(steps), .output = {}, .failure = {}};
}

Error refused()
{
    return Error(ErrorKind::Password, "web1 refused the password for alice (attempt 3 of 3)")
        .withDetails({.hop = "ssh alice@web1",
                      .step = "authentication",
                      .seen = "Permission denied",
                      .cause = "The password is wrong.",
                      .fix = "Ask for a new one.",
                      .trace = {}});
}

}  // namespace

class StoryTest : public QObject {
    Q_OBJECT

private slots:
    void barsAreSharesOfTheWholeTime()
    {
        StoryModel model;
        model.setStory(story({step("connect", 0ms, 25ms), step("authentication", 25ms, 75ms)}));
        const QModelIndex bar = model.index(1, StoryModel::BarColumn);
        QCOMPARE(bar.data(StoryModel::BeginRole).toDouble(), 0.25);
        QCOMPARE(bar.data(StoryModel::WorkedRole).toDouble(), 0.75);
        QCOMPARE(bar.data(StoryModel::WaitedRole).toDouble(), 0.0);
    }

    void waitingForTheUserIsNoWork()
    {
        StoryModel model;
        auto asked = step("authentication", 0ms, 100ms);
        asked.waited = 90ms;
        model.setStory(story({asked}));
        QCOMPARE(model.index(0, StoryModel::TimeColumn).data().toString(), u"10 ms"_s);
        QCOMPARE(model.index(0, StoryModel::BarColumn).data(StoryModel::WaitedRole).toDouble(), 0.9);
    }

    void stepsAreAddedAndUpdatedInPlace()
    {
        StoryModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        const QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        const QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        model.setStory(story({step("connect", 0ms, 5ms, StepState::Running)}));
        model.setStory(story({step("connect", 0ms, 10ms), step("authentication", 10ms, 1ms, StepState::Running)}));
        QCOMPARE(inserted.size(), 2);
        QCOMPARE(removed.size(), 0);
        auto again = story({step("connect", 0ms, 1ms)});
        again.startedAt += 1h;
        model.setStory(again);
        QCOMPARE(removed.size(), 1);
        QCOMPARE(model.rowCount(), 1);
    }

    void aRunningStepGrowsWithTime()
    {
        StoryModel model;
        model.setStory(story({step("connect", 0ms, 10ms), step("authentication", 10ms, 0ms, StepState::Waiting)}));
        QVERIFY(model.isRunning());
        model.advance(model.story().startedAt + 110ms);
        QCOMPARE(model.story().steps[1].took, Duration(100ms));
        QCOMPARE(model.story().steps[1].waited, Duration(100ms));
        QCOMPARE(model.story().steps[0].took, Duration(10ms));
    }

    void theReportTellsStepsOutputAndFailure()
    {
        auto told = story({step("authentication", 0ms, 10ms, StepState::Failed)});
        told.output = {"Welcome"};
        told.failure = refused();
        const QString report = storyReport(told, u"ssh alice@web1"_s);
        for (const QString& expected :
             {u"ssh alice@web1"_s, u"authentication"_s, u"failed"_s, u"Welcome"_s, u"attempt 3 of 3"_s,
              u"Permission denied"_s, u"The password is wrong."_s, u"Ask for a new one."_s})
            QVERIFY2(report.contains(expected), qPrintable(report));
    }

    void thePageFollowsTheSelectionAndTellsTheFailure()
    {
        test::FakeEngine engine;
        const ContextDirectory contexts(engine);
        Selection selection;
        StoryPage page(engine, contexts, selection);
        page.show();
        const qt::NodeKey web = engine.add("ssh:alice@web1");
        selection.choose(web);
        auto told = story({step("authentication", 0ms, 10ms, StepState::Failed)});
        told.failure = refused();
        engine.setStory(web, told);
        auto* failure = page.findChild<QWidget*>(u"storyFailure"_s);
        QVERIFY(failure->isVisible());
        const QString text = failure->findChild<QLabel*>(u"noticeText"_s)->text();
        QVERIFY2(text.contains(u"Likely cause: The password is wrong."_s), qPrintable(text));
        page.findChild<QPushButton*>(u"copyStory"_s)->click();
        QVERIFY(QGuiApplication::clipboard()->text().contains(u"attempt 3 of 3"_s));
    }
};

QTEST_MAIN(StoryTest)
#include "story_test.moc"
