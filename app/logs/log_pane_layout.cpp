// How the log pane looks and is wired; what it does is in log_pane.cpp.
#include "app/common/context_directory.h"
#include "app/common/empty_state.h"
#include "app/common/filter_edit.h"
#include "app/common/icons.h"
#include "app/common/pane_button.h"
#include "app/common/selection.h"
#include "app/common/style.h"
#include "app/common/tab_order.h"
#include "app/logs/log_delegate.h"
#include "app/logs/log_finder.h"
#include "app/logs/log_level_text.h"
#include "app/logs/log_model.h"
#include "app/logs/log_pane.h"
#include "app/logs/log_view.h"

#include <QAction>
#include <QComboBox>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace rz::app {
void LogPane::makeActions()
{
    const auto make = [this](const QString& name, const QString& text, const QKeySequence& keys = {}) {
        auto* action = new QAction(text, this);
        action->setObjectName(name);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        addAction(action);
        return action;
    };
    const auto makeToggle = [&make](const QString& name, const QString& text, const QKeySequence& keys = {}) {
        QAction* action = make(name, text, keys);
        action->setCheckable(true);
        return action;
    };
    m_matchCase = makeToggle(u"matchCase"_s, tr("Match case"));
    m_matchCase->setIconText(u"Aa"_s);
    describeAction(m_matchCase, tr("Tell capital and small letters apart"));
    m_regex = makeToggle(u"regex"_s, tr("Regular expression"));
    m_regex->setIconText(u".*"_s);
    describeAction(m_regex, tr("The text is a regular expression, as in Perl"));
    m_onlyMatches = makeToggle(u"onlyMatches"_s, tr("Only matching lines"));
    m_onlyMatches->setIcon(icon(u"filter"));
    m_onlyMatches->setChecked(true);
    describeAction(m_onlyMatches, tr("Show only the lines that match; otherwise they are marked among the others"));
    m_findNext = make(u"findNext"_s, tr("Find next"), QKeySequence(QKeySequence::FindNext));
    m_findPrevious = make(u"findPrevious"_s, tr("Find previous"), QKeySequence(QKeySequence::FindPrevious));

    m_follow = makeToggle(u"follow"_s, tr("Follow"));
    m_follow->setIcon(icon(u"follow"));
    m_follow->setChecked(true);
    describeAction(m_follow, tr("Keep the newest line in sight"));
    m_pause = makeToggle(u"pause"_s, tr("Pause"), QKeySequence(Qt::Key_Pause));
    m_pause->setIcon(icon(u"pause"));
    describeAction(m_pause, tr("Let new lines wait; none is lost"));
    m_clear = make(u"clear"_s, tr("Clear"), QKeySequence(Qt::CTRL | Qt::Key_L));
    m_clear->setIcon(icon(u"clear"));
    describeAction(m_clear, tr("Forget all lines"));
    m_save = make(u"save"_s, tr("Save shown lines…"), QKeySequence(QKeySequence::Save));
    m_save->setIcon(icon(u"save"));
    describeAction(m_save, tr("Save the shown lines to a file"));
    m_showDetails = makeToggle(u"details"_s, tr("Details"), QKeySequence(Qt::CTRL | Qt::Key_D));
    m_showDetails->setIcon(icon(u"details"));
    describeAction(m_showDetails, tr("Show all of the chosen line below"));

    m_copy = make(u"copy"_s, tr("Copy"), QKeySequence(QKeySequence::Copy));
    m_copyText = make(u"copyText"_s, tr("Copy only the text"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C));
    m_chooseContext = make(u"chooseContext"_s, tr("Show this context"));
    m_onlyThisContext = make(u"onlyThisContext"_s, tr("Show only this context"));
    m_showAll = make(u"showAll"_s, tr("Show all lines"));
    m_copy->setIcon(icon(u"copy"));
}

QWidget* LogPane::makeTopBar()
{
    m_scope->setObjectName(u"scope"_s);
    m_scope->setAccessibleName(tr("Contexts"));
    m_scope->setToolTip(tr("Whose lines are shown"));
    m_scope->addItems({tr("All contexts"), QString(), QString()});
    m_scope->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_scope->setMinimumContentsLength(18);
    m_level->setObjectName(u"level"_s);
    m_level->setAccessibleName(tr("Level"));
    m_level->setToolTip(tr("The lowest level that is shown"));
    m_level->addItems(
        {tr("All levels"), tr("Debug and above"), tr("Info and above"), tr("Warnings and above"), tr("Errors")});
    m_filter->setMinimumWidth(40 * Space);

    auto* bar = new QWidget(this);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(2 * Space, Space, Space, 0);
    row->setSpacing(Space);
    row->addWidget(m_filter, 1);
    for (QAction* action : {m_matchCase, m_regex, m_onlyMatches})
        row->addWidget(makePaneButton(action, bar));
    row->addSpacing(Space);
    row->addWidget(m_scope);
    row->addWidget(m_level);
    row->addSpacing(Space);
    for (QAction* action : {m_follow, m_pause, m_showDetails, m_clear, m_save})
        row->addWidget(makePaneButton(action, bar));
    QList<QWidget*> inOrder;
    for (int i = 0; i < row->count(); ++i) {
        if (QWidget* widget = row->itemAt(i)->widget())
            inOrder << widget;
    }
    tabThrough(inOrder);
    return bar;
}

