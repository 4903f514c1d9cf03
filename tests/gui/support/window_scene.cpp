#include "tests/gui/support/window_scene.h"

#include "tests/gui/support/sample_functions.h"

#include <QDir>
#include <QLineEdit>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace rz::test {
namespace {

constexpr int Settle = 150;  // milliseconds, for layouts and timers
constexpr QSize UsualSize(1280, 820);

qt::LinkSnapshot link(const qt::NodeSnapshot& node, std::uint64_t in, std::uint64_t out, Duration rtt)
{
    qt::LinkSnapshot link;
    link.id = *node.id;
    link.name = node.name;
    link.counters = {.messagesIn = in / 900,
                     .messagesOut = out / 400,
                     .bytesIn = in,
                     .bytesOut = out,
                     .pendingBytes = out / 70,
                     .rtt = rtt};
    link.callsInFlight = out > 1'000'000 ? 2 : 0;
    return link;
}

}  // namespace

WindowScene::WindowScene(const QString& toFolder, const QString& ending, app::Appearance appearance)
    : folder(toFolder), suffix(ending), made(makeWindow(appearance)), window(*made)
{
    engine.setFunctions(sampleFunctions());
    window.show();
    window.activateWindow();
    (void)QTest::qWaitForWindowActive(&window);
    beginOn(UsualSize);
}

void WindowScene::beginOn(QSize screen)
{
    window.resize(screen);
    QCoreApplication::processEvents();
    action(u"resetLayout"_s).trigger();
}

std::unique_ptr<app::MainWindow> WindowScene::makeWindow(app::Appearance appearance)
{
    settings.setValue(u"appearance"_s, static_cast<int>(appearance));
    return std::make_unique<app::MainWindow>(engine, theme, keyring, settings);
}

void WindowScene::draw(const QString& name, QWidget* what)
{
    QTest::qWait(Settle);
    QWidget& drawn = what == nullptr ? static_cast<QWidget&>(window) : *what;
    drawn.grab().save(QDir(folder).filePath(u"%1-%2.png"_s.arg(name, suffix)));
}

void WindowScene::choose(const QString& label)
{
    auto& tree = find<QTreeView>(u"contextTree"_s);
    const auto found = tree.model()->match(tree.model()->index(0, 0), Qt::DisplayRole, label, 1,
                                           Qt::MatchStartsWith | Qt::MatchRecursive);
    tree.setCurrentIndex(found.value(0));
}

FakeCall& WindowScene::typeCall(const QString& call)
{
    QTest::qWait(Settle);
    auto& line = find<QLineEdit>(u"callLine"_s);
    line.setText(call);
    QTest::keyClick(&line, Qt::Key_Return);
    return *engine.lastCall();
}

void WindowScene::fillTree()
{
    web = engine.add("ssh:alice@web1");
    engine.bringUp(web, "alice@web1");
    engine.setStory(web, finishedStory());
    root = engine.add("sudo:root", web);
    engine.bringUp(root, "root@web1");
    engine.change(root, [](qt::NodeSnapshot& node) {
        node.facts.items = {{"host", "web1"},      {"user", "root"}, {"uid", 0},
                            {"machine", "x86_64"}, {"pid", 4711},    {"version", "0.1.0"}};
        node.bytesIn = 1'312'456;
        node.bytesOut = 84'120;
    });
    container = engine.add("docker:billing", web);
    engine.change(container, [](qt::NodeSnapshot& node) { node.step = "agent upload"; });
    db = engine.add("ssh:bob@db1");
    engine.setStory(db, failedStory());
    engine.fail(db, *failedStory().failure);
    bastion = engine.add("ssh:bastion");
    engine.bringUp(bastion, "alice@bastion");
    const auto inner = engine.add("ssh:a-very-long-host-name-in-a-far-away-data-centre.example.com", bastion);
    engine.bringUp(inner, "administrator@a-very-long-host-name-in-a-far-away-data-centre.example.com");
    engine.change(inner, [](qt::NodeSnapshot& node) {
        node.state = qt::NodeState::Slow;
        node.rtt = 412ms;
    });
    const auto gone = engine.add("ssh:backup", bastion);
    engine.lose(gone, Error(ErrorKind::Timeout, "ssh.backup has not answered for 10 s"));
    const auto closed = engine.add("local");
    engine.change(closed, [](qt::NodeSnapshot& node) { node.state = qt::NodeState::Closed; });
}

void WindowScene::fillLogs()
{
    struct Line {
        LogLevel level;
        const char* logger;
        const char* text;
    };
    static constexpr Line Lines[] = {
        {LogLevel::Io, "rhizome.io", "read 412 bytes from fd 7"},
        {LogLevel::Debug, "rhizome.routing", "ADD_ROUTE 1002 announced by 1001"},
        {LogLevel::Info, "stdout", "GET /index.html 200 in 4 ms"},
        {LogLevel::Info, "rhizome.agent", "started worker 3"},
        {LogLevel::Warning, "rhizome.agent", "worker 3 is late by 1.2 s"},
        {LogLevel::Error, "stderr", "nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)"},
        {LogLevel::Info, "stdout",
         "a line that is much longer than any window is wide: the quick brown fox jumps over the lazy dog, "
         "and over the next one, and over the one behind that one, until the dogs are tired of it"},
    };
    for (std::size_t i = 0; i < 42; ++i) {
        const Line& line = Lines[i % std::size(Lines)];
        engine.log(i % 4 == 0 ? root : web, line.level, line.logger, line.text);
    }
}

