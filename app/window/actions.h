#pragma once

#include <QObject>

class QAction;
class QActionGroup;

namespace rz::app {

// Every action of the window, made here with its name, icon, shortcut and tooltip. What they do is wired by whoever owns
// it; which are possible is decided in context_commands.h.
class Actions : public QObject {
    Q_OBJECT
public:
    explicit Actions(QObject* parent);

    // How one lets go of what is chosen: contexts end, programs that we are attached to go on.
    enum class Leaving : std::uint8_t { Disconnect, Detach };
    void nameLeaving(Leaving leaving);

    // Contexts
    QAction* connectNew;
    QAction* quickConnect;
    QAction* connectChild;
    QAction* reconnect;
    QAction* disconnectContext;
    QAction* cancelConnect;
    QAction* attach;
    QAction* addContext;
    QAction* survey;
    QAction* share;
    QAction* scripts;
    QAction* transferFiles;
    QAction* serveFiles;
    QAction* copyChain;
    QAction* saveHost;
    QAction* forget;
    QAction* quit;

    // Going about
    QAction* previousContext;
    QAction* nextContext;
    QAction* parentContext;
    QAction* childContext;
    QAction* oldestQuestion;
    QAction* showOverview;
    QAction* showCalls;
    QAction* showConnection;
    QAction* goToContexts;
    QAction* goToHosts;
    QAction* goToLogs;
    QAction* goToRoutes;
    QAction* goToStats;
    QAction* goToTransfers;
    QAction* goToPrompts;

    // The window
    QAction* followSystem;
    QAction* lightScheme;
    QAction* darkScheme;
    QActionGroup* appearance;
    QAction* resetLayout;
    QAction* forgetSecrets;
    QAction* about;

private:
    struct Made {
        const char* name;
        QString text;
        QString icon;
        QString shortcut;
        QString toolTip;
    };
    QAction* make(const Made& made);
    void makeContextActions();
    void makeProgramActions();
    void makeGoActions();
    void makeWindowActions();
};

}  // namespace rz::app
