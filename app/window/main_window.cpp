#include "app/window/main_window.h"

#include "app/calls/calls_page.h"
#include "app/common/icons.h"
#include "app/common/node_label.h"
#include "app/common/style.h"
#include "app/common/theme.h"
#include "app/connect/ssh_hosts.h"
#include "app/contexts/context_model.h"
#include "app/contexts/contexts_pane.h"
#include "app/contexts/node_text.h"
#include "app/contexts/overview_page.h"
#include "app/hosts/hosts_pane.h"
#include "app/logs/log_pane.h"
#include "app/prompts/prompt_sheet.h"
#include "app/prompts/prompts_pane.h"
#include "app/routes/routes_pane.h"
#include "app/serving/serving_dialog.h"
#include "app/stats/stats_pane.h"
#include "app/story/story_page.h"
#include "app/transfers/quit_question.h"
#include "app/transfers/transfers_pane.h"
#include "app/window/actions.h"
#include "app/window/attaching.h"
#include "app/window/connecting.h"
#include "app/window/context_commands.h"
#include "app/window/path_bar.h"
#include "app/window/quick_connect.h"
#include "app/window/removed_choice.h"
#include "app/window/status_summary.h"
#include "app/window/transferring.h"
#include "app/window/window_layout.h"
#include "app/window/window_menus.h"
#include "app/workspace/restore_bar.h"
#include "app/workspace/workspace_menu.h"

#include <QAbstractItemView>
#include <QActionGroup>
#include <QCloseEvent>
#include <QDockWidget>
#include <QMenuBar>
#include <QMessageBox>
#include <QScreen>
#include <QSettings>
#include <QStatusBar>
#include <QTabWidget>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr QSize MainWindowSize(1280, 820);
// What the pages in the centre want beside the contexts and above the panes; those get what is left, within these bounds.
constexpr QSize PagesSize(840, 564);
constexpr int LeastContextsWidth = 300;
constexpr int MostContextsWidth = 440;
constexpr int LeastBottomHeight = 148;
constexpr int MostBottomHeight = 256;
constexpr QSize AboutIcon(64, 64);
constexpr std::chrono::milliseconds NoteTime(10'000);

const auto AppearanceKey = u"appearance"_s;

}  // namespace

MainWindow::MainWindow(qt::EngineApi& engine, Theme& theme, Keyring& keyring, QSettings& settings)
    : m_engine(engine),
      m_theme(theme),
      m_settings(settings),
      m_files(settings),
      m_contexts(engine),
      m_counts(engine),
      m_prompts(engine, m_contexts, keyring, settings),
      m_hosts(m_files.hosts(), userSshConfig()),
      m_callHistory(m_files.calls(), m_files.areOurs() ? CallHistory::Access::ReadWrite : CallHistory::Access::Read),
      m_transfers(engine, m_contexts, settings, m_files.transfers(), this),
      m_workspace(engine, m_prompts, settings, m_files.workspace()),
      m_actions(new Actions(this)),
      m_commands(new ContextCommands({engine, m_contexts, m_selection, m_prompts, *m_actions}, this)),
      m_connecting(new Connecting({engine, m_contexts, m_selection, *m_commands, m_hosts, *m_actions, settings}, this)),
      m_transferring(new Transferring({m_transfers, m_selection, *m_actions}, this)),
      m_attaching(new Attaching({engine, m_contexts, m_selection, m_prompts, *m_actions}, this)),
      m_workspaceMenu(new WorkspaceMenu(m_workspace, this)),
      m_model(new ContextModel(engine, this))
{
    setObjectName(u"mainWindow"_s);
    setDockOptions(AnimatedDocks | AllowNestedDocks | AllowTabbedDocks);
    new RemovedChoice(m_contexts, m_selection, this);
    // In the order in which Tab goes through them.
    makeToolBar();
    makeContextsPane();
    makePages();
    makePanes();
    new StatusSummary({m_engine, m_counts, m_prompts, m_files, m_actions->oldestQuestion, m_actions->scripts},
                      statusBar());
    new PromptSheet(m_prompts, this, m_quickConnect);
    fillMenus(*menuBar(),
              {*m_actions,
               {m_contextsDock, m_hostsDock, m_logsDock, m_routesDock, m_statsDock, m_transfersDock, m_promptsDock},
               m_connecting->fromDesktop(),
               m_connecting->fromChosen(),
               *m_workspaceMenu,
               *m_contextsPane->columnsMenu(),
               m_settings});
    wireActions();
    wireAppearance();
    wireGoing();
    connect(&m_selection, &Selection::changed, this, &MainWindow::showTitle);
    connect(&m_contexts, &ContextDirectory::changed, this, &MainWindow::leaveConnectionPage);
    connect(&m_contexts, &ContextDirectory::changed, this, &MainWindow::showTitle);
    connect(&m_prompts, &PromptCentre::opened, this, &MainWindow::showQuestionCount);
    connect(&m_prompts, &PromptCentre::closed, this, &MainWindow::showQuestionCount);
    connect(&m_prompts, &PromptCentre::notKept, this, [this](const QString& /*question*/, const QString& reason) {
        note(tr("The keyring did not keep an answer: %1").arg(reason));
    });
    connect(&m_transfers, &TransferQueue::countChanged, this, &MainWindow::showTransferCount);
    connect(m_transferring, &Transferring::added, this, [this](const Transfer* added) { showTransfer(*added); });
    connect(m_workspaceMenu, &WorkspaceMenu::noted, this, &MainWindow::note);
    connect(m_commands, &ContextCommands::started, this, &MainWindow::showStarted);
    connect(m_attaching, &Attaching::started, this, &MainWindow::showStarted);
    showTitle();
    showQuestionCount();
    resize(MainWindowSize.boundedTo(screen()->availableSize()));
    arrangePanes();
    m_layout = std::make_unique<WindowLayout>(*this, settings);
    m_layout->restore();
}

