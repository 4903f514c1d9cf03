// How the page of calls looks and is wired; what it does is in calls_page.cpp.
#include "app/calls/call_history.h"
#include "app/calls/call_list_model.h"
#include "app/calls/calls_page.h"
#include "app/calls/function_form.h"
#include "app/calls/function_list.h"
#include "app/calls/result_pane.h"
#include "app/calls/two_line_delegate.h"
#include "app/common/context_directory.h"
#include "app/common/empty_state.h"
#include "app/common/file_chooser.h"
#include "app/common/icons.h"
#include "app/common/selection.h"
#include "app/common/style.h"
#include "app/common/tab_order.h"
#include "app/common/undo_bar.h"

#include <QAction>
#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

QListView* makeList(const QString& name, const QString& title, QAbstractItemModel* model, TwoLineDelegate* delegate)
{
    auto* list = new QListView;
    list->setObjectName(name);
    list->setAccessibleName(title);
    list->setModel(model);
    list->setItemDelegate(delegate);
    delegate->setParent(list);
    list->setFrameShape(QFrame::NoFrame);
    list->setUniformItemSizes(true);
    list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list->setContextMenuPolicy(Qt::ActionsContextMenu);
    return list;
}

// The list, or while it is empty a word on what would be in it.
QWidget* withHint(QListView* list, const QString& hint)
{
    auto* label = new QLabel(hint);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setWordWrap(true);
    label->setAlignment(Qt::AlignTop | Qt::AlignHCenter);
    label->setContentsMargins(Margin, Margin, Margin, Margin);
    auto* pages = new QStackedWidget;
    pages->addWidget(label);
    pages->addWidget(list);
    const QAbstractItemModel* model = list->model();
    const auto follow = [pages, model] { pages->setCurrentIndex(model->rowCount() == 0 ? 0 : 1); };
    QObject::connect(model, &QAbstractItemModel::rowsInserted, pages, follow);
    QObject::connect(model, &QAbstractItemModel::rowsRemoved, pages, follow);
    QObject::connect(model, &QAbstractItemModel::modelReset, pages, follow);
    follow();
    return pages;
}

QSplitter* makeSplitter(Qt::Orientation orientation, const QString& name)
{
    auto* splitter = new QSplitter(orientation);
    splitter->setObjectName(name);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(Space);
    return splitter;
}

QAction* makeAction(QWidget* owner, const QString& name, const QString& text)
{
    auto* action = new QAction(text, owner);
    action->setObjectName(name);
    return action;
}

}  // namespace

QWidget* CallsPage::makeLineBar()
{
    m_line = new QLineEdit(this);
    m_line->setObjectName(u"callLine"_s);
    m_line->setAccessibleName(tr("Type a call"));
    m_line->setToolTip(tr("A function and its arguments in JSON; Enter runs it, Up brings back earlier calls"));
    m_line->setClearButtonEnabled(true);
    m_line->installEventFilter(this);
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    m_line->setFont(fixed);
    m_runLine = new QPushButton(icon(u"run"), tr("Run"), this);
    m_runLine->setObjectName(u"runLine"_s);
    m_runLine->setAutoDefault(false);
    m_runLine->setAccessibleName(tr("Run the typed call"));
    m_runLine->setToolTip(tr("Run the typed call (Enter)"));
    m_lineProblem = new QLabel(this);
    m_lineProblem->setObjectName(u"callLineProblem"_s);
    m_lineProblem->setTextFormat(Qt::PlainText);
    m_lineProblem->setForegroundRole(QPalette::BrightText);  // danger
    m_lineProblem->hide();

    auto* bar = new QWidget(this);
    auto* layout = new QVBoxLayout(bar);
    layout->setContentsMargins(Margin, 2 * Space, Margin, Space);
    layout->setSpacing(Space);
    auto* row = new QHBoxLayout;
    row->addWidget(m_line, 1);
    row->addWidget(m_runLine);
    layout->addLayout(row);
    layout->addWidget(m_lineProblem);
    return bar;
}

QWidget* CallsPage::makeFormPanel()
{
    m_signature = new QLabel(this);
    m_signature->setObjectName(u"signature"_s);
    m_signature->setTextFormat(Qt::PlainText);
    m_signature->setWordWrap(true);
    m_signature->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_signature->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_form = new FunctionForm(m_files, this);
    m_runForm = new QPushButton(icon(u"run"), tr("Run"), this);
    m_runForm->setObjectName(u"runForm"_s);
    m_runForm->setAutoDefault(false);

    auto* panel = new QWidget(this);
    auto* layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, Space, 0, 2 * Space);
    layout->setSpacing(Space);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(Margin, 0, Margin, 0);
    head->addWidget(m_signature, 1);
    head->addWidget(m_runForm, 0, Qt::AlignTop);
    layout->addLayout(head);
    layout->addWidget(m_form, 1);

    m_noFunction = new EmptyState(u"page-calls"_s, tr("No function chosen"),
                                  tr("Choose one on the left; its parameters are filled in here."), this);
    m_formPages = new QStackedWidget(this);
    m_formPages->addWidget(m_noFunction);
    m_formPages->addWidget(panel);
    return m_formPages;
}

