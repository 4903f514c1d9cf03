#include "app/calls/function_list.h"

#include "app/calls/function_model.h"
#include "app/common/colors.h"
#include "app/common/empty_state.h"
#include "app/common/filter_edit.h"
#include "app/common/style.h"

#include <QApplication>
#include <QPainter>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QTreeView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

// A function's name with its help behind it, muted.
class FunctionDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        if (!index.parent().isValid())
            option->font.setWeight(QFont::DemiBold);
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::paint(painter, option, index);
        const QString help = index.data(FunctionModel::HelpRole).toString();
        const int name = option.fontMetrics.horizontalAdvance(index.data().toString());
        const QRect area = option.rect.adjusted(name + 5 * Space, 0, -Space, 0);
        if (help.isEmpty() || area.width() < 10 * Space)
            return;
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        const auto group = option.state.testFlag(QStyle::State_Active) ? QPalette::Active : QPalette::Inactive;
        painter->save();
        painter->setPen(selected ? option.palette.color(group, QPalette::HighlightedText)
                                 : colorsOf(option.palette).mutedText);
        painter->drawText(area, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                          option.fontMetrics.elidedText(help, Qt::ElideRight, area.width()));
        painter->restore();
    }

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        return {QStyledItemDelegate::sizeHint(option, index).width(), RowHeight};
    }
};

}  // namespace

FunctionList::FunctionList(QWidget* parent)
    : QWidget(parent),
      m_model(new FunctionModel(this)),
      m_rows(new QSortFilterProxyModel(this)),
      m_tree(new QTreeView(this)),
      m_filter(new FilterEdit(tr("Filter functions"), *this, *m_tree)),
      m_empty(new EmptyState(u"page-calls"_s, {}, {}, this)),
      m_noMatch(new EmptyState(u"find"_s, tr("No function matches"), tr("The filter looks at names and descriptions."),
                               this)),
      m_pages(new QStackedWidget(this))
{
    setObjectName(u"functionList"_s);
    m_filter->setObjectName(u"functionFilter"_s);
    m_rows->setSourceModel(m_model);
    m_rows->setFilterRole(FunctionModel::SearchRole);
    m_rows->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_rows->setRecursiveFilteringEnabled(true);
    m_tree->setObjectName(u"functions"_s);
    m_tree->setAccessibleName(tr("Functions"));
    m_tree->setModel(m_rows);
    m_tree->setItemDelegate(new FunctionDelegate(m_tree));
    m_tree->setHeaderHidden(true);
    m_tree->setUniformRowHeights(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_tree->setIndentation(3 * Space);

    for (QWidget* page :
         {static_cast<QWidget*>(m_tree), static_cast<QWidget*>(m_empty), static_cast<QWidget*>(m_noMatch)})
        m_pages->addWidget(page);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Space);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(2 * Space, Space, 2 * Space, 0);
    top->addWidget(m_filter);
    layout->addLayout(top);
    layout->addWidget(m_pages);
    setTabOrder(m_filter, m_tree);

    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_rows->setFilterFixedString(text);
        m_tree->expandAll();
        showContent();
    });
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& current) {
        if (const auto* function = m_model->functionAt(m_rows->mapToSource(current)))
            emit chosen(*function);
    });
    connect(m_tree, &QAbstractItemView::activated, this, [this](const QModelIndex& index) {
        if (m_model->functionAt(m_rows->mapToSource(index)) != nullptr)
            emit activated();
    });
}

void FunctionList::setFunctions(std::vector<rpc::FunctionDescription> functions)
{
    m_model->setFunctions(std::move(functions));
    m_tree->expandAll();
    showContent();
}

void FunctionList::setMessage(const QString& title, const QString& text)
{
    m_model->setFunctions({});
    m_empty->setText(title, text);
    showContent();
}

bool FunctionList::choose(const QString& name)
{
    const QModelIndex source = m_model->indexOf(name.toStdString());
    if (!source.isValid())
        return false;
    if (!m_rows->mapFromSource(source).isValid())
        m_filter->clear();
    const QModelIndex index = m_rows->mapFromSource(source);
    m_tree->setCurrentIndex(index);
    m_tree->scrollTo(index);
    return true;
}

void FunctionList::showContent()
{
    QWidget* page = m_tree;
    if (m_model->isEmpty())
        page = m_empty;
    else if (m_rows->rowCount() == 0)
        page = m_noMatch;
    m_pages->setCurrentWidget(page);
}

}  // namespace rz::app
