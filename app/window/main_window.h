#pragma once

#include "app/common/context_directory.h"
#include "app/common/selection.h"
#include "app/connect/chain_suggestions.h"
#include "app/contexts/context_counts.h"
#include "app/prompts/prompt_centre.h"
#include "core/qt/engine_api.h"

#include <QMainWindow>

#include <memory>

class QAction;
class QDockWidget;
class QTabWidget;

namespace rz::app {

class Actions;
class ContextCommands;
class ContextModel;
class ContextsPane;
class PathBar;
class PromptsPane;
class QuickConnect;
class Theme;
class WindowLayout;

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

    void openConnectDialog(qt::NodeKey under);
    ChainSources chainSources() const;
    void rememberChain(const connect::Chain& chain);
    void start(qt::NodeKey under, const connect::Chain& chain);
    void showStarted(qt::NodeKey node);
    void leaveConnectionPage(const qt::TreeChanges& changes);
    void openOldestQuestion();
    void showQuestionCount();
    void showTitle();
    void showAbout();
    void goTo(QDockWidget* pane);

    void arrangePanes();

    qt::EngineApi& m_engine;
    Theme& m_theme;
    QSettings& m_settings;
    ContextDirectory m_contexts;
    ContextCounts m_counts;
    Selection m_selection;
    PromptCentre m_prompts;
    Actions* m_actions;
    ContextCommands* m_commands;
    ContextModel* m_model;
    QuickConnect* m_quickConnect = nullptr;
    PathBar* m_pathBar = nullptr;
    QTabWidget* m_pages = nullptr;
    QWidget* m_overview = nullptr;
    QWidget* m_calls = nullptr;
    QWidget* m_connection = nullptr;
    ContextsPane* m_contextsPane = nullptr;
    PromptsPane* m_promptsPane = nullptr;
    QDockWidget* m_contextsDock = nullptr;
    QDockWidget* m_logsDock = nullptr;
    QDockWidget* m_routesDock = nullptr;
    QDockWidget* m_statsDock = nullptr;
    QDockWidget* m_promptsDock = nullptr;
    std::unique_ptr<WindowLayout> m_layout;
    std::optional<qt::NodeKey> m_started;  // its connection page was opened for the user
};

}  // namespace rz::app
