#include "app/common/theme.h"
#include "app/window/main_window.h"
#include "tests/gui/support/fake_engine.h"
#include "tests/gui/support/fake_keyring.h"
#include "tests/gui/support/prompts.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDockWidget>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace rz;
using namespace rz::app;
using qt::NodeKey;

namespace {

// The real window over an engine in memory.
struct Window {
    Window() { show(); }

    void show()
    {
        window = std::make_unique<MainWindow>(engine, theme, keyring, settings);
        window->show();
        window->activateWindow();
        (void)QTest::qWaitForWindowActive(window.get());
    }
    void restart()
    {
        window->close();
        window.reset();
        show();
    }

    template <class T>
    T& find(const QString& name)
    {
        auto* found = window->findChild<T*>(name);
        if (found == nullptr)
            qFatal("no %s", qPrintable(name));
        return *found;
    }
    QAction& action(const QString& name) { return find<QAction>(name); }
    QTreeView& tree() { return find<QTreeView>(u"contextTree"_s); }
    QLineEdit& filter() { return *find<QDockWidget>(u"contextsDock"_s).findChild<QLineEdit*>(u"filter"_s); }
    QString text(const QString& name) { return find<QLabel>(name).text(); }
    QString page() { return find<QTabWidget>(u"pages"_s).tabText(find<QTabWidget>(u"pages"_s).currentIndex()); }
    QString chosen() { return tree().currentIndex().siblingAtColumn(0).data().toString(); }
    void type(const QString& chain)
    {
        auto& line = find<QLineEdit>(u"quickConnectLine"_s);
        line.setFocus();
        QTest::keyClicks(&line, chain);
        QTest::keyClick(&line, Qt::Key_Return);
    }
    // Chooses the row of this label.
    void choose(const QString& label)
    {
        const auto found = tree().model()->match(tree().model()->index(0, 0), Qt::DisplayRole, label, 1,
                                                 Qt::MatchExactly | Qt::MatchRecursive);
        QCOMPARE(found.size(), 1);
        tree().setCurrentIndex(found.front());
    }

    QTemporaryDir folder;
    QSettings settings{folder.filePath(u"settings.ini"_s), QSettings::IniFormat};
    test::FakeEngine engine;
    test::FakeKeyring keyring;
    Theme theme;
    std::unique_ptr<MainWindow> window;
};

}  // namespace

class MainWindowTest : public QObject {
    Q_OBJECT

private slots:
    void init() { QGuiApplication::clipboard()->clear(); }

    void beginsWithWordsAndAWayOn()
    {
        Window f;
        QVERIFY(!f.tree().isVisible());
        const auto buttons = f.window->findChildren<QPushButton*>(u"emptyStateButton"_s);
        QVERIFY(std::ranges::any_of(buttons, [](const QPushButton* button) { return button->isVisible(); }));
        QCOMPARE(f.text(u"statusContexts"_s).first(2), u"0 "_s);
    }

    void theQuickLineConnectsAndShowsHowItGoes()
    {
        Window f;
        f.type(u"ssh:alice@web1|local"_s);
        QCOMPARE(f.engine.connected.size(), 1u);
        QCOMPARE(connect::toString(f.engine.connected[0].second), "ssh:alice@web1|local");
        QTRY_COMPARE(f.chosen(), u"local"_s);
        QCOMPARE(f.page(), u"Connection"_s);
        QVERIFY(f.find<QLineEdit>(u"quickConnectLine"_s).text().isEmpty());
    }

    void theQuickLineTellsWhatIsWrong()
    {
        Window f;
        f.type(u"ssh:"_s);
        QVERIFY(f.engine.connected.empty());
        QVERIFY(f.find<QLabel>(u"quickConnectProblem"_s).isVisible());
        QVERIFY(f.text(u"quickConnectProblem"_s).contains(u"column 5"_s));
        QCOMPARE(f.find<QLineEdit>(u"quickConnectLine"_s).text(), u"ssh:"_s);
    }

    void whenConnectedItShowsTheContext()
    {
        Window f;
        f.type(u"ssh:alice@web1"_s);
        QTRY_COMPARE(f.chosen(), u"ssh alice@web1"_s);
        f.engine.bringUp(f.engine.nodes().front().key, "alice@web1");
        QCOMPARE(f.page(), u"Overview"_s);
        QVERIFY(f.text(u"pathState"_s).startsWith(u"Connected · 0.40 ms · context 1001"_s));
        QVERIFY(f.text(u"statusContexts"_s).startsWith(u"1 context"_s));
    }

