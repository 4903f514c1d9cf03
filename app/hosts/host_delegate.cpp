#include "app/hosts/host_delegate.h"

#include "app/common/colors.h"
#include "app/common/style.h"
#include "app/hosts/host_model.h"

namespace rz::app {

void HostDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    if (index.column() != HostModel::ChainColumn)
        return;
    const bool wrong = !index.data(HostModel::ProblemRole).toString().isEmpty();
    option->palette.setColor(QPalette::Text, colorsOf(option->palette).of(wrong ? Tone::Danger : Tone::Muted));
}

QSize HostDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    size.setHeight(std::max(size.height(), RowHeight));
    return size;
}

}  // namespace rz::app
