#pragma once

#include "app/common/context_directory.h"
#include "app/common/selection.h"
#include "app/connect/chain_suggestions.h"
#include "core/qt/engine_api.h"

#include <QObject>

class QAction;
class QMenu;
class QSettings;
class QToolBar;
class QWidget;

namespace rz::app {

class Actions;
class ContextCommands;
class HostBook;
class MethodMenu;

// The ways to connect that the window has beside its quick line: the dialog, and menus of methods that open it. Knows what
// completes a chain, and remembers chains that were used.
class Connecting : public QObject {
    Q_OBJECT
public:
    struct Parts {
        qt::EngineApi& engine;
        const ContextDirectory& contexts;
        Selection& selection;
        ContextCommands& commands;
        HostBook& hosts;
        Actions& actions;
        QSettings& settings;
    };
    // Dialogs belong to `window`.
    Connecting(const Parts& parts, QWidget* window);

    ChainSources sources() const;
    void start(qt::NodeKey under, const connect::Chain& chain);
    // Empty: the method that is likeliest there.
    void openDialog(qt::NodeKey under, const QString& method = {});

    // Methods to connect by, from the desktop and from the chosen context.
    QMenu& fromDesktop() const;
    QMenu& fromChosen() const;
    // The drop-down list of the button that connects.
    void addTo(QToolBar& bar) const;

signals:
    void sourcesChanged();

private:
    void lookForPrograms(MethodMenu& menu, qt::NodeKey under);
    void remember(const connect::Chain& chain);
    QStringList ownMethods() const;
    QStringList methodsUnder(qt::NodeKey under) const;

    Parts m;
    QWidget* m_window;
    MethodMenu* m_fromDesktop;
    MethodMenu* m_fromChosen;
};

}  // namespace rz::app
