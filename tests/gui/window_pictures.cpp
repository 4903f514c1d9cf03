// Draws the window in the states a user meets, into a folder, for looking at:
// window_pictures FOLDER [light|dark] [de|en] [name of one scene]. QT_SCALE_FACTOR=2 shows it at 200 %. No test.
#include "app/common/translation.h"
#include "app/transfers/transfer_queue.h"
#include "tests/gui/support/prompts.h"
#include "tests/gui/support/window_scene.h"

#include <QAbstractItemView>
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
#include <QTreeView>

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

QDialog& openDocker(WindowScene& scene)
{
    scene.fillTree();
    scene.choose(u"sudo"_s);
    scene.window.findChild<QMenu*>(u"connectChildBy"_s)->findChild<QAction*>(u"by-docker"_s)->trigger();
    return scene.find<QDialog>(u"connectDialog"_s);
}

std::vector<connect::Candidate> manyContainers()
{
    std::vector<connect::Candidate> containers{
        {.name = "billing", .state = "running", .note = "registry.example.com/shop/billing:2024.11"},
        {.name = "a-container-with-a-name-that-nobody-would-want-to-type-by-hand-0123456789abcdef",
         .state = "exited",
         .note = "registry.example.com/some/very/long/image/name/indeed:with-a-long-tag"}};
    for (int i = 0; i < 40; ++i)
        containers.push_back({.name = "worker-" + std::to_string(i), .state = "running", .note = "worker:7"});
    return containers;
}

void drawCandidates(WindowScene& scene)
{
    QDialog& dialog = openDocker(scene);
    scene.draw(u"connect-docker"_s, &dialog);
    auto& look = scene.find<QAbstractButton>(u"containerLook"_s);
    look.click();
    scene.draw(u"connect-docker-none"_s, &dialog);
    ErrorDetails details;
    details.seen =
        "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock";
    details.cause = "This user may not use docker.";
    details.fix = "Connect as a member of the group docker, or as root.";
    scene.engine.candidates = std::unexpected(
        Error(ErrorKind::System, "docker ended with status 1: permission denied while trying to connect to the "
                                 "Docker daemon")
            .withDetails(details));
    look.click();
    scene.draw(u"connect-docker-failed"_s, &dialog);
    scene.find<QAbstractButton>(u"containerDetails"_s).click();
    scene.draw(u"connect-docker-details"_s, &dialog);
    scene.engine.candidates = manyContainers();
    look.click();
    QTest::qWait(200);
    auto& box = scene.find<QComboBox>(u"containerControl"_s);
    scene.draw(u"connect-docker-list"_s, box.view()->window());
    box.hidePopup();
    scene.engine.holdSearches = true;
    look.click();
    QTest::qWait(250);
    scene.draw(u"connect-docker-looking"_s, &dialog);
    QTest::keyClicks(&scene.find<QLineEdit>(u"imageControl"_s), u"debian"_s);
    QTest::keyClicks(box.lineEdit(), u"x"_s);
    scene.draw(u"connect-docker-wrong"_s, &dialog);
}

const char* const SavedHosts = R"({"version": 1, "hosts": [
  {"group": "Production", "settings": {"ssh": {"username": "deploy", "identity_file": "/home/alice/.ssh/production"}}, "hosts": [
    {"group": "Europe", "settings": {"ssh": {"port": 2222}}, "hosts": [
      {"name": "web1", "chain": "ssh:web1.eu.example.com"},
      {"name": "billing in its container", "chain": "ssh:bastion.eu.example.com|ssh:alice@web2|docker:billing"}]},
    {"name": "db1", "chain": "ssh:db1.example.com"},
    {"name": "a host whose name is much longer than anybody would like it to be in such a narrow pane", "chain": "ssh:carol@a-very-long-host-name-in-a-far-away-data-centre.example.com"}]},
  {"group": "Lab", "hosts": []},
  {"name": "this machine", "chain": "local"},
  {"name": "from the future", "chain": "teleport:mars"}]})";

void writeTo(const QString& path, const QByteArray& text)
{
    QFile file(path);
    if (file.open(QIODevice::WriteOnly))
        file.write(text);
}