void WindowScene::fillRoutesAndLinks()
{
    std::vector<routing::RouteInfo> routes;
    std::vector<qt::LinkSnapshot> links;
    for (const qt::NodeSnapshot& node : engine.nodes()) {
        if (!node.id)
            continue;
        const bool direct = node.parent == qt::RootNode;
        const ContextId next = direct ? *node.id : *engine.node(node.parent).id;
        routes.push_back({.id = *node.id, .name = node.name, .nextHop = next, .announcedBy = direct ? MasterId : next});
        if (direct)
            links.push_back(link(node, 1'312'456 * links.size() + 10'120, 4'184'120 * links.size() + 970, 400us));
    }
    engine.setRoutes(routes);
    engine.setLinks(links);
}

void WindowScene::fillModules()
{
    const auto python = engine.add("sudo:reports{python_path=python3}", web);
    engine.bringUp(python, "");
    engine.change(python, [](qt::NodeSnapshot& node) { node.native = false; });
    engine.refuseFunctions(python);
    const ContextId to = *engine.node(python).id;
    qt::ModulesSnapshot modules;
    modules.counters = {.getModuleCount = 4,
                        .getModuleSecs = 0.21,
                        .goodLoadModuleCount = 6,
                        .goodLoadModuleSize = 61'804,
                        .badLoadModuleCount = 1,
                        .minifySecs = 0.031};
    modules.served = {
        {.name = "ansible", .to = to, .size = 1'204, .took = 4ms},
        {.name = "ansible.module_utils", .to = to, .size = 310},
        {.name = "ansible.module_utils.common.text.converters", .to = to, .size = 6'120},
        {.name = "ansible.module_utils.basic", .to = to, .size = 48'120, .took = 152ms},
        {.name = "selinux", .to = to, .present = false, .took = 800us},
        {.name = "ansible.modules.ping", .to = to, .size = 1'050, .took = 2ms},
        {.name = "a_package_whose_name_is_much_longer_than_any_column.and_its_module",
         .to = to,
         .size = 5'000,
         .took = 12ms},
    };
    engine.setModules(std::move(modules));
}

namespace {

connect::StoryStep step(std::string name, Duration begin, Duration took, Duration waited, connect::StepState state,
                        std::string note = {})
{
    return {.name = std::move(name),
            .hop = "ssh bob@db1",
            .begin = begin,
            .took = took,
            .waited = waited,
            .state = state,
            .note = std::move(note)};
}

// As far as the host key.
connect::Story begunStory()
{
    using enum connect::StepState;
    connect::Story story;
    story.startedAt = std::chrono::system_clock::now();
    story.steps = {step("resolve", 0ms, 3ms, 0ms, Done, "10.0.0.7"), step("connect", 3ms, 12ms, 0ms, Done),
                   step("key exchange", 15ms, 41ms, 0ms, Done, "curve25519-sha256"),
                   step("host key", 56ms, 2300ms, 2290ms, Done, "ssh-ed25519, accepted and remembered")};
    return story;
}

}  // namespace

connect::Story failedStory()
{
    connect::Story story = begunStory();
    story.steps.push_back(
        step("authentication", 2356ms, 9400ms, 7200ms, connect::StepState::Failed, "tried publickey, password"));
    story.output = {"Welcome to db1", "Unauthorised use is prohibited."};
    story.failure =
        Error(ErrorKind::Password, "db1 refused the password for bob (attempt 3 of 3)")
            .withDetails({.hop = "ssh bob@db1",
                          .step = "authentication",
                          .seen = "Permission denied (publickey,password).",
                          .cause = "The password is wrong, or bob may not log in with one.",
                          .fix = "Ask the administrator of db1 for the password, or for your key to be let in.",
                          .trace = {}});
    return story;
}

connect::Story runningStory()
{
    connect::Story story = begunStory();
    story.startedAt -= 5s;
    story.steps.push_back(step("authentication", 2356ms, 2600ms, 2500ms, connect::StepState::Waiting, "password"));
    return story;
}

connect::Story finishedStory()
{
    using enum connect::StepState;
    connect::Story story = begunStory();
    story.steps.push_back(step("authentication", 2356ms, 3100ms, 3050ms, Done, "password"));
    story.steps.push_back(step("first stage", 5456ms, 21ms, 0ms, Done, "Linux x86_64"));
    story.steps.push_back(step("agent upload", 5477ms, 88ms, 0ms, Done, "431 KiB to /dev/shm"));
    story.steps.push_back(step("agent start", 5565ms, 9ms, 0ms, Done, "pid 4711"));
    story.steps.push_back(step("configure", 5574ms, 2ms, 0ms, Done));
    return story;
}

Value directoryValue()
{
    List rows;
    const auto add = [&rows](const char* name, const char* type, int size, int mode, const char* user) {
        rows.items.emplace_back(Dict{{{"name", name},
                                      {"type", type},
                                      {"size", size},
                                      {"mode", mode},
                                      {"user", user},
                                      {"mtime", 1'763'800'000.25}}});
    };
    add("passwd", "file", 2048, 0644, "root");
    add("shadow", "file", 1201, 0640, "root");
    add("nginx", "directory", 4096, 0755, "root");
    add("a file with a name that is rather long, as people like to have them.conf", "file", 17, 0600, "alice");
    add("resolv.conf", "symlink", 39, 0777, "root");
    return rows;
}

Value factsValue()
{
    return Dict{
        {{"hostname", "web1"},
         {"uptime", 1234.5},
         {"load", List{{0.42, 0.36, 0.3}}},
         {"memory", Dict{{{"total", 8'123'456'789}, {"free", 123'456'789}}}},
         {"mounts", List{{Dict{{{"path", "/"}, {"type", "ext4"}}}, Dict{{{"path", "/home"}, {"type", "btrfs"}}}}}}}};
}

}  // namespace rz::test
