// Calls, logs, routes, stats.
#include "tests/gui/pictures/scenes.h"

#include <QComboBox>
#include <QDockWidget>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabBar>
#include <QTest>

using namespace Qt::StringLiterals;

namespace rz::test {
namespace {

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
    scene.typeCall(u"sys.facts"_s).end(factsValue());
    scene.draw(u"calls-tree"_s);
    scene.typeCall(u"os.hostname"_s).end(Value("web1"));
    scene.draw(u"calls-text"_s);
    scene.typeCall(u"fs.list \"/etc\""_s).end(directoryValue());
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
    // More than is shown, in one line.
    running.stream({chunk("stdout", std::string(5 * 1024 * 1024, 'x')), chunk("stdout", "\n[3/3] Done\n")});
    scene.draw(u"calls-stream-long"_s);
    scene.find<QTabBar>(u"callTabs"_s).setCurrentIndex(1);
    scene.action(u"clearHistory"_s).trigger();
    scene.draw(u"calls-history-cleared"_s);
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
    scene.find<QTabBar>(u"statsTabs"_s).setCurrentIndex(1);
    scene.draw(u"modules-none"_s);
    scene.fillModules();
    scene.draw(u"modules"_s);
    scene.choose(u"sudo reports"_s);
    scene.draw(u"python"_s);
    scene.action(u"showCalls"_s).trigger();
    ErrorDetails details;
    details.trace = "  File \"<stdin>\", line 3742, in _dispatch_one\n";
    scene.typeCall(u"os.listdir \"/nowhere\""_s)
        .end(std::unexpected(Error(ErrorKind::Call, "builtins.FileNotFoundError: [Errno 2] No such file or "
                                                    "directory: '/nowhere'")
                                 .withDetails(details)));
    scene.draw(u"python-error"_s);
    scene.window.resize(860, 600);
    scene.draw(u"modules-narrow"_s);
    scene.window.resize(1280, 820);
    scene.action(u"goToPrompts"_s).trigger();
    scene.draw(u"prompts-none"_s);
}

}  // namespace

std::span<const Scene> paneScenes()
{
    static constexpr Scene Scenes[] = {
        {"calls", drawCalls},
        {"form", drawForm},
        {"panes", drawPanes},
    };
    return Scenes;
}

}  // namespace rz::test
