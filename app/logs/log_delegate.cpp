#include "app/logs/log_delegate.h"

#include "app/common/colors.h"
#include "app/common/style.h"
#include "app/logs/log_level_text.h"
#include "app/logs/log_model.h"

#include <QApplication>
#include <QFontDatabase>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace rz::app {

LogDelegate::LogDelegate(QObject* parent)
    : QStyledItemDelegate(parent), m_font(QFontDatabase::systemFont(QFontDatabase::FixedFont))
{
}

void LogDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto& model = static_cast<const LogModel&>(*index.model());
    const LogModel::Line line = model.lineAt(index.row());
    QApplication::style()->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
    if (!line.isFirst() && index.column() != LogModel::TextColumn)
        return;

    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const auto group = option.state.testFlag(QStyle::State_Active) ? QPalette::Active : QPalette::Inactive;
    const Colors& colors = colorsOf(option.palette);
    Tone tone = logLevelTone(line.head().level);
    if (index.column() != LogModel::LevelColumn && index.column() != LogModel::TextColumn)
        tone = Tone::Muted;
    else if (index.column() == LogModel::TextColumn && tone != Tone::Muted)
        tone = Tone::Plain;
    painter->setPen(selected ? option.palette.color(group, QPalette::HighlightedText) : colors.of(tone));

    const QRect area = option.rect.adjusted(Space, 0, -Space, 0);
    const QString text = index.data().toString();
    if (index.column() == LogModel::TextColumn) {
        painter->setFont(m_font);
        drawText(*painter, area, text, option.palette);
        return;
    }
    painter->setFont(option.font);
    // Of a path the end says most.
    const auto elide = index.column() == LogModel::ContextColumn ? Qt::ElideMiddle : Qt::ElideRight;
    painter->drawText(area, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      option.fontMetrics.elidedText(text, elide, area.width()));
}

void LogDelegate::drawText(QPainter& painter, const QRect& area, QString text, const QPalette& palette) const
{
    const QFontMetrics metrics = painter.fontMetrics();
    // Twice what fits, since other scripts may be narrower than the average.
    text.truncate(2 * area.width() / std::max(1, metrics.averageCharWidth()) + 1);
    text.replace(u'\t', u"    "_s);
    const QString shown = metrics.elidedText(text, Qt::ElideRight, area.width());
    for (const auto& [start, length] : m_pattern.find(shown)) {
        const int begin = metrics.horizontalAdvance(shown.left(start));
        const int end = metrics.horizontalAdvance(shown.left(start + length));
        const QRect mark(area.left() + begin, area.top() + 2, end - begin, area.height() - 4);
        const Colors& colors = colorsOf(palette);
        QColor field = colors.warning;
        field.setAlphaF(0.25F);
        painter.fillRect(mark, field);
        painter.fillRect(QRect(mark.left(), mark.bottom(), mark.width(), 1), colors.warning);
    }
    painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, shown);
}

}  // namespace rz::app
