// Connecting: the line, the dialog with its lists of targets, and the menus.
#include "tests/gui/pictures/scenes.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QComboBox>
#include <QDialog>
#include <QLineEdit>
#include <QMenu>
#include <QTest>

using namespace Qt::StringLiterals;

namespace rz::test {
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
    QTest::keyClick(&scene.find<QComboBox>(u"python_pathControl"_s), Qt::Key_Down);
    scene.draw(u"connect-python"_s, &dialog);
    QTest::keyClick(&scene.find<QComboBox>(u"python_pathControl"_s), Qt::Key_Up);
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

}  // namespace

std::span<const Scene> connectingScenes()
{
    static constexpr Scene Scenes[] = {
        {"welcome", drawWelcome},       {"connect", drawConnectDialog},
        {"candidates", drawCandidates}, {"connect-menus", drawConnectMenus},
        {"methods", drawMethods},
    };
    return Scenes;
}

}  // namespace rz::test
