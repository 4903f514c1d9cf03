#include "app/logs/log_delegate.h"

#include "app/common/colors.h"
#include "app/common/style.h"
#include "app/logs/log_level_text.h"
#include "app/logs/log_model.h"

#include <QApplication>
#include <QFontDatabase>
#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

QPoint baseline(const QRect& area, const QFontMetrics& metrics)
{
    return {area.left(), area.top() + (area.height() - metrics.height()) / 2 + metrics.ascent()};
}

}  // namespace

LogDelegate::LogDelegate(QObject* parent)
    : QStyledItemDelegate(parent), m_font(QFontDatabase::systemFont(QFontDatabase::FixedFont))
{
}

void LogDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto& model = static_cast<const LogModel&>(*index.model());
    const LogModel::Line line = model.lineAt(index.row());
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    if (selected || option.state.testFlag(QStyle::State_HasFocus))
        QApplication::style()->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
    if (!line.isFirst() && index.column() != LogModel::TextColumn)
        return;

    const auto group = option.state.testFlag(QStyle::State_Active) ? QPalette::Active : QPalette::Inactive;
    Tone tone = logLevelTone(line.head().level);
    if (index.column() != LogModel::LevelColumn && index.column() != LogModel::TextColumn)
        tone = Tone::Muted;
    else if (index.column() == LogModel::TextColumn && tone != Tone::Muted)
        tone = Tone::Plain;
    painter->setPen(selected ? option.palette.color(group, QPalette::HighlightedText)
                             : colors(option.palette).of(tone));

    const QRect area = option.rect.adjusted(CellMargin, 0, -CellMargin, 0);
    const QString text = index.data().toString();
    if (index.column() == LogModel::TextColumn) {
        painter->setFont(m_font);
        drawText(*painter, area, text);
        return;
    }
    painter->setFont(option.font);
    painter->drawText(baseline(area, option.fontMetrics),
                      elided(index.column(), text, area.width(), option.fontMetrics));
}

const Colors& LogDelegate::colors(const QPalette& palette) const
{
    if (m_colors == nullptr || m_palette != palette.cacheKey()) {
        m_palette = palette.cacheKey();
        m_colors = &colorsOf(palette);
    }
    return *m_colors;
}

const QString& LogDelegate::elided(int column, const QString& text, int width, const QFontMetrics& metrics) const
{
    constexpr qsizetype MostRemembered = 1000;
    Elided& known = m_elided[static_cast<std::size_t>(column)];
    if (known.width != width || known.texts.size() > MostRemembered) {
        known.width = width;
        known.texts.clear();
    }
    QString& shown = known.texts[text];
    // Of a path the end says most.
    if (shown.isNull())
        shown = metrics.elidedText(text, column == LogModel::ContextColumn ? Qt::ElideMiddle : Qt::ElideRight, width);
    return shown;
}

void LogDelegate::drawText(QPainter& painter, const QRect& area, QString text) const
{
    const QFontMetrics metrics = painter.fontMetrics();
    const int character = std::max(1, metrics.horizontalAdvance(u'x'));
    // Twice what fits, since other scripts may be narrower.
    text.truncate(2 * area.width() / character + 1);
    text.replace(u'\t', u"    "_s);
    const bool plain = std::ranges::all_of(text, [](QChar c) { return c >= u' ' && c < u'\x7f'; });
    const auto width = [&](qsizetype length) {
        return plain ? static_cast<int>(length) * character : metrics.horizontalAdvance(text.left(length));
    };
    if (!plain)
        text = metrics.elidedText(text, Qt::ElideRight, area.width());
    else if (width(text.size()) > area.width())
        text = text.left(std::max(0, area.width() / character - 1)) + u'…';

    const auto marks = m_pattern.find(text);
    for (const auto& [start, length] : marks) {
        const QRect mark(area.left() + width(start), area.top() + 2, width(start + length) - width(start),
                         area.height() - 4);
        QColor field = m_colors->warning;
        field.setAlphaF(0.25F);
        painter.fillRect(mark, field);
        painter.fillRect(QRect(mark.left(), mark.bottom(), mark.width(), 1), m_colors->warning);
    }
    painter.drawText(baseline(area, metrics), text);
}

}  // namespace rz::app
