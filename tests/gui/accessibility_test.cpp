// What a screen reader and a keyboard find in the real window, in each state a user meets.
#include "app/prompts/prompt_card.h"
#include "tests/gui/support/prompts.h"
#include "tests/gui/support/window_scene.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QDockWidget>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QStandardPaths>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>
#include <QTest>
#include <QTextEdit>
#include <QToolBar>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace rz;
using namespace rz::app;
using test::WindowScene;

namespace {

bool takesInput(const QWidget& widget)
{
    const auto is = [&widget](auto* type) { return qobject_cast<decltype(type)>(&widget) != nullptr; };
    if (is(static_cast<const QHeaderView*>(nullptr)))
        return false;  // read as part of its table
    return is(static_cast<const QLineEdit*>(nullptr)) || is(static_cast<const QAbstractButton*>(nullptr)) ||
           is(static_cast<const QComboBox*>(nullptr)) || is(static_cast<const QAbstractItemView*>(nullptr)) ||
           is(static_cast<const QPlainTextEdit*>(nullptr)) || is(static_cast<const QTextEdit*>(nullptr)) ||
           is(static_cast<const QAbstractSpinBox*>(nullptr)) || is(static_cast<const QTabBar*>(nullptr));
}

// Parts that Qt makes and reads out with what they belong to: the arrows of tab bars, the × in a field, the list of a
// combo box, what a tool bar folds away. And bars that a window keeps for tabs of docks there are not now.
bool isPartOfAnother(const QWidget& widget)
{
    const auto* tabs = qobject_cast<const QTabBar*>(&widget);
    if (tabs != nullptr && tabs->count() == 0)
        return true;
    const QWidget* parent = widget.parentWidget();
    return qobject_cast<const QTabBar*>(parent) != nullptr || qobject_cast<const QLineEdit*>(parent) != nullptr ||
           qobject_cast<const QMenuBar*>(parent) != nullptr || widget.inherits("QComboBoxListView") ||
           widget.objectName() == u"qt_toolbar_ext_button"_s || qobject_cast<const QTableView*>(parent) != nullptr;
}

QString nameOf(QWidget& widget)
{
    const QAccessibleInterface* read = QAccessible::queryAccessibleInterface(&widget);
    return read == nullptr ? QString() : read->text(QAccessible::Name);
}

QString describeWidget(const QWidget& widget)
{
    QStringList path;
    for (const QWidget* next = &widget; next != nullptr; next = next->parentWidget())
        path.prepend(QLatin1String(next->metaObject()->className()) + u' ' + next->objectName());
    return path.join(u" / "_s);
}

QStringList namelessIn(const QWidget& root)
{
    QStringList nameless;
    for (QWidget* widget : root.findChildren<QWidget*>()) {
        if (takesInput(*widget) && !isPartOfAnother(*widget) && nameOf(*widget).isEmpty())
            nameless << describeWidget(*widget);
    }
    return nameless;
}

// Every control that can be pressed can be reached by Tab, or is there as an action with a shortcut or in a menu.
QStringList unreachableIn(const QWidget& root)
{
    QStringList unreachable;
    for (const QAbstractButton* button : root.findChildren<QAbstractButton*>()) {
        if (isPartOfAnother(*button) || button->focusPolicy() & Qt::TabFocus)
            continue;
        const bool inToolBar = qobject_cast<const QToolBar*>(button->parentWidget()) != nullptr;
        const bool ofDock =
            qobject_cast<const QDockWidget*>(button->parentWidget()) != nullptr;  // View → Panes does the same
        if (!inToolBar && !ofDock)
            unreachable << describeWidget(*button);
    }
    return unreachable;
}

// A button that shows no word says in its tooltip what it does.
QStringList unexplainedIn(const QWidget& root)
{
    QStringList unexplained;
    for (const QToolButton* button : root.findChildren<QToolButton*>()) {
        const bool showsWords = button->toolButtonStyle() != Qt::ToolButtonIconOnly && !button->text().isEmpty();
        const bool ofDock = qobject_cast<const QDockWidget*>(button->parentWidget()) != nullptr;
        if (!isPartOfAnother(*button) && !ofDock && !showsWords && button->toolTip().isEmpty())
            unexplained << describeWidget(*button);
    }
    return unexplained;
}

void collectActions(const QMenu& menu, QList<QAction*>& actions)
{
    for (QAction* action : menu.actions()) {
        if (action->menu() != nullptr)
            collectActions(*action->menu(), actions);
        else
            actions << action;
    }
}

#define VERIFY_EMPTY(list)                                        \
    do {                                                          \
        const QStringList found = (list);                         \
        QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n'))); \
    } while (false)

void verifyAll(const QWidget& root)
{
    VERIFY_EMPTY(namelessIn(root));
    VERIFY_EMPTY(unreachableIn(root));
    VERIFY_EMPTY(unexplainedIn(root));
}

}  // namespace

class AccessibilityTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    void everythingHasANameInTheEmptyWindow()
    {
        const WindowScene f;
        verifyAll(f.window);
    }

    void everythingHasANameWithContextsAndCalls()
    {
        WindowScene f;
        f.fillTree();
        f.fillLogs();
        f.fillRoutesAndLinks();
        f.choose(u"sudo"_s);
        f.action(u"showCalls"_s).trigger();
        f.typeCall(u"fs.list \"/etc\""_s).end(test::directoryValue());
        f.window.findChild<QAction*>(u"editCall"_s)->trigger();
        verifyAll(f.window);
        f.typeCall(u"proc.run [\"make\"]"_s);
        f.window.findChild<QAction*>(u"editCall"_s)->trigger();
        verifyAll(f.window);
        f.typeCall(u"fs.write \"/tmp/x\" {\"$bytes\": \"\"}"_s);
        f.window.findChild<QAction*>(u"editCall"_s)->trigger();
        verifyAll(f.window);
        f.typeCall(u"auth.login \"x\""_s);
        f.window.findChild<QAction*>(u"editCall"_s)->trigger();
        verifyAll(f.window);
    }

