#include "app/contexts/context_delegate.h"

#include "app/common/badge.h"
#include "app/common/style.h"
#include "app/contexts/context_model.h"

#include <QApplication>
#include <QPainter>

namespace rz::app {
namespace {

// A word behind the name of a context.
struct Mark {
    QString text;
    Tone tone;
};

QList<Mark> marksOf(const QModelIndex& index)
{
    QList<Mark> marks;
    if (index.column() != ContextModel::ContextColumn)
        return marks;
    if (index.data(ContextModel::RootMarkRole).toBool())
        marks << Mark{ContextDelegate::tr("root", "mark of a context that runs as root"), Tone::Root};
    if (index.data(ContextModel::PythonMarkRole).toBool())
        marks << Mark{ContextDelegate::tr("Python", "mark of a context that is a Python process"), Tone::Muted};
    if (index.data(ContextModel::AttachedMarkRole).toBool())
        marks << Mark{ContextDelegate::tr("attached", "mark of a program that we are attached to"), Tone::Accent};
    return marks;
}

int widthOf(const QList<Mark>& marks, const QFont& font)
{
    int width = 0;
    for (const Mark& mark : marks)
        width += badgeSize(font, mark.text).width() + Space;
    return width;
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
    const QList<Mark> marks = marksOf(index);
    if (marks.isEmpty()) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    QStyleOptionViewItem item(option);
    initStyleOption(&item, index);
    const QStyle* style = item.widget != nullptr ? item.widget->style() : QApplication::style();
    const QRect text = style->subElementRect(QStyle::SE_ItemViewItemText, &item, item.widget);
    const int padding = style->pixelMetric(QStyle::PM_FocusFrameHMargin, &item, item.widget) + 1;
    const QFontMetrics metrics(item.font);
    const int room = item.rect.right() - text.left() - 2 * padding - widthOf(marks, item.font) - Space;
    item.text = metrics.elidedText(item.text, Qt::ElideRight, std::max(room, 0));
    style->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);

    const Colors& colors = colorsOf(item.palette);
    int left = text.left() + padding + metrics.horizontalAdvance(item.text) + 2 * Space;
    for (const Mark& mark : marks) {
        const QSize badge = badgeSize(item.font, mark.text);
        const int top = item.rect.center().y() - badge.height() / 2 + 1;
        drawBadge(*painter, {left, top}, item.font, mark.text, colors.of(mark.tone), colors.onTone);
        left += badge.width() + Space;
    }
}

QSize ContextDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    if (const QList<Mark> marks = marksOf(index); !marks.isEmpty())
        size.rwidth() += widthOf(marks, option.font) + 3 * Space;
    size.setHeight(std::max(size.height(), RowHeight));
    return size;
}

}  // namespace rz::app
