#include "app/transfers/transfers_pane.h"

#include "app/common/empty_state.h"
#include "app/common/filtered_table.h"
#include "app/common/selection.h"
#include "app/common/style.h"
#include "app/common/tab_order.h"
#include "app/common/table_actions.h"
#include "app/transfers/delete_question.h"
#include "app/transfers/progress_delegate.h"
#include "app/transfers/transfer_actions.h"
#include "app/transfers/transfer_details.h"
#include "app/transfers/transfer_queue.h"
#include "app/transfers/transfer_text.h"

#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QPointer>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {

TransfersPane::TransfersPane(TransferQueue& queue, Selection& selection, QAction* start, QWidget* parent)
    : QWidget(parent),
      m_queue(queue),
      m_selection(selection),
      m_actions(new TransferActions(*this)),
      m_table(new FilteredTable(
          {.objectName = u"transfers"_s,
           .name = tr("Transfers"),
           .filter = tr("Filter transfers"),
           .fileName = tr("transfers", "name of a file"),
           .icon = u"pane-transfers"_s,
           .emptyTitle = tr("No transfers yet"),
           .emptyText = tr("Files go to contexts and back over the connections that are open, by rsync, scp, sftp or "
                           "git. Start one here, or drop files on a context."),
           .noMatchTitle = tr("No transfer matches"),
           .noMatchText = tr("The filter looks at states, programs, contexts and paths.")},
          queue.model(), *this)),
      m_details(new TransferDetails(*m_actions, this)),
      m_atOnce(new QComboBox(this))
{
    setObjectName(u"transfersPane"_s);
    setUpHead(start);
    setUpColumns();
    m_table->addBeside(m_details, u"transfersSplitter"_s);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_table);
    tabThrough({m_table, m_details});
    wireActions();
    makeMenu();
    refresh();
}

TableActions& TransfersPane::tableActions() const
{
    return m_table->tableActions();
}

void TransfersPane::setUpHead(QAction* start)
{
    m_table->empty().setAction(start);
    m_atOnce->setObjectName(u"transfersAtOnce"_s);
    m_atOnce->setAccessibleName(tr("Transfers at once"));
    m_atOnce->setToolTip(tr("How many transfers run at a time; the others wait"));
    for (int count = 1; count <= TransferQueue::MaxAtOnce; ++count)
        m_atOnce->addItem(tr("%Ln at once", nullptr, count));
    m_atOnce->setCurrentIndex(m_queue.atOnce() - 1);
    m_table->addHeadAction(start);
    for (QAction* action :
         {m_actions->pause, m_actions->resume, m_actions->cancel, m_actions->retry, m_actions->removeFinished})
        m_table->addHeadAction(action);
    m_table->addHeadWidget(m_atOnce);
}

void TransfersPane::setUpColumns()
{
    QSortFilterProxyModel& rows = m_table->rows();
    rows.setSortRole(TransferModel::ValueRole);
    rows.setFilterKeyColumn(-1);
    QTableView& table = m_table->table();
    table.setSelectionMode(QAbstractItemView::ExtendedSelection);
    table.setTextElideMode(Qt::ElideMiddle);
    // As they were asked for, newest first.
    table.sortByColumn(-1, Qt::AscendingOrder);
    table.setItemDelegateForColumn(TransferModel::ProgressColumn, new ProgressDelegate(&table));
    // So that all but the last two fit beside the details in a window of usual width.
    constexpr std::pair<TransferModel::Column, int> Widths[] = {
        {TransferModel::FromColumn, 148}, {TransferModel::ToColumn, 148},  {TransferModel::ProgressColumn, 116},
        {TransferModel::RateColumn, 80},  {TransferModel::LeftColumn, 84}, {TransferModel::ProgramColumn, 92},
    };
    QHeaderView& header = *table.horizontalHeader();
    for (const auto& [column, width] : Widths)
        header.resizeSection(column, width);
    int widest = 0;
    for (int state = 0; state < TransferStateCount; ++state)
        widest = std::max(widest, table.fontMetrics().horizontalAdvance(stateWord(static_cast<TransferState>(state))));
    header.resizeSection(TransferModel::StateColumn, widest + IconSize + 6 * CellMargin);
}

