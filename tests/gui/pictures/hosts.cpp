// Saved hosts, and contexts of the last time.
#include "tests/gui/pictures/scenes.h"

#include <QDialog>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;

namespace rz::test {
namespace {

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

// Another process has the files beside the settings.
void drawNotKept(WindowScene& scene)
{
    FakeEngine engine;
    app::MainWindow second(engine, scene.theme, scene.keyring, scene.settings);
    second.show();
    second.resize(860, 600);
    scene.draw(u"not-kept"_s, &second);
}

}  // namespace

std::span<const Scene> hostScenes()
{
    static constexpr Scene Scenes[] = {
        {"hosts", drawHosts},
        {"restore", drawRestore},
        {"not-kept", drawNotKept},
    };
    return Scenes;
}

}  // namespace rz::test