QWidget* CallsPage::makeHistory()
{
    m_historyList = makeList(u"history"_s, tr("History"), &m_history,
                             new TwoLineDelegate(CallHistory::DetailRole, TwoLineDelegate::States::None));
    m_editEntry = makeAction(m_historyList, u"editEntry"_s, tr("Edit and run"));
    m_removeEntry = makeAction(m_historyList, u"removeEntry"_s, tr("Remove"));
    m_removeEntry->setShortcut(QKeySequence::Delete);
    m_removeEntry->setShortcutContext(Qt::WidgetShortcut);
    m_clearHistory = makeAction(m_historyList, u"clearHistory"_s, tr("Clear the history"));
    m_historyList->addActions({m_editEntry, m_removeEntry, m_clearHistory});
    m_undoClear = makeAction(this, u"undoClear"_s, tr("Undo"));
    m_undoClear->setIcon(icon(u"undo"));
    m_undoClear->setToolTip(tr("Bring back the calls that were cleared"));
    m_undoClear->setEnabled(m_history.isCleared());
    auto* undo = new UndoBar(m_undoClear, this);
    undo->setText(tr("The history was cleared."));
    auto* panel = new QWidget(this);
    auto* layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(withHint(m_historyList, tr("Calls are remembered here from run to run, without their secrets.")),
                      1);
    layout->addWidget(undo);
    return panel;
}

QWidget* CallsPage::makeCallsPanel()
{
    m_callList = makeList(u"calls"_s, tr("Calls"), m_calls,
                          new TwoLineDelegate(CallListModel::DetailRole, TwoLineDelegate::States::Shown));
    m_removeFinished = makeAction(m_callList, u"removeFinished"_s, tr("Remove finished calls"));
    m_callList->addAction(m_removeFinished);

    m_listTabs = new QTabBar(this);
    m_listTabs->setObjectName(u"callTabs"_s);
    m_listTabs->setDrawBase(false);
    m_listTabs->setExpanding(false);
    m_listTabs->addTab(tr("Calls"));
    m_listTabs->addTab(tr("History"));
    m_lists = new QStackedWidget(this);
    m_lists->addWidget(withHint(m_callList, tr("The calls of this run are listed here.")));
    m_lists->addWidget(makeHistory());
    auto* panel = new QWidget(this);
    auto* layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_listTabs);
    layout->addWidget(m_lists, 1);
    return panel;
}

void CallsPage::layOut()
{
    QWidget* line = makeLineBar();
    m_functions = new FunctionList(this);
    QWidget* calls = makeCallsPanel();
    QWidget* form = makeFormPanel();
    m_result = new ResultPane(m_files, this);
    auto* lists = makeSplitter(Qt::Vertical, u"listSplitter"_s);
    lists->addWidget(m_functions);
    lists->addWidget(calls);
    lists->setSizes({300, 200});
    lists->setStretchFactor(0, 3);
    lists->setStretchFactor(1, 2);
    auto* work = makeSplitter(Qt::Vertical, u"formSplitter"_s);
    work->addWidget(form);
    work->addWidget(m_result);
    work->setSizes({200, 300});
    work->setStretchFactor(1, 1);
    auto* all = makeSplitter(Qt::Horizontal, u"functionSplitter"_s);
    all->addWidget(lists);
    all->addWidget(work);
    all->setSizes({270, 830});
    all->setStretchFactor(1, 1);
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(line);
    column->addWidget(all, 1);
    // On a screen that is too small for all of it.
    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidgetResizable(true);
    scroll->setWidget(content);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);
    tabThrough({line, m_functions, calls});
    orderTabs();
}

void CallsPage::orderTabs()
{
    tabThrough({m_lists, m_form, m_runForm, m_result});
}

void CallsPage::connectAll()
{
    connect(&m_selection, &Selection::changed, this, [this](qt::NodeKey node) {
        m_node = node;
        m_loaded.reset();
        load();
    });
    connect(&m_contexts, &ContextDirectory::changed, this, &CallsPage::contextsChanged);
    connect(m_functions, &FunctionList::chosen, this, &CallsPage::showFunction);
    connect(m_functions, &FunctionList::activated, m_form, &FunctionForm::focusFirst);

    connect(m_line, &QLineEdit::returnPressed, this, &CallsPage::runLine);
    connect(m_line, &QLineEdit::textEdited, m_lineProblem, &QWidget::hide);
    connect(m_runLine, &QPushButton::clicked, this, &CallsPage::runLine);
    connect(m_runForm, &QPushButton::clicked, this, &CallsPage::runForm);
    for (const auto key : {Qt::Key_Return, Qt::Key_Enter}) {
        auto* shortcut =
            new QShortcut(QKeySequence(Qt::CTRL | key), this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, [this] {
            if (m_line->hasFocus())
                runLine();
            else
                runForm();
        });
    }

    connect(m_listTabs, &QTabBar::currentChanged, m_lists, &QStackedWidget::setCurrentIndex);
    connect(m_callList->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& current) { m_result->setRun(m_calls->runAt(current.row())); });
    connect(m_removeFinished, &QAction::triggered, m_calls, &CallListModel::removeFinished);
    connect(m_result, &ResultPane::againWanted, this, &CallsPage::runAgain);
    connect(m_result, &ResultPane::editWanted, this, [this](CallRun& run) { edit(run.line()); });

    connect(m_historyList, &QAbstractItemView::activated, this,
            [this](const QModelIndex& index) { editHistory(index.row()); });
    connect(m_editEntry, &QAction::triggered, this, [this] { editHistory(m_historyList->currentIndex().row()); });
    connect(m_removeEntry, &QAction::triggered, this, [this] {
        if (m_historyList->currentIndex().isValid())
            m_history.remove(m_historyList->currentIndex().row());
    });
    connect(m_clearHistory, &QAction::triggered, &m_history, &CallHistory::clear);
    connect(m_undoClear, &QAction::triggered, &m_history, &CallHistory::undoClear);
    connect(&m_history, &CallHistory::clearedChanged, this, [this] { m_undoClear->setEnabled(m_history.isCleared()); });
    connect(&m_history, &CallHistory::notWritten, this, [this](const QString& problem) {
        m_lineProblem->setText(problem);
        m_lineProblem->show();
    });
}

}  // namespace rz::app
