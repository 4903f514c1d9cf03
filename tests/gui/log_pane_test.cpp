#include "app/common/context_directory.h"
#include "app/common/file_chooser.h"
#include "app/common/selection.h"
#include "app/logs/log_model.h"
#include "app/logs/log_pane.h"
#include "app/logs/log_view.h"
#include "tests/gui/support/fake_engine.h"

#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTest>

using namespace rz;
using namespace rz::app;
using namespace Qt::StringLiterals;

namespace {

class FixedFile final : public FileChooser {
public:
    explicit FixedFile(QString path) : m_path(std::move(path)) {}
    void askToSave(QWidget*, const QString&, const QString&, const QString&, Chosen chosen) override { chosen(m_path); }

private:
    QString m_path;
};

struct PaneFixture {
    PaneFixture()
    {
        web = engine.addNode(qt::RootNode, "ssh:alice@web1");
        sudo = engine.addNode(web, "sudo:root");
        pane.resize(1000, 300);
        pane.show();
    }

    template <class T>
    T& find(const QString& name)
    {
        auto* found = pane.findChild<T*>(name);
        if (found == nullptr)
            qFatal("no %s", qPrintable(name));
        return *found;
    }
    QAction& action(const QString& name) { return find<QAction>(name); }
    LogView& view() { return find<LogView>(u"log"_s); }
    QString status() { return find<QLabel>(u"logStatus"_s).text(); }
    void logMany(int count)
    {
        std::vector<LogRecord> records;
        for (int i = 0; i < count; ++i)
            records.push_back({.time = {},
                               .level = LogLevel::Info,
                               .origin = *engine.node(web).id,
                               .logger = "stdout",
                               .text = "line " + std::to_string(i)});
        engine.log(records);
    }

    test::FakeEngine engine;
    ContextDirectory contexts{engine};
    Selection selection;
    LogPane pane{engine, contexts, selection};
    qt::NodeKey web{};
    qt::NodeKey sudo{};
};

}  // namespace

class LogPaneTest : public QObject {
    Q_OBJECT
private slots:
    void anEmptyPaneSaysWhatWouldBeThere()
    {
        PaneFixture f;
        QVERIFY(!f.view().isVisible());
        f.engine.log(f.web, LogLevel::Info, "stdout", "hello");
        QVERIFY(f.view().isVisible());
        QCOMPARE(f.status(), u"1 lines"_s);
    }

    void typingFiltersAndEscapeShowsAllAgain()
    {
        PaneFixture f;
        f.engine.log(f.web, LogLevel::Info, "stdout", "hello");
        f.engine.log(f.sudo, LogLevel::Error, "stderr", "broken pipe");
        auto& filter = f.find<QLineEdit>(u"filter"_s);
        QTest::keyClicks(&filter, u"PIPE"_s);
        QCOMPARE(f.pane.model().rowCount(), 1);
        QCOMPARE(f.status(), u"1 of 2 lines"_s);
        QTest::keyClicks(&filter, u"line"_s);
        QVERIFY(!f.view().isVisible());
        QTest::keyClick(&filter, Qt::Key_Escape);
        QCOMPARE(f.pane.model().rowCount(), 2);
        QVERIFY(f.view().isVisible());
    }

    void aBadExpressionIsNamedAndChangesNothing()
    {
        PaneFixture f;
        f.engine.log(f.web, LogLevel::Info, "stdout", "hello");
        f.action(u"regex"_s).setChecked(true);
        auto& problem = f.find<QLabel>(u"filterProblem"_s);
        QTest::keyClicks(&f.find<QLineEdit>(u"filter"_s), u"h(e"_s);
        QVERIFY(problem.isVisible());
        QCOMPARE(f.pane.model().rowCount(), 1);
        QTest::keyClicks(&f.find<QLineEdit>(u"filter"_s), u"l)l"_s);
        QVERIFY(!problem.isVisible());
        QCOMPARE(f.pane.model().rowCount(), 1);
    }

