// Other programs of this machine: attaching to them, their trees, and scripts that use our contexts.
#include "tests/gui/pictures/scenes.h"

#include <QAbstractButton>
#include <QDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

#include <cerrno>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace rz::test {
namespace {

qt::SocketSnapshot socketOf(const char* path, std::optional<pid_t> pid, const char* title, const char* commandLine,
                            std::chrono::seconds age)
{
    return {
        .found = {.path = path, .live = pid.has_value(), .pid = pid, .program = "python3", .commandLine = commandLine},
        .title = title,
        .since = std::chrono::system_clock::now() - age};
}

std::vector<qt::SocketSnapshot> manySockets()
{
    return {
        socketOf("/tmp/mitogen_unix_8kq2mz5d.sock", 4711, "deploy.py", "python3 /srv/tools/deploy.py --all", 312s),
        socketOf("/tmp/mitogen_unix_x0r4j1pw.sock", 12'804, "nightly-inventory-of-every-host-we-have.py",
                 "/usr/bin/python3 nightly-inventory-of-every-host-we-have.py", 8h),
        socketOf("/tmp/mitogen_unix_5t7u9v1b.sock", 5120, "stopped.py", "python3 stopped.py", 95s),
        socketOf("/tmp/mitogen_unix_aaaa2222.sock", {}, "", "", 72h),
    };
}

Dict factsOf(const char* user, const char* host, int uid, int pid)
{
    return Dict{{{"host", host}, {"user", user}, {"uid", uid}, {"pid", pid}, {"python", "3.11.2"}}};
}

// A program with a tree of its own beside ours.
qt::NodeKey fillProgram(WindowScene& scene)
{
    const qt::NodeKey program = scene.engine.addProgram("deploy.py (4711)");
    scene.engine.change(program, [](qt::NodeSnapshot& node) {
        node.facts = Dict{{{"command", "python3 /srv/tools/deploy.py --all"},
                           {"pid", 4711},
                           {"socket", "/tmp/mitogen_unix_8kq2mz5d.sock"},
                           {"speaks", "Mitogen, before 0.3.39"},
                           {"own id", 2003}}};
    });
    const qt::NodeKey shop =
        scene.engine.addContextOf(program, ContextId{1}, "ssh.shop1", factsOf("deploy", "shop1", 1001, 812));
    scene.engine.addContextOf(shop, ContextId{3}, "sudo.root", factsOf("root", "shop1", 0, 990));
    scene.engine.addContextOf(program, ContextId{2}, "", factsOf("deploy", "shop2", 1001, 640));
    return program;
}

void drawAttachDialog(WindowScene& scene)
{
    scene.fillTree();
    scene.action(u"attach"_s).trigger();
    auto& dialog = scene.find<QDialog>(u"attachDialog"_s);
    scene.draw(u"attach-none"_s, &dialog);
    scene.engine.sockets = manySockets();
    scene.find<QAction>(u"lookForSockets"_s).trigger();
    scene.draw(u"attach"_s, &dialog);
    auto& path = scene.find<QLineEdit>(u"socketPath"_s);
    path.clear();
    QTest::keyClicks(&path, u"/tmp/mitogen_unix_aaaa2222.sock"_s);
    scene.draw(u"attach-stale"_s, &dialog);
}

void drawAttached(WindowScene& scene)
{
    scene.fillTree();
    fillProgram(scene);
    scene.choose(u"deploy.py"_s);
    scene.draw(u"attached-program"_s);
    scene.action(u"showCalls"_s).trigger();
    scene.draw(u"attached-program-calls"_s);
    scene.choose(u"ssh.shop1"_s);
    scene.typeCall(u"shop.orders.close \"2026-11\" dry_run=true"_s)
        .end(std::unexpected(Error(ErrorKind::Call, "shop.orders.NotPaid: order 4117 of 2026-11-03 is not paid yet")
                                 .withDetails({.hop = {},
                                               .step = {},
                                               .seen = {},
                                               .cause = {},
                                               .fix = {},
                                               .trace = "  File \"<stdin>\", line 4012, in _dispatch_one\n"
                                                        "  File \"master:/srv/shop/orders.py\", line 87, in close\n"
                                                        "    ledger.settle(order)\n"
                                                        "  File \"master:/srv/shop/ledger.py\", line 31, in settle\n"
                                                        "    raise NotPaid(order)\n"})));
    scene.draw(u"attached-traceback"_s);
    scene.action(u"showOverview"_s).trigger();
    scene.draw(u"attached-context"_s);
    scene.window.resize(800, 480);
    scene.draw(u"attached-small"_s);
}

void drawAttaching(WindowScene& scene)
{
    scene.fillTree();
    const qt::NodeKey program = scene.engine.addProgram("mitogen_unix_5t7u9v1b.sock");
    scene.engine.change(program, [](qt::NodeSnapshot& node) {
        node.state = qt::NodeState::Connecting;
        node.id.reset();
        node.step = "no answer yet";
    });
    scene.choose(u"mitogen_unix"_s);
    scene.draw(u"attach-stalled"_s);
    scene.engine.lose(program, Error(ErrorKind::Stream, "python3 (pid 5120) has ended"));
    scene.draw(u"attach-lost"_s);
    scene.engine.fail(program, Error(ErrorKind::System, "/tmp/mitogen_unix_5t7u9v1b.sock: Connection refused", 111)
                                   .withDetails({.hop = {},
                                                 .step = "connect",
                                                 .seen = {},
                                                 .cause = "The program that made this socket has ended.",
                                                 .fix = "Start it again, then attach to the socket that it makes then.",
                                                 .trace = {}}));
    scene.draw(u"attach-failed"_s);
}

void drawAddContext(WindowScene& scene)
{
    scene.fillTree();
    fillProgram(scene);
    scene.choose(u"deploy.py"_s);
    scene.action(u"addContext"_s).trigger();
    auto& dialog = scene.find<QDialog>(u"addContextDialog"_s);
    scene.draw(u"add-context"_s, &dialog);
    scene.engine.noContext = Error(ErrorKind::Channel, "no route to 9, my ID is 0");
    QTest::keyClicks(&scene.find<QLineEdit>(u"contextId"_s), u"9"_s);
    scene.find<QPushButton>(u"acceptContextButton"_s).click();
    scene.draw(u"add-context-none"_s, &dialog);
}

std::vector<qt::ClientSnapshot> manyClients()
{
    const auto now = std::chrono::system_clock::now();
    return {{.key = attach::ClientKey{1},
             .pid = 9001,
             .uid = ::getuid(),
             .title = "report.py",
             .commandLine = "python3 report.py",
             .since = now - 40s,
             .question = {}},
            {.key = attach::ClientKey{2},
             .pid = 9002,
             .uid = 0,
             .title = "a-script-with-a-long-name-that-somebody-gave-it.py",
             .commandLine = "python3 a-script-with-a-long-name-that-somebody-gave-it.py",
             .since = now,
             .question = 1}};
}

connect::Prompt clientPrompt()
{
    connect::Prompt prompt;
    prompt.kind = connect::PromptKind::Client;
    prompt.subject = "report.py";
    prompt.program = "python3.11";
    prompt.client = connect::ClientFacts{.pid = 9001,
                                         .uid = ::getuid(),
                                         .program = "python3.11",
                                         .commandLine = "python3 /home/alice/bin/report.py --week 47"};
    return prompt;
}

void drawScripts(WindowScene& scene)
{
    scene.fillTree();
    scene.choose(u"sudo"_s);
    scene.action(u"scripts"_s).trigger();
    auto& dialog = scene.find<QDialog>(u"scriptsDialog"_s);
    scene.draw(u"scripts-off"_s, &dialog);
    scene.action(u"share"_s).trigger();
    scene.draw(u"scripts"_s, &dialog);
    scene.engine.setClients(manyClients());
    scene.draw(u"scripts-clients"_s, &dialog);
    scene.engine.ask(clientPrompt(), qt::RootNode);
    scene.action(u"goToPrompts"_s).trigger();
    dialog.close();
    scene.draw(u"scripts-question"_s);
    scene.action(u"oldestQuestion"_s).trigger();
    scene.draw(u"scripts-sheet"_s);
}

void drawServing(WindowScene& scene)
{
    using State = services::FileFetch::State;
    scene.fillTree();
    scene.action(u"serveFiles"_s).trigger();
    auto& dialog = scene.find<QDialog>(u"servingDialog"_s);
    scene.draw(u"serving-none"_s, &dialog);
    std::vector<ContextId> ids;
    for (const qt::NodeSnapshot& node : scene.engine.nodes()) {
        if (node.id)
            ids.push_back(*node.id);
    }
    const auto now = std::chrono::system_clock::now();
    qt::ServingSnapshot serving;
    serving.paths = {{.path = "/srv/packages", .directory = true},
                     {.path = "/home/alice/keys/deploy.pub", .directory = false}};
    const auto add = [&](std::size_t context, const char* path, State state, std::size_t size, const char* reason) {
        serving.fetches.push_back({.fetch = {.number = serving.fetches.size() + 1,
                                             .by = ids[context % ids.size()],
                                             .path = path,
                                             .state = state,
                                             .size = size,
                                             .reason = reason},
                                   .since = now - 40s + 6s * serving.fetches.size()});
    };
    add(0, "/home/alice/keys/deploy.pub", State::Sent, 741, "");
    add(0, "/srv/packages/nginx_1.22.1-9_amd64.deb", State::Sent, 527'312, "");
    add(1, "/etc/shadow", State::NotServed, 0, "not registered");
    add(1, "/srv/packages/a-package-with-a-very-long-name-that-no-column-holds_12.0.4-1+deb12u2_amd64.deb", State::Sent,
        18'400'128, "");
    add(2, "/srv/packages/missing.deb", State::Failed, 0,
        "builtins.FileNotFoundError: [Errno 2] No such file or directory: '/srv/packages/missing.deb'");
    add(1, "/srv/packages/image.qcow2", State::BrokenOff, 2'361'393'152, "the context has gone");
    add(0, "/srv/packages/image.qcow2", State::Sending, 2'361'393'152, "");
    serving.sentFiles = 3;
    serving.sentBytes = 18'928'181;
    scene.engine.setServing(serving);
    scene.draw(u"serving"_s, &dialog);
    serving.failure = Error::fromErrno("/srv/old", ENOENT);
    scene.engine.setServing(serving);
    scene.draw(u"serving-failure"_s, &dialog);
}

}  // namespace

std::span<const Scene> programScenes()
{
    static constexpr Scene Scenes[] = {
        {"attach", drawAttachDialog},    {"attached", drawAttached}, {"attaching", drawAttaching},
        {"add-context", drawAddContext}, {"scripts", drawScripts},   {"serving", drawServing},
    };
    return Scenes;
}

}  // namespace rz::test