// Widgets go before the models, the selection and the questions they look at.
MainWindow::~MainWindow()
{
    hide();
    qDeleteAll(findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly));
}

void MainWindow::makeToolBar()
{
    auto* bar = addToolBar(tr("Connect"));
    bar->setObjectName(u"connectBar"_s);
    bar->setMovable(false);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    bar->toggleViewAction()->setVisible(false);
    m_quickConnect = new QuickConnect(bar);
    m_quickConnect->setSources(m_connecting->sources());
    bar->addWidget(m_quickConnect);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->addAction(m_actions->connectNew);
    bar->addAction(m_actions->transferFiles);
    bar->addAction(m_actions->oldestQuestion);
    m_connecting->addTo(*bar);
    connect(m_connecting, &Connecting::sourcesChanged, m_quickConnect,
            [this] { m_quickConnect->setSources(m_connecting->sources()); });
    connect(m_quickConnect, &QuickConnect::chosen, this, &MainWindow::connectChain);
}

void MainWindow::makePages()
{
    m_pathBar = new PathBar(m_contexts, m_selection, this);
    m_pages = new QTabWidget(this);
    auto* overview = new OverviewPage(m_engine, m_contexts, m_counts, m_selection, this);
    overview->setRemedies({m_actions->cancelConnect, m_actions->survey, m_actions->addContext, m_actions->reconnect,
                           m_actions->showConnection, m_actions->forget});
    overview->setConnectAction(m_actions->connectNew);
    auto* story = new StoryPage(m_engine, m_contexts, m_selection, this);
    story->setRemedies({m_actions->reconnect});
    m_overview = overview;
    m_calls = new CallsPage(m_engine, m_contexts, m_selection, m_callHistory, this);
    m_connection = story;

    m_pages->setObjectName(u"pages"_s);
    m_pages->setDocumentMode(true);
    m_pages->addTab(m_overview, icon(u"page-overview"), tr("Overview"));
    m_pages->addTab(m_calls, icon(u"page-calls"), tr("Calls"));
    m_pages->addTab(m_connection, icon(u"page-connection"), tr("Connection"));

    auto* centre = new QWidget(this);
    auto* layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(new RestoreBar(m_workspace, centre));
    layout->addWidget(m_pathBar);
    layout->addWidget(m_pages);
    setCentralWidget(centre);
}

