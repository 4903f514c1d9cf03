#include "app/transfers/progress_delegate.h"

#include "app/common/colors.h"
#include "app/common/style.h"
#include "app/transfers/transfer_model.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr qreal BarHeight = 6;

bool hasBar(const QModelIndex& index)
{
    return index.data(TransferModel::BusyRole).toBool() && index.data(TransferModel::PercentRole).isValid();
}

}  // namespace

// The text keeps to the right, so that bars of all rows end in one line.
void ProgressDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    option->displayAlignment = Qt::AlignRight | Qt::AlignVCenter;
}

void ProgressDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyledItemDelegate::paint(painter, option, index);
    if (!hasBar(index))
        return;
    const int text = option.fontMetrics.horizontalAdvance(u"100 %"_s) + 2 * CellMargin;
    QRectF track(option.rect.adjusted(CellMargin, 0, -text, 0));
    if (track.width() < 2 * BarHeight)
        return;
    track.setTop(track.center().y() - BarHeight / 2);
    track.setHeight(BarHeight);
    const Colors& colors = colorsOf(option.palette);
    const bool strong = option.state & QStyle::State_Selected && option.state & QStyle::State_Active;
    QColor empty = strong ? colors.highlightedText : colors.fieldBorder;
    empty.setAlphaF(0.35F);
    QRectF filled = track;
    filled.setWidth(track.width() * index.data(TransferModel::PercentRole).toInt() / 100);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(empty);
    painter->drawRoundedRect(track, BarHeight / 2, BarHeight / 2);
    painter->setClipRect(filled);
    painter->setBrush(strong ? colors.highlightedText : colors.accent);
    painter->drawRoundedRect(track, BarHeight / 2, BarHeight / 2);
    painter->restore();
}

}  // namespace rz::app
