#include "app/hosts/hosts_pane.h"

#include "app/common/empty_state.h"
#include "app/common/filter_edit.h"
#include "app/common/notice.h"
#include "app/common/pane_button.h"
#include "app/common/style.h"
#include "app/common/tab_order.h"
#include "app/common/undo_bar.h"
#include "app/hosts/group_dialog.h"
#include "app/hosts/host_actions.h"
#include "app/hosts/host_delegate.h"
#include "app/hosts/host_dialog.h"
#include "app/hosts/host_filter.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QStackedWidget>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr int LeastColumnWidth = 60;
constexpr int NameWidth = 180;

}  // namespace

HostsPane::HostsPane(HostBook& book, std::function<ChainSources()> sources, QWidget* parent)
    : QWidget(parent),
      m_book(book),
      m_sources(std::move(sources)),
      m_rows(new HostFilter(this)),
      m_tree(new QTreeView(this)),
      m_filter(new FilterEdit(tr("Filter hosts"), *this, *m_tree)),
      m_actions(new HostActions(*this)),
      m_trouble(new Notice(this)),
      m_empty(new EmptyState(u"pane-hosts"_s, tr("No saved hosts yet"),
                             tr("Save the chains you use under a name, in groups that share settings. Hosts of "
                                "~/.ssh/config appear here by themselves."),
                             this)),
      m_noMatch(new EmptyState(u"find"_s, tr("No host matches"), tr("The filter looks at names and chains."), this)),
      m_pages(new QStackedWidget(this)),
      m_undoBar(new UndoBar(m_actions->undo, this))
{
    setObjectName(u"hostsPane"_s);
    m_rows->setSourceModel(&m_book.model());
    setUpTree();
    m_empty->setAction(m_actions->newHost);
    m_trouble->setObjectName(u"hostsTrouble"_s);
    m_trouble->addAction(m_actions->readAgain);
    for (QWidget* page :
         {static_cast<QWidget*>(m_tree), static_cast<QWidget*>(m_empty), static_cast<QWidget*>(m_noMatch)})
        m_pages->addWidget(page);

    auto* top = new QHBoxLayout;
    top->setContentsMargins(2 * Space, Space, 2 * Space, 0);
    top->setSpacing(Space);
    top->addWidget(m_filter);
    auto* newHost = makePaneButton(m_actions->newHost, this);
    auto* newGroup = makePaneButton(m_actions->newGroup, this);
    top->addWidget(newHost);
    top->addWidget(newGroup);
    auto* notice = new QVBoxLayout;
    notice->setContentsMargins(2 * Space, 0, 2 * Space, 0);
    notice->addWidget(m_trouble);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Space);
    layout->addLayout(top);
    layout->addLayout(notice);
    layout->addWidget(m_pages, 1);
    layout->addWidget(m_undoBar);
    tabThrough({m_filter, newHost, newGroup, m_tree, m_undoBar});

    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_rows->setText(text);
        m_tree->expandAll();
        showContent();
    });
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_rows, signal, this, [this] { showContent(); });
    connect(m_rows, &QAbstractItemModel::modelReset, this, [this] {
        m_tree->expandAll();
        showContent();
    });
    connect(m_rows, &QAbstractItemModel::rowsInserted, m_tree,
            [this](const QModelIndex& into) { m_tree->expand(into); });
    connect(&m_book, &HostBook::troubleChanged, this, &HostsPane::showTrouble);
    connect(&m_book, &HostBook::changed, this, &HostsPane::refresh);
    wireActions();
    showTrouble();
    showContent();
}

void HostsPane::setUpTree()
{
    m_tree->setObjectName(u"hostTree"_s);
    m_tree->setAccessibleName(tr("Hosts"));
    m_tree->setModel(m_rows);
    m_tree->setItemDelegate(new HostDelegate(m_tree));
    m_tree->setUniformRowHeights(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_tree->setTextElideMode(Qt::ElideMiddle);
    m_tree->setDragDropMode(QAbstractItemView::InternalMove);
    m_tree->setDefaultDropAction(Qt::MoveAction);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->setExpandsOnDoubleClick(true);
    m_tree->expandAll();
    QHeaderView* header = m_tree->header();
    header->setMinimumSectionSize(LeastColumnWidth);
    header->setStretchLastSection(true);
    header->setSectionsMovable(false);
    header->resizeSection(HostModel::NameColumn, NameWidth);
    connect(m_tree, &QTreeView::activated, this, &HostsPane::activate);
    connect(m_tree, &QWidget::customContextMenuRequested, this, &HostsPane::openMenu);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &HostsPane::refresh);
}