    void saysAsWhom()
    {
        Window f;
        const NodeKey web = f.engine.add("ssh:web1");
        f.engine.bringUp(web, "root@web1");
        f.choose(u"ssh web1"_s);
        QVERIFY(f.find<QWidget>(u"rootMark"_s).isVisible());
        QCOMPARE(f.text(u"pathIdentity"_s), u"as root@web1"_s);
        f.engine.change(web, [](qt::NodeSnapshot& node) {
            node.root = false;
            node.identity = "alice@web1";
        });
        QVERIFY(!f.find<QWidget>(u"rootMark"_s).isVisible());
    }

    void aLostContextIsToldAtOnceAndWhy()
    {
        Window f;
        const NodeKey web = f.engine.addNode(qt::RootNode, "ssh:alice@web1");
        f.choose(u"ssh alice@web1"_s);
        f.engine.lose(web, Error(ErrorKind::Timeout, "web1 has not answered for 10 s"));
        QVERIFY(f.find<QWidget>(u"overviewNotice"_s).isVisible());
        QVERIFY(f.window->findChild<QWidget*>(u"overviewNotice"_s)
                    ->findChild<QLabel*>(u"noticeText"_s)
                    ->text()
                    .contains(u"has not answered for 10 s"_s));
        QVERIFY(f.text(u"pathState"_s).startsWith(u"Lost"_s));
        QVERIFY(f.text(u"statusContexts"_s).contains(u"1 lost"_s));
        f.find<QPushButton>(u"reconnectButton"_s).click();
        QCOMPARE(f.engine.reconnected, std::vector{web});
    }

    void actionsFollowTheStateOfTheChosen()
    {
        Window f;
        const NodeKey web = f.engine.add("ssh:web1");
        f.choose(u"ssh web1"_s);
        QVERIFY(f.action(u"cancelConnect"_s).isEnabled());
        QVERIFY(!f.action(u"disconnectContext"_s).isEnabled());
        f.action(u"cancelConnect"_s).trigger();
        QCOMPARE(f.engine.cancelled, std::vector{web});
        f.engine.bringUp(web, "alice@web1");
        f.action(u"disconnectContext"_s).trigger();
        QCOMPARE(f.engine.disconnected, std::vector{web});
        QVERIFY(!f.action(u"forget"_s).isEnabled());
    }