void drawHosts(WindowScene& scene)
{
    scene.fillTree();
    scene.action(u"goToHosts"_s).trigger();
    scene.draw(u"hosts-none"_s);
    writeTo(scene.settingsFolder.filePath(u"hosts.json"_s), SavedHosts);
    QTest::qWait(400);
    auto& tree = scene.find<QTreeView>(u"hostTree"_s);
    const auto chooseHost = [&tree](const QString& name) {
        tree.setCurrentIndex(
            tree.model()
                ->match(tree.model()->index(0, 0), Qt::DisplayRole, name, 1, Qt::MatchExactly | Qt::MatchRecursive)
                .value(0));
    };
    chooseHost(u"web1"_s);
    scene.draw(u"hosts"_s);
    scene.action(u"editHost"_s).trigger();
    scene.draw(u"host-dialog"_s, &scene.find<QDialog>(u"hostDialog"_s));
    scene.find<QDialog>(u"hostDialog"_s).close();
    chooseHost(u"Production"_s);
    scene.action(u"editHost"_s).trigger();
    scene.draw(u"group-dialog"_s, &scene.find<QDialog>(u"groupDialog"_s));
    scene.find<QDialog>(u"groupDialog"_s).close();
    chooseHost(u"Lab"_s);
    scene.action(u"deleteHost"_s).trigger();
    scene.draw(u"hosts-deleted"_s);
    writeTo(scene.settingsFolder.filePath(u"hosts.json"_s), "{\"hosts\": [");
    QTest::qWait(400);
    scene.draw(u"hosts-broken"_s);
}

void drawRestore(WindowScene& scene)
{
    writeTo(
        scene.settingsFolder.filePath(u"workspace.json"_s),
        R"({"contexts": [{"hop": "ssh:alice@web1", "below": [{"hop": "local"}]}, {"hop": "ssh:alice@a-very-long-host-name-in-a-far-away-data-centre.example.com"}, {"hop": "ssh:db1"}, {"hop": "ssh:db2"}]})");
    scene.window.beginWork();
    scene.draw(u"restore"_s);
    scene.window.resize(860, 600);
    scene.draw(u"restore-narrow"_s);
}

void drawConnectMenus(WindowScene& scene)
{
    scene.fillTree();
    scene.choose(u"sudo"_s);
    for (const char* name : {"connectBy", "connectChildBy", "workspaceMenu"}) {
        auto* menu = scene.window.findChild<QMenu*>(QLatin1String(name));
        menu->popup(scene.window.mapToGlobal(QPoint(300, 30)));
        scene.draw(QLatin1String(name), menu);
        menu->close();
    }
}