void HostsPane::wireActions()
{
    connect(m_actions->connectHost, &QAction::triggered, this, &HostsPane::connectCurrent);
    connect(m_actions->newHost, &QAction::triggered, this, [this] { openHostDialog({}, {}, {}); });
    connect(m_actions->newGroup, &QAction::triggered, this, [this] { openGroupDialog({}); });
    connect(m_actions->edit, &QAction::triggered, this, &HostsPane::editCurrent);
    connect(m_actions->rename, &QAction::triggered, this,
            [this] { m_tree->edit(m_tree->currentIndex().siblingAtColumn(HostModel::NameColumn)); });
    connect(m_actions->duplicate, &QAction::triggered, this, [this] { choose(m_book.model().duplicate(current())); });
    connect(m_actions->remove, &QAction::triggered, this, &HostsPane::removeCurrent);
    connect(m_actions->undo, &QAction::triggered, this, [this] { choose(m_book.model().undoRemove()); });
    connect(m_actions->copyChain, &QAction::triggered, this, [this] {
        if (current().isValid())
            QGuiApplication::clipboard()->setText(current().data(HostModel::ChainRole).toString());
    });
    connect(m_actions->readAgain, &QAction::triggered, &m_book, &HostBook::readAgain);
    refresh();
}

void HostsPane::openMenu(const QPoint& where)
{
    auto* menu = new QMenu(this);
    menu->setObjectName(u"hostMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions({m_actions->connectHost, m_actions->copyChain});
    menu->addSeparator();
    menu->addActions({m_actions->edit, m_actions->rename, m_actions->duplicate, m_actions->remove, m_actions->undo});
    menu->addSeparator();
    menu->addActions({m_actions->newHost, m_actions->newGroup});
    menu->popup(m_tree->viewport()->mapToGlobal(where));
}

QModelIndex HostsPane::current() const
{
    return m_rows->mapToSource(m_tree->currentIndex()).siblingAtColumn(HostModel::NameColumn);
}

const HostNode* HostsPane::currentNode() const
{
    return m_book.model().node(current());
}

void HostsPane::choose(const QModelIndex& index)
{
    const QModelIndex row = m_rows->mapFromSource(index);
    if (!row.isValid())
        return;
    m_tree->setCurrentIndex(row);
    m_tree->scrollTo(row);
}

void HostsPane::activate(const QModelIndex& index)
{
    const HostNode* node = m_book.model().node(m_rows->mapToSource(index));
    if (node != nullptr && !node->isGroup())
        connectCurrent();
}

void HostsPane::connectCurrent()
{
    const HostNode* node = currentNode();
    if (node == nullptr || node->isGroup())
        return;
    if (const auto chain = chainOf(*node))
        emit chosen(*chain);
}

void HostsPane::editCurrent()
{
    const HostNode* node = currentNode();
    if (node == nullptr || !node->isSaved())
        return;
    if (node->isGroup()) {
        openGroupDialog(current());
        return;
    }
    const auto chain = connect::parseChain(node->chain.toStdString());
    openHostDialog(current(), node->name, chain ? *chain : connect::Chain());
}

void HostsPane::saveChain(const QString& name, const connect::Chain& chain)
{
    openHostDialog({}, name, chain);
}

void HostsPane::openHostDialog(const QModelIndex& host, const QString& name, const connect::Chain& chain)
{
    auto* dialog = new HostDialog(
        m_book.model(), {.host = host, .group = m_book.model().groupFor(current()), .name = name, .chain = chain},
        m_sources(), window());
    connect(dialog, &HostDialog::saved, this, &HostsPane::choose);
    dialog->show();
}

void HostsPane::openGroupDialog(const QModelIndex& group)
{
    auto* dialog = new GroupDialog(m_book.model(), group, m_book.model().groupFor(current()), window());
    connect(dialog, &GroupDialog::saved, this, &HostsPane::choose);
    dialog->show();
}

void HostsPane::removeCurrent()
{
    const QModelIndex index = current();
    const HostNode* node = currentNode();
    if (node != nullptr && node->isSaved() && !m_book.model().isReadOnly())
        m_book.model().remove(index);
}

void HostsPane::refresh()
{
    const HostNode* node = currentNode();
    const bool writable = !m_book.model().isReadOnly();
    const bool saved = node != nullptr && node->isSaved() && writable;
    const bool host = node != nullptr && !node->isGroup();
    m_actions->connectHost->setEnabled(host && chainOf(*node).has_value());
    m_actions->copyChain->setEnabled(host);
    m_actions->edit->setEnabled(saved);
    m_actions->rename->setEnabled(saved);
    m_actions->duplicate->setEnabled(saved || (host && writable));
    m_actions->duplicate->setText(
        node != nullptr && node->kind == HostNode::Kind::SshHost ? tr("Save as a host of &mine") : tr("D&uplicate"));
    m_actions->remove->setEnabled(saved);
    m_actions->newHost->setEnabled(writable);
    m_actions->newGroup->setEnabled(writable);
    const QString removed = m_book.model().removedName();
    m_actions->undo->setEnabled(!removed.isEmpty() && writable);
    m_undoBar->setText(tr("“%1” was deleted.").arg(removed));
}

void HostsPane::showContent()
{
    if (m_book.model().rowCount() == 0)
        m_pages->setCurrentWidget(m_empty);
    else
        m_pages->setCurrentWidget(m_rows->rowCount() == 0 ? static_cast<QWidget*>(m_noMatch) : m_tree);
}

void HostsPane::showTrouble()
{
    const auto& trouble = m_book.trouble();
    m_trouble->setVisible(trouble.has_value());
    if (trouble)
        m_trouble->tell(Tone::Danger, u"danger"_s, trouble->title, trouble->text);
    m_actions->readAgain->setEnabled(m_book.model().isReadOnly());
    refresh();
}

}  // namespace rz::app