    void copiesTheChainOfTheChosen()
    {
        Window f;
        f.engine.add("local", f.engine.add("ssh:alice@web1"));
        f.choose(u"local"_s);
        f.action(u"copyChain"_s).trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(), u"ssh:alice@web1|local"_s);
    }

    void forgettingTakesTheRowAway()
    {
        Window f;
        const NodeKey web = f.engine.add("ssh:web1");
        f.engine.fail(web, Error(ErrorKind::Stream, "no route to host"));
        f.choose(u"ssh web1"_s);
        f.action(u"forget"_s).trigger();
        QTRY_VERIFY(f.engine.nodes().empty());
        QVERIFY(!f.tree().isVisible());
    }

    void outOfTheFiltersSightTheChosenStaysChosen()
    {
        Window f;
        f.engine.bringUp(f.engine.add("ssh:db1"), "alice@db1");
        f.engine.addNode(qt::RootNode, "ssh:web1");
        f.choose(u"ssh db1"_s);
        f.filter().setFocus();
        QTest::keyClicks(&f.filter(), u"web1"_s);
        QCOMPARE(f.window->windowTitle(), u"ssh db1 – Rhizome"_s);
        QCOMPARE(f.chosen(), QString());
        QTest::keyClick(&f.filter(), Qt::Key_Return);  // into the tree
        QVERIFY(f.tree().hasFocus());
        QCOMPARE(f.window->windowTitle(), u"ssh db1 – Rhizome"_s);
        f.filter().clear();
        QCOMPARE(f.window->windowTitle(), u"ssh db1 – Rhizome"_s);
        QCOMPARE(f.chosen(), u"ssh db1"_s);
    }

    void theChosenStaysChosenWhenItNoLongerMatches()
    {
        Window f;
        const NodeKey db = f.engine.add("ssh:db1");
        f.engine.bringUp(db, "alice@db1");
        f.engine.addNode(qt::RootNode, "ssh:web1");
        f.filter().setText(u"connected"_s);
        f.choose(u"ssh db1"_s);
        f.engine.lose(db, Error(ErrorKind::Timeout, "db1 has not answered for 10 s"));
        QCOMPARE(f.window->windowTitle(), u"ssh db1 – Rhizome"_s);
        QCOMPARE(f.chosen(), QString());
        f.engine.bringUp(db, "alice@db1");
        QCOMPARE(f.chosen(), u"ssh db1"_s);
        // From where nothing is in sight the arrows begin at the top.
        f.filter().setText(u"web1"_s);
        QTest::keyClick(f.window.get(), Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(f.chosen(), u"desktop"_s);
    }

    // Nobody chose the neighbour, whose machine is another one.
    void whenTheChosenGoesTheDesktopIsChosen()
    {
        Window f;
        const NodeKey web = f.engine.addNode(qt::RootNode, "ssh:web1");
        const NodeKey worker = f.engine.addContextOf(web, ContextId{7}, "worker");
        f.engine.addContextOf(web, ContextId{8}, "other");
        f.choose(u"worker"_s);
        f.engine.remove(worker);
        QCOMPARE(f.chosen(), u"desktop"_s);
        QCOMPARE(f.window->windowTitle(), u"Rhizome"_s);
        QVERIFY(!f.action(u"disconnectContext"_s).isEnabled());
        f.choose(u"ssh web1"_s);
        f.engine.remove(web);
        QCOMPARE(f.chosen(), u"desktop"_s);
    }

    void altArrowsGoThroughContexts()
    {
        Window f;
        f.engine.add("local", f.engine.add("ssh:web1"));
        f.engine.add("ssh:web2");
        f.choose(u"ssh web1"_s);
        const auto press = [&f](Qt::Key key) { QTest::keyClick(f.window.get(), key, Qt::AltModifier); };
        press(Qt::Key_Right);
        QCOMPARE(f.chosen(), u"local"_s);
        press(Qt::Key_Down);
        QCOMPARE(f.chosen(), u"ssh web2"_s);
        press(Qt::Key_Up);
        press(Qt::Key_Left);
        QCOMPARE(f.chosen(), u"ssh web1"_s);
    }

    void aQuestionOfWhatWasStartedIsAskedInASheet()
    {
        Window f;
        f.type(u"ssh:alice@web1"_s);
        QTRY_COMPARE(f.chosen(), u"ssh alice@web1"_s);
        f.engine.ask(test::passwordPrompt(), f.engine.nodes().front().key);
        auto& sheet = f.find<QWidget>(u"promptSheet"_s);
        QVERIFY(sheet.isVisible());
        QVERIFY(f.text(u"pathState"_s).startsWith(u"Waiting for you"_s));
        // A chain was typed a moment ago; it does not go on in the answer.
        auto* field = sheet.findChild<QLineEdit*>(u"promptField0"_s);
        QTRY_COMPARE(sheet.window()->focusWidget(), field);
        QTest::keyClicks(field, u"hunter2"_s);
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(f.engine.answers.size(), 1u);
        QVERIFY(!sheet.isVisible());
    }

    void otherQuestionsWaitAndAreCounted()
    {
        Window f;
        const NodeKey web = f.engine.add("ssh:web1");
        f.engine.ask(test::passwordPrompt(), web);
        QVERIFY(!f.find<QWidget>(u"promptSheet"_s).isVisible());
        QVERIFY(f.find<QToolButton>(u"statusQuestions"_s).isVisible());
        QCOMPARE(f.find<QDockWidget>(u"promptsDock"_s).windowTitle(), u"Prompts (1)"_s);
        f.action(u"oldestQuestion"_s).trigger();
        QVERIFY(f.find<QWidget>(u"promptSheet"_s).isVisible());
    }

    void theFilterIsReachedByCtrlF()
    {
        Window f;
        f.engine.addMany("ssh:web1", 3);
        f.tree().setFocus();
        QTest::keyClick(&f.tree(), Qt::Key_F, Qt::ControlModifier);
        QVERIFY(f.filter().hasFocus());
    }

    void theLayoutIsRestored()
    {
        Window f;
        f.find<QDockWidget>(u"statsDock"_s).hide();
        f.restart();
        QVERIFY(f.find<QDockWidget>(u"statsDock"_s).isHidden());
        f.action(u"resetLayout"_s).trigger();
        QVERIFY(!f.find<QDockWidget>(u"statsDock"_s).isHidden());
    }

    void splittersAndColumnsAreRestored()
    {
        Window f;
        const auto sizes = f.find<QSplitter>(u"functionSplitter"_s).sizes();
        f.find<QSplitter>(u"functionSplitter"_s).setSizes({sizes[0] + 60, sizes[1] - 60});
        const auto moved = f.find<QSplitter>(u"functionSplitter"_s).sizes();
        QVERIFY(moved != sizes);
        f.tree().header()->setSectionHidden(1, true);
        f.find<QTableView>(u"routes"_s).horizontalHeader()->resizeSection(0, 123);
        f.restart();
        QCOMPARE(f.find<QSplitter>(u"functionSplitter"_s).sizes(), moved);
        QVERIFY(f.tree().header()->isSectionHidden(1));
        QCOMPARE(f.find<QTableView>(u"routes"_s).horizontalHeader()->sectionSize(0), 123);
        f.action(u"resetLayout"_s).trigger();
        QVERIFY(!f.tree().header()->isSectionHidden(1));
    }

    void columnsOfTheTreeAreChosenInAMenu()
    {
        Window f;
        auto& tree = f.tree();
        auto* menu = f.window->findChild<QMenu*>(u"contextColumns"_s);
        QVERIFY(menu != nullptr);
        emit menu->aboutToShow();
        const QList<QAction*> actions = menu->actions();
        const auto wanted = std::ranges::find(actions, u"Identity"_s, &QAction::text);
        QVERIFY(wanted != actions.end());
        QVERIFY(!(*wanted)->isChecked());
        (*wanted)->trigger();
        QVERIFY(!tree.header()->isSectionHidden(2));
    }

    void theSchemeIsChosenAndKept()
    {
        Window f;
        f.action(u"darkScheme"_s).trigger();
        QVERIFY(QApplication::palette().color(QPalette::Window).lightness() < 100);
        f.theme.setAppearance(Appearance::Light);
        f.restart();
        QVERIFY(f.action(u"darkScheme"_s).isChecked());
        QVERIFY(QApplication::palette().color(QPalette::Window).lightness() < 100);
        f.theme.setAppearance(Appearance::Light);
    }

    void chainsAreRememberedForCompletion()
    {
        Window f;
        f.type(u"ssh:alice@web1"_s);
        f.type(u"local"_s);
        QCOMPARE(f.settings.value(u"connect/recent"_s).toStringList(), (QStringList{u"local"_s, u"ssh:alice@web1"_s}));
    }

    void everyActionHasNameTextAndToolTip()
    {
        Window f;
        const auto actions = f.window->findChildren<QObject*>(QString(), Qt::FindDirectChildrenOnly);
        int count = 0;
        QStringList shortcuts;
        for (const QObject* object : actions) {
            for (const QAction* action : object->findChildren<QAction*>(QString(), Qt::FindDirectChildrenOnly)) {
                if (object->metaObject()->className() != QByteArray("rz::app::Actions"))
                    continue;
                ++count;
                QVERIFY2(!action->objectName().isEmpty(), qPrintable(action->text()));
                QVERIFY2(!action->text().isEmpty() && !action->toolTip().isEmpty(), qPrintable(action->objectName()));
                if (action->shortcut().isEmpty())
                    continue;
                const QString keys = action->shortcut().toString();
                QVERIFY2(!shortcuts.contains(keys), qPrintable(keys));
                shortcuts << keys;
            }
        }
        QVERIFY(count > 20);
    }

    void tenThousandContextsAreNoBurden()
    {
        Window f;
        f.engine.addMany("ssh:alice@web1", 10'000);
        QVERIFY(f.tree().isVisible());
        QVERIFY(f.text(u"statusContexts"_s).startsWith(QLocale().toString(10'000) + u" context"_s));
        // All of them are connecting: that is not nothing.
        f.action(u"showOverview"_s).trigger();
        QVERIFY(f.find<QWidget>(u"overviewFacts"_s).isVisible());
        f.window->grab();
    }
};

QTEST_MAIN(MainWindowTest)
#include "main_window_test.moc"