void MainWindow::makeContextsPane()
{
    m_contextsPane = new ContextsPane(*m_model, m_selection, this);
    m_contextsPane->setConnectAction(m_actions->connectNew);
    m_contextsPane->setMenu({m_actions->connectChild, m_connecting->fromChosen().menuAction(), nullptr,
                             m_actions->reconnect, m_actions->disconnectContext, m_actions->cancelConnect, nullptr,
                             m_actions->attach, m_actions->survey, m_actions->addContext, nullptr,
                             m_actions->transferFiles, nullptr, m_actions->copyChain, m_actions->saveHost,
                             m_actions->forget});
    m_contextsDock = addPane(Qt::LeftDockWidgetArea, u"contextsDock"_s, tr("Contexts"), m_contextsPane);
    connect(m_contextsPane, &ContextsPane::filesDropped, m_transferring, &Transferring::openDialog);
    connect(m_contextsPane, &ContextsPane::activated, m_actions->showOverview, &QAction::trigger);
    m_hostsPane = new HostsPane(m_hosts, [this] { return m_connecting->sources(); }, this);
    m_hostsDock = addPane(Qt::LeftDockWidgetArea, u"hostsDock"_s, tr("Hosts"), m_hostsPane);
    connect(m_hostsPane, &HostsPane::chosen, this, &MainWindow::connectChain);
}

void MainWindow::makePanes()
{
    m_logsDock = addPane(Qt::BottomDockWidgetArea, u"logsDock"_s, tr("Logs"),
                         new LogPane(m_engine, m_contexts, m_selection, this));
    m_routesDock = addPane(Qt::BottomDockWidgetArea, u"routesDock"_s, tr("Routes"),
                           new RoutesPane(m_engine, m_contexts, m_selection, this));
    m_statsDock = addPane(Qt::BottomDockWidgetArea, u"statsDock"_s, tr("Stats"),
                          new StatsPane(m_engine, m_contexts, m_selection, this));
    m_transfersPane = new TransfersPane(m_transfers, m_selection, m_actions->transferFiles, this);
    m_transfersDock = addPane(Qt::BottomDockWidgetArea, u"transfersDock"_s, tr("Transfers"), m_transfersPane);
    m_promptsPane = new PromptsPane(m_prompts, this);
    m_promptsDock = addPane(Qt::BottomDockWidgetArea, u"promptsDock"_s, tr("Prompts"), m_promptsPane);
}

QDockWidget* MainWindow::addPane(Qt::DockWidgetArea area, const QString& name, const QString& title, QWidget* content)
{
    auto* dock = new QDockWidget(title, this);
    dock->setObjectName(name);
    dock->setWidget(content);
    const auto others = findChildren<QDockWidget*>(QString(), Qt::FindDirectChildrenOnly);
    const auto there = std::ranges::find_if(
        others, [&](QDockWidget* other) { return other != dock && dockWidgetArea(other) == area; });
    addDockWidget(area, dock);
    // Side by side, even for a moment, they would need a wider window.
    if (there != others.end())
        tabifyDockWidget(*there, dock);
    // Told while the docks are being moved; looked at when they have been.
    for (const auto moved : {&QDockWidget::topLevelChanged, &QDockWidget::visibilityChanged})
        connect(dock, moved, this, &MainWindow::showPaneTitles, Qt::QueuedConnection);
    connect(dock, &QDockWidget::dockLocationChanged, this, &MainWindow::showPaneTitles, Qt::QueuedConnection);
    return dock;
}

// A pane that is one of several tabs has its title on its tab, and needs no second one above it.
void MainWindow::showPaneTitles()
{
    for (QDockWidget* dock : findChildren<QDockWidget*>(QString(), Qt::FindDirectChildrenOnly)) {
        const bool onTab = !dock->isFloating() && !tabifiedDockWidgets(dock).isEmpty();
        if (onTab == (dock->titleBarWidget() != nullptr))
            continue;
        QWidget* former = dock->titleBarWidget();
        dock->setTitleBarWidget(onTab ? new QWidget(dock) : nullptr);
        delete former;
    }
}

void MainWindow::wireActions()
{
    connect(m_actions->saveHost, &QAction::triggered, this, &MainWindow::saveHost);
    connect(m_actions->quickConnect, &QAction::triggered, m_quickConnect, &QuickConnect::focusLine);
    connect(m_actions->quit, &QAction::triggered, this, &QWidget::close);
    connect(m_actions->oldestQuestion, &QAction::triggered, this, &MainWindow::openOldestQuestion);
    connect(m_actions->forgetSecrets, &QAction::triggered, &m_prompts, &PromptCentre::forgetRunSecrets);
    connect(m_actions->serveFiles, &QAction::triggered, this, &MainWindow::openServing);
    connect(m_actions->about, &QAction::triggered, this, &MainWindow::showAbout);
    connect(m_actions->resetLayout, &QAction::triggered, this, [this] {
        m_layout->reset();
        arrangePanes();
    });
}

