#pragma once

#include "app/calls/call_history.h"
#include "app/common/context_directory.h"
#include "app/common/selection.h"
#include "app/contexts/context_counts.h"
#include "app/hosts/host_book.h"
#include "app/prompts/prompt_centre.h"
#include "app/transfers/transfer_queue.h"
#include "app/window/kept_files.h"
#include "app/workspace/workspace.h"
#include "core/qt/engine_api.h"

#include <QMainWindow>
#include <QPointer>

#include <memory>

class QAction;
class QDockWidget;
class QTabWidget;

namespace rz::app {

class Actions;
class Attaching;
class Connecting;
class ContextCommands;
class ContextModel;
class ContextsPane;
class HostsPane;
class PathBar;
class PromptsPane;
class QuickConnect;
class ServingDialog;
class Theme;
class TransfersPane;
class Transferring;
class WindowLayout;
class WorkspaceMenu;

// The window: quick-connect line, contexts on the left, the page of the chosen context in the centre, panes below, status
// bar. It puts the parts together and remembers where they are; what they do is theirs.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    // All must outlive the window.
    MainWindow(qt::EngineApi& engine, Theme& theme, Keyring& keyring, QSettings& settings);
    ~MainWindow() override;

    // As if typed into the quick-connect line.
    void connectChain(const connect::Chain& chain);
    // What was connected when the last one ended is offered or made again, as the user chose. Once, when the window is seen.
    void beginWork() { m_workspace.begin(); }
    // Closes without asking: nobody may be there to answer.
    void closeAtOnce();

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    void makeToolBar();
    void makeContextsPane();
    void makePages();
    void makePanes();
    QDockWidget* addPane(Qt::DockWidgetArea area, const QString& name, const QString& title, QWidget* content);
    void showPaneTitles();
    void wireActions();
    void wireAppearance();
    void wireGoing();

    void saveHost();
    void note(const QString& text);
    void showStarted(qt::NodeKey node);
    void leaveConnectionPage(const qt::TreeChanges& changes);
    void openOldestQuestion();
    void showQuestionCount();
    void showTransferCount(int count);
    void showTransfer(const Transfer& transfer);
    void showTitle();
    void openServing();
    void showAbout();
    void goTo(QDockWidget* pane);

    void arrangePanes();

    qt::EngineApi& m_engine;
    Theme& m_theme;
    QSettings& m_settings;
    KeptFiles m_files;
    ContextDirectory m_contexts;
    ContextCounts m_counts;
    Selection m_selection;
    PromptCentre m_prompts;
    HostBook m_hosts;
    CallHistory m_callHistory;
    TransferQueue m_transfers;
    Workspace m_workspace;
    Actions* m_actions;
    ContextCommands* m_commands;
    Connecting* m_connecting;
    Transferring* m_transferring;
    Attaching* m_attaching;
    WorkspaceMenu* m_workspaceMenu;
    ContextModel* m_model;
    QuickConnect* m_quickConnect = nullptr;
    PathBar* m_pathBar = nullptr;
    QTabWidget* m_pages = nullptr;
    QWidget* m_overview = nullptr;
    QWidget* m_calls = nullptr;
    QWidget* m_connection = nullptr;
    ContextsPane* m_contextsPane = nullptr;
    HostsPane* m_hostsPane = nullptr;
    TransfersPane* m_transfersPane = nullptr;
    PromptsPane* m_promptsPane = nullptr;
    QDockWidget* m_contextsDock = nullptr;
    QDockWidget* m_hostsDock = nullptr;
    QDockWidget* m_logsDock = nullptr;
    QDockWidget* m_routesDock = nullptr;
    QDockWidget* m_statsDock = nullptr;
    QDockWidget* m_transfersDock = nullptr;
    QDockWidget* m_promptsDock = nullptr;
    QPointer<ServingDialog> m_serving;
    std::unique_ptr<WindowLayout> m_layout;
    bool m_asksToClose = true;
    std::optional<qt::NodeKey> m_started;  // its connection page was opened for the user
};

}  // namespace rz::app
