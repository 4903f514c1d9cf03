#pragma once

#include "app/common/theme.h"
#include "app/window/main_window.h"
#include "tests/gui/support/fake_engine.h"
#include "tests/gui/support/fake_keyring.h"

#include <QAction>
#include <QSettings>
#include <QTemporaryDir>

namespace rz::test {

// The real window over a tree in memory, filled with what users have: hosts that are up, slow, lost and refused, long
// names, a log of every level. For pictures.
struct WindowScene {
    // A light one, of which no pictures are drawn.
    WindowScene() : WindowScene({}, {}, app::Appearance::Light) {}
    // `folder` is where draw() puts its pictures, `suffix` ends their names.
    WindowScene(const QString& folder, const QString& suffix, app::Appearance appearance);

    // Waits until layouts and timers are done, then draws the window, or only `what`.
    void draw(const QString& name, QWidget* what = nullptr);

    template <class T>
    T& find(const QString& name)
    {
        auto* found = window.findChild<T*>(name);
        if (found == nullptr)
            qFatal("no %s", qPrintable(name));
        return *found;
    }
    QAction& action(const QString& name) { return find<QAction>(name); }
    // The window as it is first seen on a screen that has no more room than that.
    void beginOn(QSize screen);
    // Chooses the row whose label begins so.
    void choose(const QString& label);
    // Types a call into the line of the calls page and runs it.
    FakeCall& typeCall(const QString& call);

    void fillTree();
    void fillLogs();
    void fillRoutesAndLinks();
    // A Python context, and what it imported.
    void fillModules();

    QString folder;
    QString suffix;
    QTemporaryDir settingsFolder;
    QSettings settings{settingsFolder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat};
    app::Theme theme;
    FakeEngine engine;
    FakeKeyring keyring{app::Keyring::State::Missing};
    std::unique_ptr<app::MainWindow> made;
    app::MainWindow& window;
    qt::NodeKey web{};
    qt::NodeKey root{};
    qt::NodeKey db{};
    qt::NodeKey bastion{};
    qt::NodeKey container{};

private:
    std::unique_ptr<app::MainWindow> makeWindow(app::Appearance appearance);
};

// A connection that was refused at its password, as the connector tells it.
connect::Story failedStory();
// One on its way: authentication waits for the user.
connect::Story runningStory();
connect::Story finishedStory();

// Results of functions as agents give them.
Value directoryValue();
Value factsValue();

}  // namespace rz::test
