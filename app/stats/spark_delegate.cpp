#include "app/stats/spark_delegate.h"

#include "app/common/colors.h"
#include "app/common/style.h"
#include "app/stats/history.h"
#include "app/stats/stats_model.h"

#include <QPainter>
#include <QPainterPath>

#include <cmath>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr int ChartWidth = 72;

int numberWidth(const QFontMetrics& metrics)
{
    return metrics.horizontalAdvance(u"000.0 MB/s"_s);
}

// The newest sample is at the right edge; gaps break the line.
void drawChart(QPainter& painter, const QRectF& area, const History& history, const QColor& color)
{
    const double peak = history.peak();
    const double step = area.width() / static_cast<double>(History::Capacity - 1);
    const auto point = [&](std::size_t i) {
        const double height = peak <= 0 ? 0 : static_cast<double>(history.at(i)) / peak;
        return QPointF(area.right() - step * static_cast<double>(history.size() - 1 - i),
                       area.bottom() - height * area.height());
    };
    QColor field = color;
    field.setAlphaF(0.18F);
    for (std::size_t begin = 0; begin < history.size();) {
        if (std::isnan(history.at(begin))) {
            ++begin;
            continue;
        }
        std::size_t end = begin;
        QPolygonF line;
        while (end < history.size() && !std::isnan(history.at(end)))
            line << point(end++);
        if (line.size() == 1)
            line << line.first() + QPointF(1, 0);
        QPolygonF filled = line;
        filled << QPointF(line.last().x(), area.bottom()) << QPointF(line.first().x(), area.bottom());
        painter.setPen(Qt::NoPen);
        painter.setBrush(field);
        painter.drawPolygon(filled);
        painter.setPen(QPen(color, 1.2));
        painter.setBrush(Qt::NoBrush);
        painter.drawPolyline(line);
        begin = end;
    }
}

}  // namespace

void SparkDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyledItemDelegate::paint(painter, option, index);
    const auto* history = index.data(StatsModel::HistoryRole).value<const History*>();
    if (history == nullptr || history->size() == 0)
        return;
    const int number = numberWidth(option.fontMetrics) + 2 * Space;
    QRectF area(option.rect.adjusted(2 * Space, Space, -number, -Space));
    if (area.width() < 2 * Space)
        return;
    const bool selected = option.state & QStyle::State_Selected && option.state & QStyle::State_Active;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setClipRect(option.rect);
    drawChart(*painter, area, *history,
              selected ? option.palette.color(QPalette::HighlightedText) : colorsOf(option.palette).accent);
    painter->restore();
}

QSize SparkDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QSize plain = QStyledItemDelegate::sizeHint(option, index);
    return {numberWidth(option.fontMetrics) + ChartWidth + 6 * Space, plain.height()};
}

}  // namespace rz::app
