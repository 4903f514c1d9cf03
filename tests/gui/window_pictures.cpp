// Draws the window in the states a user meets, into a folder, for looking at:
// window_pictures FOLDER [light|dark] [de|en] [name of one scene]. QT_SCALE_FACTOR=2 shows it at 200 %. No test.
#include "app/common/translation.h"
#include "tests/gui/support/prompts.h"
#include "tests/gui/support/window_scene.h"

#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QDir>
#include <QDockWidget>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStandardPaths>
#include <QTabBar>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace rz;
using namespace rz::app;
using test::WindowScene;

namespace {

void drawWelcome(WindowScene& scene)
{
    scene.draw(u"empty"_s);
    scene.action(u"showCalls"_s).trigger();
    scene.draw(u"empty-calls"_s);
    QTest::keyClicks(&scene.find<QLineEdit>(u"quickConnectLine"_s), u"ssh:alice@web1|nonsense:x"_s);
    QTest::keyClick(&scene.find<QLineEdit>(u"quickConnectLine"_s), Qt::Key_Return);
    scene.draw(u"empty-wrong-chain"_s);
}

void drawConnectDialog(WindowScene& scene)
{
    scene.action(u"connectNew"_s).trigger();
    auto& dialog = scene.find<QDialog>(u"connectDialog"_s);
    scene.draw(u"connect-empty"_s, &dialog);
    QTest::keyClicks(&scene.find<QLineEdit>(u"chainLine"_s), u"ssh:alice@bastion|ssh:web1:2222"_s);
    scene.draw(u"connect"_s, &dialog);
    scene.find<QAbstractButton>(u"moreOptions"_s).click();
    scene.draw(u"connect-more"_s, &dialog);
    QTest::keyClicks(&scene.find<QLineEdit>(u"chainLine"_s), u"|x:"_s);
    scene.draw(u"connect-wrong"_s, &dialog);
}

void drawOverviews(WindowScene& scene)
{
    scene.fillTree();
    scene.fillLogs();
    scene.draw(u"overview-desktop"_s);
    scene.choose(u"sudo"_s);
    scene.draw(u"overview"_s);
    scene.choose(u"ssh bob@db1"_s);
    scene.draw(u"overview-failed"_s);
    scene.choose(u"local"_s);
    scene.draw(u"overview-closed"_s);
    scene.choose(u"ssh a-very"_s);
    scene.window.resize(860, 600);
    scene.draw(u"narrow"_s);
    scene.window.resize(800, 480);
    scene.draw(u"small"_s);
}

// All that the smallest window has to hold.
void drawSmall(WindowScene& scene)
{
    scene.fillTree();
    scene.fillLogs();
    scene.fillRoutesAndLinks();
    scene.choose(u"sudo"_s);
    scene.action(u"showCalls"_s).trigger();
    scene.typeCall(u"fs.list \"/etc\""_s).end(test::directoryValue());
    scene.window.findChild<QAction*>(u"editCall"_s)->trigger();
    scene.window.resize(1024, 600);
    scene.draw(u"small-calls"_s);
    scene.action(u"goToStats"_s).trigger();
    scene.window.resize(800, 480);
    scene.draw(u"smaller-calls"_s);
    scene.action(u"showConnection"_s).trigger();
    scene.choose(u"ssh bob@db1"_s);
    scene.draw(u"smaller-story"_s);
}

void drawCalls(WindowScene& scene)
{
    scene.fillTree();
    scene.fillLogs();
    scene.choose(u"sudo"_s);
    scene.action(u"showCalls"_s).trigger();
    scene.draw(u"calls-none"_s);
    scene.typeCall(u"proc.run [\"make\", \"all\"]"_s).end(fail(ErrorKind::Cancelled, "the call was cancelled"));
    ErrorDetails details;
    details.trace = "Traceback of the context:\n  fs.list(\"/root/secret\")\n    opendir: Permission denied (EACCES)\n";
    details.cause = "The user alice may not read this directory.";
    details.fix = "Call it in a context of another user.";
    scene.typeCall(u"fs.list \"/root/secret\""_s)
        .end(std::unexpected(Error(ErrorKind::Call, "fs.list: /root/secret: Permission denied").withDetails(details)));
    scene.draw(u"calls-error"_s);
    scene.typeCall(u"sys.facts"_s).end(test::factsValue());
    scene.draw(u"calls-tree"_s);
    scene.typeCall(u"os.hostname"_s).end(Value("web1"));
    scene.draw(u"calls-text"_s);
    scene.typeCall(u"fs.list \"/etc\""_s).end(test::directoryValue());
    scene.window.findChild<QAction*>(u"editCall"_s)->trigger();
    scene.draw(u"calls-table"_s);
    scene.find<QTabBar>(u"callTabs"_s).setCurrentIndex(1);
    scene.draw(u"calls-history"_s);
    scene.find<QTabBar>(u"callTabs"_s).setCurrentIndex(0);
    auto& running = scene.typeCall(u"proc.run [\"make\", \"all\"]"_s);
    const auto chunk = [](const char* stream, std::string_view data) {
        return Value(Dict{{{"stream", stream}, {"data", Bytes(data)}}});
    };
    running.stream({chunk("stdout", "[1/2] Compiling main.cpp\n"),
                    chunk("stderr", "main.cpp:7: warning: unused variable 'x'\n"), chunk("stdout", "[2/2] Linking\n")});
    scene.window.findChild<QAction*>(u"editCall"_s)->trigger();
    scene.draw(u"calls-stream"_s);
}

void drawForm(WindowScene& scene)
{
    scene.fillTree();
    scene.choose(u"sudo"_s);
    scene.action(u"showCalls"_s).trigger();
    QTest::qWait(100);
    scene.typeCall(u"fs.write \"/etc/motd\" {\"$bytes\": \"aGVsbG8=\"}"_s).end(Value());
    scene.window.findChild<QAction*>(u"editCall"_s)->trigger();
    scene.find<QPlainTextEdit>(u"parameter_path"_s).clear();
    QTest::keyClicks(&scene.find<QPlainTextEdit>(u"parameter_path"_s), u"/etc/motd"_s);
    scene.find<QComboBox>(u"form_data"_s).setCurrentIndex(1);
    scene.find<QPlainTextEdit>(u"parameter_data"_s).setPlainText(u"00 f"_s);
    scene.find<QPushButton>(u"runForm"_s).click();
    scene.draw(u"calls-wrong-field"_s);
}

void drawPanes(WindowScene& scene)
{
    scene.fillTree();
    scene.fillLogs();
    scene.fillRoutesAndLinks();
    scene.choose(u"sudo"_s);
    auto& logs = scene.find<QDockWidget>(u"logsDock"_s);
    scene.draw(u"logs"_s, &logs);
    QTest::keyClicks(logs.findChild<QLineEdit*>(u"filter"_s), u"worker"_s);
    scene.draw(u"logs-filtered"_s, &logs);
    logs.findChild<QLineEdit*>(u"filter"_s)->setText(u"no such text"_s);
    scene.draw(u"logs-no-match"_s, &logs);
    scene.action(u"goToRoutes"_s).trigger();
    scene.draw(u"routes"_s);
    scene.action(u"goToStats"_s).trigger();
    QTest::qWait(100);
    scene.fillRoutesAndLinks();
    scene.draw(u"stats"_s);
    scene.action(u"goToPrompts"_s).trigger();
    scene.draw(u"prompts-none"_s);
}

void drawStories(WindowScene& scene)
{
    scene.fillTree();
    scene.action(u"showConnection"_s).trigger();
    scene.choose(u"ssh bob@db1"_s);
    scene.draw(u"story-failed"_s);
    scene.choose(u"ssh alice@web1"_s);
    scene.draw(u"story"_s);
    scene.engine.setStory(scene.container, test::runningStory());
    scene.choose(u"docker"_s);
    scene.draw(u"story-running"_s);
}

void drawQuestions(WindowScene& scene)
{
    scene.fillTree();
    scene.choose(u"sudo"_s);
    scene.engine.ask(test::codesPrompt(), scene.bastion);
    auto again = test::passwordPrompt("bob@db1");
    again.attempt = 2;
    again.lastFailure = "db1 refused the password.";
    scene.engine.ask(again, scene.db);
    scene.action(u"goToPrompts"_s).trigger();
    scene.draw(u"prompts-pane"_s);
    scene.action(u"oldestQuestion"_s).trigger();
    scene.draw(u"sheet-codes"_s);
}

void drawSheet(WindowScene& scene, const QString& name, const connect::Prompt& prompt)
{
    scene.fillTree();
    scene.engine.ask(prompt, scene.db);
    scene.choose(u"ssh bob"_s);
    scene.action(u"oldestQuestion"_s).trigger();
    scene.draw(name);
}

void drawPasswordAgain(WindowScene& scene)
{
    auto prompt = test::passwordPrompt("bob@db1");
    prompt.attempt = 2;
    prompt.lastFailure = "db1 refused the password for bob.";
    scene.keyring.probe();
    drawSheet(scene, u"sheet-password"_s, prompt);
}

void drawUnknownKey(WindowScene& scene)
{
    drawSheet(scene, u"sheet-unknown"_s, test::hostKeyPrompt());
}

void drawChangedKey(WindowScene& scene)
{
    drawSheet(scene, u"sheet-changed"_s, test::hostKeyPrompt(connect::PromptKind::HostKeyChanged));
}

void drawManyFields(WindowScene& scene)
{
    auto prompt = test::codesPrompt();
    prompt.path = {"ssh alice@bastion", "ssh alice@a-very-long-host-name-in-a-far-away-data-centre.example.com"};
    prompt.instruction = "Your account is protected by three factors. Enter the password, the code that your telephone "
                         "shows, and the third word of the phrase that you were given.\nQuestions? Call 555-0100.";
    prompt.fields.push_back({.label = "The third word of the phrase that you were given: ", .echo = false});
    drawSheet(scene, u"sheet-many-fields"_s, prompt);
}

void drawMenus(WindowScene& scene)
{
    scene.fillTree();
    scene.choose(u"sudo"_s);
    for (QAction* action : scene.window.menuBar()->actions()) {
        action->menu()->popup(scene.window.mapToGlobal(QPoint(0, 30)));
        scene.draw(u"menu-%1"_s.arg(scene.window.menuBar()->actions().indexOf(action)), action->menu());
        action->menu()->close();
    }
}

void drawMany(WindowScene& scene)
{
    scene.engine.addMany("ssh:alice@web1", 10'000);
    scene.draw(u"many"_s);
}

struct Named {
    const char* name;
    void (*draw)(WindowScene&);
};
constexpr Named Scenes[] = {
    {"welcome", drawWelcome},     {"connect", drawConnectDialog},
    {"overviews", drawOverviews}, {"small", drawSmall},
    {"calls", drawCalls},         {"form", drawForm},
    {"panes", drawPanes},         {"stories", drawStories},
    {"questions", drawQuestions}, {"password", drawPasswordAgain},
    {"unknown", drawUnknownKey},  {"changed", drawChangedKey},
    {"fields", drawManyFields},   {"menus", drawMenus},
    {"many", drawMany},
};

}  // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QStandardPaths::setTestModeEnabled(true);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() < 2)
        qFatal("window_pictures FOLDER [light|dark] [de|en] [scene]");
    const QString scheme = arguments.value(2, u"light"_s);
    const Translation translation(arguments.value(3, u"en"_s));
    const Appearance appearance = scheme == u"dark"_s ? Appearance::Dark : Appearance::Light;
    QDir().mkpath(arguments[1]);
    for (const Named& named : Scenes) {
        if (arguments.size() > 4 && arguments[4] != QLatin1String(named.name))
            continue;
        QFile::remove(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + u"/calls.jsonl"_s);
        WindowScene scene(arguments[1], scheme, appearance);
        named.draw(scene);
    }
    return 0;
}