void TransfersPane::wireActions()
{
    forChosen(m_actions->pause, &Transfer::pause);
    forChosen(m_actions->resume, &Transfer::resume);
    forChosen(m_actions->cancel, &Transfer::cancel);
    connect(m_actions->retry, &QAction::triggered, this, &TransfersPane::retryChosen);
    connect(m_actions->remove, &QAction::triggered, this, [this] {
        for (Transfer* transfer : chosen())
            m_queue.model().remove(*transfer);
    });
    connect(m_actions->removeFinished, &QAction::triggered, &m_queue, &TransferQueue::removeFinished);
    connect(m_actions->copyCommand, &QAction::triggered, this, &TransfersPane::copyCommands);
    connect(m_actions->showContext, &QAction::triggered, this, &TransfersPane::showContext);
    connect(m_atOnce, &QComboBox::currentIndexChanged, this, [this](int index) { m_queue.setAtOnce(index + 1); });
    connect(m_table->table().selectionModel(), &QItemSelectionModel::selectionChanged, this, &TransfersPane::refresh);
    connect(&m_queue.model(), &TransferModel::transferChanged, this, &TransfersPane::refresh);
    connect(&m_queue.model(), &QAbstractItemModel::rowsRemoved, this, &TransfersPane::refresh);
    connect(&m_queue, &TransferQueue::notWritten, m_table, &FilteredTable::note);
}

void TransfersPane::makeMenu()
{
    QTableView& table = m_table->table();
    const auto separator = [&table] {
        auto* line = new QAction(&table);
        line->setSeparator(true);
        return line;
    };
    table.addActions({separator(), m_actions->pause, m_actions->resume, m_actions->cancel, m_actions->retry,
                      separator(), m_actions->copyCommand, m_actions->showContext, separator(), m_actions->remove,
                      m_actions->removeFinished});
}

QList<Transfer*> TransfersPane::chosen() const
{
    QList<Transfer*> transfers;
    for (const QModelIndex& index : m_table->table().selectionModel()->selectedRows()) {
        if (Transfer* transfer = m_queue.model().at(m_table->modelRow(index.row())))
            transfers << transfer;
    }
    return transfers;
}

void TransfersPane::forChosen(QAction* action, void (Transfer::*command)())
{
    connect(action, &QAction::triggered, this, [this, command] {
        for (Transfer* transfer : chosen())
            (transfer->*command)();
    });
}

// Those that delete ask again: what the source has not is something else by now.
void TransfersPane::retryChosen()
{
    QList<QPointer<Transfer>> deleting;
    QList<TransferOrder> orders;
    for (Transfer* transfer : chosen()) {
        if (!transfer->record().isOver())
            continue;
        if (isIrreversible(transfer->order())) {
            deleting << transfer;
            orders << transfer->order();
        } else {
            m_queue.retry(*transfer);
        }
    }
    if (deleting.isEmpty())
        return;
    askToDelete(orders, this, [this, deleting](DeleteAnswer answer) {
        for (const QPointer<Transfer>& transfer : deleting) {
            if (transfer && answer == DeleteAnswer::OnlyShow)
                choose(m_queue.add(answered(transfer->order(), answer)));
            else if (transfer)
                m_queue.retry(*transfer);
        }
    });
}

void TransfersPane::choose(const Transfer& transfer)
{
    QTableView& table = m_table->table();
    const int row = m_table->shownRow(m_queue.model().rowOf(transfer));
    table.selectRow(row);
    table.scrollTo(table.model()->index(row, 0));
}

void TransfersPane::refresh()
{
    const QList<Transfer*> transfers = chosen();
    const auto any = [&transfers](auto condition) { return std::ranges::any_of(transfers, condition); };
    const auto is = [](TransferState state) {
        return [state](const Transfer* transfer) { return transfer->state() == state; };
    };
    const bool over = any([](const Transfer* transfer) { return transfer->record().isOver(); });
    m_actions->pause->setEnabled(any(is(TransferState::Running)));
    m_actions->resume->setEnabled(any(is(TransferState::Paused)));
    m_actions->cancel->setEnabled(any([](const Transfer* transfer) { return !transfer->record().isOver(); }));
    m_actions->retry->setEnabled(over);
    m_actions->remove->setEnabled(over);
    m_actions->removeFinished->setEnabled(m_queue.model().finishedCount() > 0);
    m_actions->copyCommand->setEnabled(!transfers.isEmpty());
    m_actions->showContext->setEnabled(transfers.size() == 1 && remotePlace(transfers.front()->order()).node);
    m_details->setTransfer(transfers.size() == 1 ? transfers.front() : nullptr);
}

void TransfersPane::copyCommands() const
{
    QStringList lines;
    for (const Transfer* transfer : chosen())
        lines << commandLineOf(transfer->order());
    QGuiApplication::clipboard()->setText(lines.join(u'\n'));
}

void TransfersPane::showContext()
{
    const QList<Transfer*> transfers = chosen();
    if (transfers.size() == 1)
        m_selection.choose(remotePlace(transfers.front()->order()).node.value_or(qt::RootNode));
}

}  // namespace rz::app