void MainWindow::wireAppearance()
{
    const QList<QAction*> choices = m_actions->appearance->actions();  // in the order of Appearance
    const int saved = m_settings.value(AppearanceKey, 0).toInt();
    m_theme.setAppearance(static_cast<Appearance>(std::clamp(saved, 0, 2)));
    choices[static_cast<int>(m_theme.appearance())]->setChecked(true);
    for (int i = 0; i < choices.size(); ++i) {
        connect(choices[i], &QAction::triggered, this, [this, i] {
            m_theme.setAppearance(static_cast<Appearance>(i));
            m_settings.setValue(AppearanceKey, i);
        });
    }
}

void MainWindow::wireGoing()
{
    const auto onMove = [this](QAction* action, ContextsPane::Step step) {
        connect(action, &QAction::triggered, m_contextsPane, [this, step] { m_contextsPane->move(step); });
    };
    onMove(m_actions->previousContext, ContextsPane::Step::Previous);
    onMove(m_actions->nextContext, ContextsPane::Step::Next);
    onMove(m_actions->parentContext, ContextsPane::Step::Parent);
    onMove(m_actions->childContext, ContextsPane::Step::Child);
    const auto onPage = [this](QAction* action, QWidget* page) {
        connect(action, &QAction::triggered, this, [this, page] { m_pages->setCurrentWidget(page); });
    };
    onPage(m_actions->showOverview, m_overview);
    onPage(m_actions->showCalls, m_calls);
    onPage(m_actions->showConnection, m_connection);
    const auto onPane = [this](QAction* action, QDockWidget* pane) {
        connect(action, &QAction::triggered, this, [this, pane] { goTo(pane); });
    };
    onPane(m_actions->goToContexts, m_contextsDock);
    onPane(m_actions->goToHosts, m_hostsDock);
    onPane(m_actions->goToLogs, m_logsDock);
    onPane(m_actions->goToRoutes, m_routesDock);
    onPane(m_actions->goToStats, m_statsDock);
    onPane(m_actions->goToTransfers, m_transfersDock);
    onPane(m_actions->goToPrompts, m_promptsDock);
}

void MainWindow::goTo(QDockWidget* pane)
{
    pane->show();
    pane->raise();
    QWidget* content = pane->widget();
    // What the pane is for: its list. Else its first control in the order of Tab.
    for (QAbstractItemView* view : content->findChildren<QAbstractItemView*>()) {
        if (view->isVisibleTo(content)) {
            view->setFocus(Qt::ShortcutFocusReason);
            return;
        }
    }
    QWidget* next = content;
    do
        next = next->nextInFocusChain();
    while (next != content && !(content->isAncestorOf(next) && next->isVisibleTo(content) &&
                                next->focusPolicy() & Qt::TabFocus && next->isEnabled()));
    next->setFocus(Qt::ShortcutFocusReason);
}

void MainWindow::connectChain(const connect::Chain& chain)
{
    m_connecting->start(qt::RootNode, chain);
}

void MainWindow::saveHost()
{
    const qt::NodeSnapshot* node = m_contexts.find(m_selection.current());
    if (node == nullptr)
        return;
    goTo(m_hostsDock);
    const QString name = node->identity.empty() ? nodeLabel(*node) : nodeIdentity(*node);
    m_hostsPane->saveChain(name, m_engine.chainOf(node->key));
}

void MainWindow::note(const QString& text)
{
    statusBar()->showMessage(text, static_cast<int>(NoteTime.count()));
}

// Whoever starts a connection wants to see how it goes, and when it is made, what it led to.
void MainWindow::showStarted(qt::NodeKey node)
{
    if (m_pages->currentWidget() != m_overview && m_pages->currentWidget() != m_connection)
        return;
    m_pages->setCurrentWidget(m_connection);
    m_started = node;
}