void LogPane::layOut()
{
    m_view->setObjectName(u"log"_s);
    m_view->setAccessibleName(tr("Log"));
    m_view->setItemDelegate(m_delegate);
    m_view->setModel(m_model);
    QHeaderView* header = m_view->horizontalHeader();
    const QFontMetrics metrics = header->fontMetrics();
    header->resizeSection(LogModel::TimeColumn, metrics.horizontalAdvance(u"00:00:00.000"_s) + 4 * Space);
    header->resizeSection(LogModel::ContextColumn, 200);
    header->resizeSection(LogModel::LevelColumn,
                          metrics.horizontalAdvance(logLevelText(LogLevel::Warning)) + 4 * Space);
    header->resizeSection(LogModel::LoggerColumn, 120);

    m_problem->setObjectName(u"filterProblem"_s);
    m_problem->setContentsMargins(2 * Space, 0, 2 * Space, 0);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setForegroundRole(QPalette::BrightText);  // danger
    m_problem->hide();
    m_status->setObjectName(u"logStatus"_s);
    m_status->setTextFormat(Qt::PlainText);
    m_status->setContentsMargins(2 * Space, 0, 2 * Space, Space);

    m_details->setObjectName(u"logDetails"_s);
    m_detailsHead->setTextFormat(Qt::PlainText);
    m_detailsHead->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_detailsText->setObjectName(u"detailsText"_s);
    m_detailsText->setAccessibleName(tr("The chosen line"));
    m_detailsText->setReadOnly(true);
    m_detailsText->setFrameShape(QFrame::NoFrame);
    m_detailsText->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    auto* details = new QVBoxLayout(m_details);
    details->setContentsMargins(2 * Space, Space, 0, 0);
    details->setSpacing(Space);
    details->addWidget(m_detailsHead);
    details->addWidget(m_detailsText);
    m_details->hide();

    auto* lines = new QSplitter(Qt::Vertical, this);
    lines->setObjectName(u"logSplitter"_s);
    lines->setChildrenCollapsible(false);
    lines->addWidget(m_view);
    lines->addWidget(m_details);
    lines->setStretchFactor(0, 3);
    lines->setStretchFactor(1, 1);
    for (QWidget* page :
         {static_cast<QWidget*>(lines), static_cast<QWidget*>(m_empty), static_cast<QWidget*>(m_noMatch)})
        m_pages->addWidget(page);
    m_noMatch->setAction(m_showAll);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Space);
    QWidget* bar = makeTopBar();
    layout->addWidget(bar);
    layout->addWidget(m_problem);
    layout->addWidget(m_pages, 1);
    layout->addWidget(m_status);
    tabThrough({bar, m_view, m_detailsText});
}

void LogPane::connectAll()
{
    m_view->setContextMenuPolicy(Qt::ActionsContextMenu);
    auto* separator = new QAction(this);
    separator->setSeparator(true);
    m_view->addActions({m_copy, m_copyText, separator, m_chooseContext, m_onlyThisContext});

    connect(m_filter, &QLineEdit::textChanged, this, &LogPane::applyPattern);
    for (QAction* action : {m_matchCase, m_regex, m_onlyMatches})
        connect(action, &QAction::toggled, this, &LogPane::applyPattern);
    connect(m_level, &QComboBox::currentIndexChanged, this, &LogPane::applyCriteria);
    connect(m_scope, &QComboBox::currentIndexChanged, this, &LogPane::applyCriteria);
    connect(&m_selection, &Selection::changed, this, [this] {
        fillScopes();
        if (m_scope->currentIndex() > 0)
            applyCriteria();
    });
    connect(&m_contexts, &ContextDirectory::changed, this, &LogPane::fillScopes);
    // Lines may come before the context that wrote them is known.
    connect(&m_contexts, &ContextDirectory::identified, this, [this](ContextId id) {
        if (m_model->store().origins().contains(id) && !m_model->criteria().acceptsAll())
            applyCriteria();
    });

    connect(m_findNext, &QAction::triggered, this, [this] { findNext(true); });
    connect(m_findPrevious, &QAction::triggered, this, [this] { findNext(false); });
    connect(m_finder, &LogFinder::found, this, &LogPane::showFound);
    connect(m_finder, &LogFinder::notFound, this, [this] {
        m_note = tr("Not found");
        showStatus();
    });

    connect(m_follow, &QAction::toggled, m_view, &LogView::setFollowing);
    connect(m_view, &LogView::followingChanged, m_follow, &QAction::setChecked);
    connect(m_pause, &QAction::toggled, this, [this](bool paused) {
        m_model->setPaused(paused);
        showStatus();
    });
    connect(m_clear, &QAction::triggered, m_model, &LogModel::clear);
    connect(m_save, &QAction::triggered, this, &LogPane::save);
    connect(m_copy, &QAction::triggered, this, [this] { copy(false); });
    connect(m_copyText, &QAction::triggered, this, [this] { copy(true); });
    connect(m_showAll, &QAction::triggered, this, &LogPane::showAllLines);
    connect(m_showDetails, &QAction::toggled, this, &LogPane::showDetails);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &LogPane::showDetails);
    connect(m_view, &QAbstractItemView::activated, this,
            [this](const QModelIndex& index) { chooseContextOf(index.row()); });
    connect(m_chooseContext, &QAction::triggered, this, [this] { chooseContextOf(m_view->currentIndex().row()); });
    connect(m_onlyThisContext, &QAction::triggered, this, [this] {
        chooseContextOf(m_view->currentIndex().row());
        m_scope->setCurrentIndex(2);
    });
    connect(m_model, &LogModel::progressed, this, [this] {
        showStatus();
        showContent();
    });
}

}  // namespace rz::app
