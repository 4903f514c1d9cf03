#include "app/contexts/context_delegate.h"

#include "app/common/badge.h"
#include "app/common/style.h"
#include "app/contexts/context_model.h"

#include <QApplication>
#include <QPainter>

namespace rz::app {
namespace {

bool isMarked(const QModelIndex& index)
{
    return index.column() == ContextModel::ContextColumn && index.data(ContextModel::RootMarkRole).toBool();
}

QString markText()
{
    return ContextDelegate::tr("root", "mark of a context that runs as root");
}

}  // namespace

void ContextDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    if (index.column() != ContextModel::StateColumn)
        return;
    const QVariant stateIcon = index.data(ContextModel::StateIconRole);
    if (!stateIcon.isValid())
        return;
    option->icon = stateIcon.value<QIcon>();
    option->features |= QStyleOptionViewItem::HasDecoration;
    const auto tone = static_cast<Tone>(index.data(ContextModel::StateToneRole).toInt());
    // The usual state is not to draw the eye: its shape has the colour, its word stays quiet.
    const Colors& colors = colorsOf(option->palette);
    option->palette.setColor(QPalette::Text, colors.of(tone == Tone::Good ? Tone::Muted : tone));
}

void ContextDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    if (!isMarked(index)) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    QStyleOptionViewItem item(option);
    initStyleOption(&item, index);
    const QStyle* style = item.widget != nullptr ? item.widget->style() : QApplication::style();
    const QRect text = style->subElementRect(QStyle::SE_ItemViewItemText, &item, item.widget);
    const QSize badge = badgeSize(item.font, markText());
    const int padding = style->pixelMetric(QStyle::PM_FocusFrameHMargin, &item, item.widget) + 1;
    const QFontMetrics metrics(item.font);
    const int room = item.rect.right() - text.left() - 2 * padding - badge.width() - 2 * Space;
    item.text = metrics.elidedText(item.text, Qt::ElideRight, std::max(room, 0));
    style->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);

    const int left = text.left() + padding + metrics.horizontalAdvance(item.text) + 2 * Space;
    const int top = item.rect.center().y() - badge.height() / 2 + 1;
    const Colors& colors = colorsOf(item.palette);
    drawBadge(*painter, {left, top}, item.font, markText(), colors.root, colors.onTone);
}

QSize ContextDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    if (isMarked(index))
        size.rwidth() += badgeSize(option.font, markText()).width() + 4 * Space;
    size.setHeight(std::max(size.height(), RowHeight));
    return size;
}

}  // namespace rz::app