// Methods with many options or long texts.
void drawMethods(WindowScene& scene)
{
    scene.engine.methods = {"ssh", "sudo", "docker", "kubectl", "setns"};
    scene.action(u"connectNew"_s).trigger();
    auto& dialog = scene.find<QDialog>(u"connectDialog"_s);
    auto& chain = scene.find<QLineEdit>(u"chainLine"_s);
    scene.find<QAbstractButton>(u"moreOptions"_s).click();
    for (const char* method : {"sudo:root", "docker:web", "kubectl:shop-1", "setns:web"}) {
        chain.clear();
        QTest::keyClicks(&chain, QLatin1String(method));
        scene.draw(u"connect-"_s + QString::fromLatin1(method).section(u':', 0, 0), &dialog);
    }
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

TransferOrder orderTo(WindowScene& scene, const QString& source, const QString& target)
{
    auto& queue = scene.find<TransferQueue>(u"transferQueue"_s);
    return {.from = queue.place(qt::RootNode), .to = queue.place(scene.root), .sources = {source}, .target = target};
}

void drawTransferDialog(WindowScene& scene)
{
    scene.action(u"transferFiles"_s).trigger();
    auto& dialog = scene.find<QDialog>(u"transferDialog"_s);
    scene.draw(u"transfer-empty"_s, &dialog);
    scene.find<QPlainTextEdit>(u"transferSource"_s).setPlainText(u"/home/alice/projects/site"_s);
    scene.find<QLineEdit>(u"transferTarget"_s).setText(u"/srv/www"_s);
    scene.find<QAbstractButton>(u"optionDelete"_s).click();
    scene.draw(u"transfer-mirror"_s, &dialog);
    scene.find<QAbstractButton>(u"transferStart"_s).click();
    scene.draw(u"transfer-confirm"_s, &scene.find<QDialog>(u"confirmDelete"_s));
    scene.find<QDialog>(u"confirmDelete"_s).close();
    auto& direction = scene.find<QComboBox>(u"transferDirection"_s);
    direction.setCurrentIndex(2);
    scene.find<QLineEdit>(u"transferTarget"_s).setText(u"a\tb"_s);
    scene.draw(u"transfer-between-wrong"_s, &dialog);
    dialog.close();
}

// One of each state, as they follow each other.
void drawTransfers(WindowScene& scene)
{
    scene.fillTree();
    scene.choose(u"sudo"_s);
    scene.action(u"goToTransfers"_s).trigger();
    scene.draw(u"transfers-none"_s);
    drawTransferDialog(scene);
    auto& queue = scene.find<TransferQueue>(u"transferQueue"_s);
    queue.add(orderTo(scene, u"/home/alice/projects/site"_s, u"/srv/www"_s));
    scene.engine.transfers[0]->print("sent 1,204,113 bytes  received 412 bytes\n");
    scene.engine.transfers[0]->tellTraffic(1'204'113, 412);
    scene.engine.transfers[0]->exit(0);
    queue.add(orderTo(scene, u"/home/alice/a-folder-whose-name-is-much-longer-than-any-column/photographs"_s, {}));
    scene.engine.transfers[1]->print("rsync: [receiver] write failed on \"/root/photographs/1.jpg\": No space left on "
                                     "device (28)\nrsync error: error in file IO (code 11) at receiver.c(381)\n",
                                     fakessh::Lane::Errors);
    scene.engine.transfers[1]->exit(11);
    queue.add(orderTo(scene, u"/var/backups/database.dump"_s, u"/srv/backups"_s));
    TransferOrder fetch = orderTo(scene, u"/var/log/nginx"_s, u"/home/alice/Downloads"_s);
    std::swap(fetch.from, fetch.to);
    fetch.program = TransferProgram::Scp;
    queue.add(fetch);
    TransferOrder between = orderTo(scene, u"/srv/www"_s, u"/srv/www"_s);
    between.from = queue.place(scene.bastion);
    queue.add(between);
    queue.add(orderTo(scene, u"/home/alice/notes"_s, {}));
    scene.engine.transfers[2]->tellTraffic(0, 0);
    scene.engine.transfers[3]->tellTraffic(0, 0);
    QTest::qWait(100);
    scene.engine.transfers[2]->print("sending list\n\r  1,312,456,000  62%   11.02MB/s    0:01:13 ");
    scene.engine.transfers[2]->tellTraffic(1'312'456, 20'000);
    scene.engine.transfers[3]->tellTraffic(2'000, 845'000);
    scene.engine.transfers[4]->print("\r  88,000  7%   1.02MB/s    0:12:13 ");
    auto& table = scene.find<QAbstractItemView>(u"transfers"_s);
    QTest::qWait(50);
    queue.model().at(1)->pause();
    scene.draw(u"transfers"_s);
    table.setFocus();
    table.setCurrentIndex(table.model()->index(3, 0));
    scene.draw(u"transfers-running"_s);
    table.setCurrentIndex(table.model()->index(4, 0));
    scene.draw(u"transfers-failed"_s);
    scene.window.resize(860, 600);
    scene.draw(u"transfers-narrow"_s);
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
    {"welcome", drawWelcome},
    {"connect", drawConnectDialog},
    {"candidates", drawCandidates},
    {"hosts", drawHosts},
    {"restore", drawRestore},
    {"connect-menus", drawConnectMenus},
    {"methods", drawMethods},
    {"overviews", drawOverviews},
    {"small", drawSmall},
    {"calls", drawCalls},
    {"form", drawForm},
    {"panes", drawPanes},
    {"transfers", drawTransfers},
    {"stories", drawStories},
    {"questions", drawQuestions},
    {"password", drawPasswordAgain},
    {"unknown", drawUnknownKey},
    {"changed", drawChangedKey},
    {"fields", drawManyFields},
    {"menus", drawMenus},
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