void MainWindow::leaveConnectionPage(const qt::TreeChanges& changes)
{
    if (!m_started)
        return;
    const auto changed =
        std::ranges::find_if(changes.changed, [this](const qt::NodeSnapshot& node) { return node.key == *m_started; });
    if (changed == changes.changed.end() || changed->state == qt::NodeState::Connecting)
        return;
    const bool stillThere = m_selection.current() == *m_started && m_pages->currentWidget() == m_connection;
    if (isUp(*changed) && stillThere)
        m_pages->setCurrentWidget(m_overview);
    m_started.reset();
}

void MainWindow::openOldestQuestion()
{
    if (!m_prompts.open().empty())
        m_prompts.bringForward(m_prompts.open().front().prompt.id);
}

void MainWindow::showQuestionCount()
{
    const int count = static_cast<int>(m_prompts.open().size());
    m_promptsDock->setWindowTitle(count == 0 ? tr("Prompts")
                                             : tr("Prompts (%1)", "number of open questions").arg(count));
    // Of the button; in the menu the panes have that name.
    m_actions->oldestQuestion->setIconText(count == 0 ? tr("Questions")
                                                      : tr("Questions (%1)", "number of open questions").arg(count));
}

void MainWindow::showTransferCount(int count)
{
    m_transfersDock->setWindowTitle(count == 0 ? tr("Transfers")
                                               : tr("Transfers (%1)", "number of those that are not over").arg(count));
}

// Whoever starts one wants to see how it goes, and goes on with what they did.
void MainWindow::showTransfer(const Transfer& transfer)
{
    m_transfersDock->show();
    m_transfersDock->raise();
    m_transfersPane->choose(transfer);
}

void MainWindow::showTitle()
{
    const qt::NodeKey chosen = m_selection.current();
    setWindowTitle(chosen == qt::RootNode ? tr("Rhizome")
                                          : tr("%1 – Rhizome", "window title").arg(m_contexts.path(chosen)));
}

void MainWindow::openServing()
{
    if (!m_serving)
        m_serving = new ServingDialog(m_engine, m_contexts, m_selection, this);
    m_serving->show();
    m_serving->raise();
    m_serving->activateWindow();
}

void MainWindow::showAbout()
{
    auto* box = new QMessageBox(QMessageBox::NoIcon, tr("About Rhizome"),
                                tr("Rhizome %1").arg(QCoreApplication::applicationVersion()), QMessageBox::Close, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(tr("Live trees of remote contexts, over anything that can start a process."));
    box->setIconPixmap(windowIcon().pixmap(AboutIcon, devicePixelRatioF()));
    box->setModal(false);
    box->show();
}

void MainWindow::closeAtOnce()
{
    m_asksToClose = false;
    close();
    m_asksToClose = true;
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (const int underWay = m_transfers.model().underWayCount(); underWay > 0 && m_asksToClose) {
        event->ignore();
        askToBreakOff(underWay, this, [this] { closeAtOnce(); });
        return;
    }
    m_layout->save();
    m_workspace.flush();
    m_transfers.flush();
    QMainWindow::closeEvent(event);
}

void MainWindow::arrangePanes()
{
    const QList<QDockWidget*> bottom{m_logsDock, m_routesDock, m_statsDock, m_transfersDock, m_promptsDock};
    for (QDockWidget* dock : QList<QDockWidget*>{m_contextsDock, m_hostsDock} + bottom) {
        dock->setFloating(false);
        dock->show();
    }
    addDockWidget(Qt::LeftDockWidgetArea, m_contextsDock);
    addDockWidget(Qt::LeftDockWidgetArea, m_hostsDock);
    tabifyDockWidget(m_contextsDock, m_hostsDock);
    for (QDockWidget* dock : bottom) {
        addDockWidget(Qt::BottomDockWidgetArea, dock);
        if (dock != m_logsDock)
            tabifyDockWidget(m_logsDock, dock);
    }
    setTabPosition(Qt::LeftDockWidgetArea, QTabWidget::North);
    setTabPosition(Qt::BottomDockWidgetArea, QTabWidget::North);
    m_contextsDock->raise();
    m_logsDock->raise();
    const QSize left = size() - PagesSize;
    const int contexts = std::clamp(left.width(), LeastContextsWidth, MostContextsWidth);
    m_contextsPane->fitColumns(contexts);
    resizeDocks({m_contextsDock}, {contexts}, Qt::Horizontal);
    resizeDocks({m_logsDock}, {std::clamp(left.height(), LeastBottomHeight, MostBottomHeight)}, Qt::Vertical);
}

}  // namespace rz::app
