// Contexts: their overviews, how they were connected, many of them, and small windows.
#include "core/base/str.h"
#include "tests/gui/pictures/scenes.h"

#include <QMenu>
#include <QMenuBar>

using namespace Qt::StringLiterals;

namespace rz::test {
namespace {

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
    scene.typeCall(u"fs.list \"/etc\""_s).end(directoryValue());
    scene.window.findChild<QAction*>(u"editCall"_s)->trigger();
    scene.beginOn({1024, 600});
    scene.draw(u"small-calls"_s);
    scene.action(u"goToStats"_s).trigger();
    scene.window.resize(800, 480);
    scene.draw(u"smaller-calls"_s);
    scene.action(u"showConnection"_s).trigger();
    scene.choose(u"ssh bob@db1"_s);
    scene.draw(u"smaller-story"_s);
}

// What an evil context says of itself.
void drawEvilFacts(WindowScene& scene)
{
    scene.fillTree();
    scene.engine.change(scene.root, [](qt::NodeSnapshot& node) {
        node.identity = "<b>root</b>@\u202ehost\nweb1";
        for (int i = 0; i < 300; ++i)
            node.facts.set(Value(str("<u>fact</u> ", i)), Value("<img src='file:///etc/motd'>\x1b[31m"));
    });
    scene.choose(u"sudo"_s);
    scene.draw(u"overview-evil"_s);
}

void drawStories(WindowScene& scene)
{
    scene.fillTree();
    scene.action(u"showConnection"_s).trigger();
    scene.choose(u"ssh bob@db1"_s);
    scene.draw(u"story-failed"_s);
    scene.choose(u"ssh alice@web1"_s);
    scene.draw(u"story"_s);
    scene.engine.setStory(scene.container, runningStory());
    scene.choose(u"docker"_s);
    scene.draw(u"story-running"_s);
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

}  // namespace

std::span<const Scene> contextScenes()
{
    static constexpr Scene Scenes[] = {
        {"overviews", drawOverviews},  {"small", drawSmall}, {"stories", drawStories},
        {"evil-facts", drawEvilFacts}, {"menus", drawMenus}, {"many", drawMany},
    };
    return Scenes;
}

}  // namespace rz::test