    void everythingHasANameInStoriesAndFailures()
    {
        WindowScene f;
        f.fillTree();
        f.choose(u"ssh bob"_s);
        f.action(u"showConnection"_s).trigger();
        verifyAll(f.window);
    }

    void everythingHasANameInQuestions()
    {
        WindowScene f;
        f.fillTree();
        f.engine.ask(test::codesPrompt(), f.bastion);
        f.engine.ask(test::passwordPrompt(), f.db);
        f.engine.ask(test::hostKeyPrompt(connect::PromptKind::HostKeyChanged), f.web);
        QCoreApplication::sendPostedEvents();
        QCOMPARE(f.window.findChildren<PromptCard*>().size(), 3);
        verifyAll(f.window);
        f.action(u"oldestQuestion"_s).trigger();
        verifyAll(f.window);
    }

    void everythingHasANameAmongPrograms()
    {
        WindowScene f;
        const qt::NodeKey program = f.engine.addProgram("deploy.py (4711)");
        f.engine.addContextOf(program, ContextId{1}, "first");
        f.choose(u"deploy.py"_s);
        verifyAll(f.window);
        f.action(u"attach"_s).trigger();
        verifyAll(f.find<QDialog>(u"attachDialog"_s));
        f.action(u"addContext"_s).trigger();
        verifyAll(f.find<QDialog>(u"addContextDialog"_s));
        f.action(u"share"_s).trigger();
        QTRY_VERIFY(f.action(u"share"_s).isChecked());
        verifyAll(f.find<QDialog>(u"scriptsDialog"_s));
        f.action(u"serveFiles"_s).trigger();
        verifyAll(f.find<QDialog>(u"servingDialog"_s));
        connect::Prompt prompt;
        prompt.kind = connect::PromptKind::Client;
        prompt.client = connect::ClientFacts{.pid = 1, .uid = 0, .program = "python3", .commandLine = "python3 x"};
        f.engine.ask(prompt, qt::RootNode);
        QCoreApplication::sendPostedEvents();
        verifyAll(f.window);
    }

    void everythingHasANameAmongHosts()
    {
        WindowScene f;
        f.action(u"goToHosts"_s).trigger();
        f.action(u"newHost"_s).trigger();
        verifyAll(f.find<QDialog>(u"hostDialog"_s));
        f.action(u"newGroup"_s).trigger();
        verifyAll(f.find<QDialog>(u"groupDialog"_s));
        verifyAll(f.window);
    }

    void everythingHasANameInADialogThatLooks()
    {
        WindowScene f;
        auto* menu = f.window.findChild<QMenu*>(u"connectChildBy"_s);
        menu->findChild<QAction*>(u"by-docker"_s)->trigger();
        f.engine.candidates = fail(ErrorKind::System, "no docker");
        f.window.findChild<QAbstractButton*>(u"containerLook"_s)->click();
        QTRY_VERIFY(f.window.findChild<QAbstractButton*>(u"containerDetails"_s)->isVisible());
        f.window.findChild<QAbstractButton*>(u"containerDetails"_s)->click();
        verifyAll(f.find<QDialog>(u"connectDialog"_s));
    }

    void everythingHasANameInTheConnectDialog()
    {
        WindowScene f;
        f.action(u"connectNew"_s).trigger();
        verifyAll(f.find<QDialog>(u"connectDialog"_s));
    }

    void everythingHasANameAmongTransfers()
    {
        WindowScene f;
        f.fillTree();
        f.choose(u"sudo"_s);
        f.action(u"goToTransfers"_s).trigger();
        verifyAll(f.window);
        f.action(u"transferFiles"_s).trigger();
        f.find<QPlainTextEdit>(u"transferSource"_s).setPlainText(u"/etc/motd"_s);
        verifyAll(f.find<QDialog>(u"transferDialog"_s));
        f.find<QAbstractButton>(u"transferStart"_s).click();
        f.engine.transfers[0]->exit(23);
        verifyAll(f.window);
    }

    void everyActionIsInAMenu()
    {
        WindowScene f;
        QList<QAction*> inMenus;
        for (const QAction* top : f.window.menuBar()->actions())
            collectActions(*top->menu(), inMenus);
        for (const QObject* child : f.window.children()) {
            if (child->metaObject()->className() != QByteArray("rz::app::Actions"))
                continue;
            for (QAction* action : child->findChildren<QAction*>())
                QVERIFY2(inMenus.contains(action), qPrintable(action->objectName()));
        }
    }

    void noTwoEntriesOfAMenuShareTheirLetter()
    {
        WindowScene f;
        QList<QMenu*> menus;
        for (const QAction* top : f.window.menuBar()->actions())
            menus << top->menu() << top->menu()->findChildren<QMenu*>();
        for (const QMenu* menu : menus) {
            QStringList letters;
            for (const QAction* action : menu->actions()) {
                const QKeySequence letter = QKeySequence::mnemonic(action->text());
                if (letter.isEmpty())
                    continue;
                QVERIFY2(!letters.contains(letter.toString()), qPrintable(menu->title() + u": "_s + action->text()));
                letters << letter.toString();
            }
        }
    }
};

QTEST_MAIN(AccessibilityTest)
#include "accessibility_test.moc"