    void theLevelChoosesLines()
    {
        PaneFixture f;
        f.engine.log(f.web, LogLevel::Debug, "a", "debug");
        f.engine.log(f.web, LogLevel::Warning, "a", "warning");
        f.engine.log(f.web, LogLevel::Error, "a", "error");
        f.find<QComboBox>(u"level"_s).setCurrentIndex(3);
        QCOMPARE(f.pane.model().rowCount(), 2);
        f.find<QComboBox>(u"level"_s).setCurrentIndex(4);
        QCOMPARE(f.pane.model().rowCount(), 1);
    }

    void theScopeFollowsTheSelection()
    {
        PaneFixture f;
        f.engine.log(qt::RootNode, LogLevel::Info, "a", "desktop");
        f.engine.log(f.web, LogLevel::Info, "a", "web");
        f.engine.log(f.sudo, LogLevel::Info, "a", "sudo");
        auto& scope = f.find<QComboBox>(u"scope"_s);
        f.selection.choose(f.web);
        QCOMPARE(f.pane.model().rowCount(), 3);
        QVERIFY(scope.itemText(1).contains(u"ssh alice@web1"_s));
        scope.setCurrentIndex(1);
        QCOMPARE(f.pane.model().rowCount(), 2);
        scope.setCurrentIndex(2);
        QCOMPARE(f.pane.model().rowCount(), 1);
        f.selection.choose(f.sudo);
        QCOMPARE(f.pane.model().index(0, LogModel::TextColumn).data().toString(), u"sudo"_s);
        scope.setCurrentIndex(1);
        f.selection.choose(qt::RootNode);
        QCOMPARE(f.pane.model().rowCount(), 3);
    }

    void aContextThatAppearsBelowTheChosenOneIsInScope()
    {
        PaneFixture f;
        f.selection.choose(f.web);
        f.find<QComboBox>(u"scope"_s).setCurrentIndex(1);
        f.engine.log(
            {{.time = {}, .level = LogLevel::Info, .origin = ContextId{1003}, .logger = "a", .text = "early"}});
        QCOMPARE(f.pane.model().rowCount(), 0);
        const auto docker = f.engine.addNode(f.web, "local");
        QCOMPARE(*f.engine.node(docker).id, ContextId{1003});
        QTRY_COMPARE(f.pane.model().rowCount(), 1);
    }

    void whileFollowingTheNewestLineIsInSight()
    {
        PaneFixture f;
        f.logMany(1000);
        QScrollBar* bar = f.view().verticalScrollBar();
        QTRY_VERIFY(bar->maximum() > 0);
        QCOMPARE(bar->value(), bar->maximum());
        f.logMany(500);
        QCOMPARE(bar->value(), bar->maximum());
        bar->setValue(100);
        QVERIFY(!f.action(u"follow"_s).isChecked());
        f.logMany(500);
        QCOMPARE(bar->value(), 100);
        f.action(u"follow"_s).setChecked(true);
        QCOMPARE(bar->value(), bar->maximum());
    }

    void whatIsReadStaysInPlaceWhenOlderLinesLeave()
    {
        test::FakeEngine engine;
        const ContextDirectory contexts(engine);
        LogModel model(contexts, 5000);
        LogView view;
        view.setModel(&model);
        view.resize(600, 300);
        view.show();
        std::vector<LogRecord> records(
            5000, {.time = {}, .level = LogLevel::Info, .origin = MasterId, .logger = "a", .text = "x"});
        for (std::size_t i = 0; i < records.size(); ++i)
            records[i].text = std::to_string(i);
        model.append(records);
        QTRY_COMPARE(model.rowCount(), 5000);
        view.setFollowing(false);
        view.verticalScrollBar()->setValue(4500);
        const QString top = view.indexAt({5, 5}).siblingAtColumn(LogModel::TextColumn).data().toString();
        QCOMPARE(top, u"4500"_s);
        model.append(records);
        QTRY_VERIFY(model.rowCount() < 10'000);
        QCOMPARE(view.indexAt({5, 5}).siblingAtColumn(LogModel::TextColumn).data().toString(), top);
    }

    void pausingTellsHowManyWait()
    {
        PaneFixture f;
        f.logMany(3);
        f.action(u"pause"_s).setChecked(true);
        f.logMany(7);
        QCOMPARE(f.pane.model().rowCount(), 3);
        QVERIFY2(f.status().contains(u"7"_s), qPrintable(f.status()));
        f.action(u"pause"_s).setChecked(false);
        QCOMPARE(f.pane.model().rowCount(), 10);
    }

    void findingGoesFromMatchToMatch()
    {
        PaneFixture f;
        f.logMany(100);
        f.action(u"onlyMatches"_s).setChecked(false);
        QTest::keyClicks(&f.find<QLineEdit>(u"filter"_s), u"line 1"_s);
        QCOMPARE(f.pane.model().rowCount(), 100);
        f.action(u"findNext"_s).trigger();
        QTRY_COMPARE(f.view().currentIndex().row(), 1);
        f.action(u"findNext"_s).trigger();
        QTRY_COMPARE(f.view().currentIndex().row(), 10);
        f.action(u"findPrevious"_s).trigger();
        QTRY_COMPARE(f.view().currentIndex().row(), 1);
        f.action(u"findPrevious"_s).trigger();
        QTRY_COMPARE(f.view().currentIndex().row(), 19);
    }

    void aDoubleClickShowsTheContext()
    {
        PaneFixture f;
        f.engine.log(f.sudo, LogLevel::Info, "a", "hello");
        const QRect place = f.view().visualRect(f.pane.model().index(0, LogModel::TextColumn));
        QTest::mouseDClick(f.view().viewport(), Qt::LeftButton, {}, place.center());
        emit f.view().activated(f.pane.model().index(0, 0));
        QCOMPARE(f.selection.current(), f.sudo);
    }

    void theDetailsShowTheWholeRecord()
    {
        PaneFixture f;
        f.engine.log(f.web, LogLevel::Error, "a", "first\nsecond\nthird");
        f.action(u"details"_s).setChecked(true);
        f.view().setCurrentIndex(f.pane.model().index(1, 0));
        QCOMPARE(f.find<QPlainTextEdit>(u"detailsText"_s).toPlainText(), u"first\nsecond\nthird"_s);
    }

    void linesAreCopiedAndSaved()
    {
        PaneFixture f;
        f.logMany(50);
        f.view().selectRow(7);
        f.action(u"copyText"_s).trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(), u"line 7\n"_s);
        f.action(u"copy"_s).trigger();
        QVERIFY(QGuiApplication::clipboard()->text().endsWith(u"\tINFO\tssh alice@web1\tstdout\tline 7\n"_s));
        QTemporaryDir dir;
        f.pane.setFileChooser(std::make_shared<FixedFile>(dir.filePath(u"out.log"_s)));
        f.action(u"save"_s).trigger();
        QTRY_VERIFY2(f.status().contains(u"Saved"_s), qPrintable(f.status()));
        QFile file(dir.filePath(u"out.log"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().count('\n'), 50);
    }

    void whatCannotBeSavedSaysWhy()
    {
        PaneFixture f;
        f.logMany(5);
        f.pane.setFileChooser(std::make_shared<FixedFile>(u"/proc/nowhere/out.log"_s));
        f.action(u"save"_s).trigger();
        QTRY_VERIFY(f.status().contains(u"/proc/nowhere/out.log"_s));
        QVERIFY(!f.status().contains(u"Saved"_s));
        QTRY_VERIFY(f.action(u"save"_s).isEnabled());
    }

    void everythingHasANameForScreenReaders()
    {
        PaneFixture f;
        f.logMany(1);
        for (const QWidget* widget : f.pane.findChildren<QWidget*>()) {
            if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible() ||
                widget->objectName().startsWith(u"qt_"_s))
                continue;
            const bool named = !widget->accessibleName().isEmpty() || qobject_cast<const QLabel*>(widget) != nullptr ||
                               qobject_cast<const QScrollBar*>(widget) != nullptr;
            QVERIFY2(named,
                     qPrintable(QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName()));
        }
    }
};

QTEST_MAIN(LogPaneTest)
#include "log_pane_test.moc"
