#include "app/common/badge.h"

#include <QFontMetrics>
#include <QPainter>

namespace rz::app {
namespace {

constexpr int SidePadding = 5;
constexpr qreal Radius = 3;

QFont badgeFont(QFont font)
{
    font.setPointSizeF(font.pointSizeF() * 0.85);
    font.setWeight(QFont::DemiBold);
    return font;
}

}  // namespace

QSize badgeSize(const QFont& font, const QString& text)
{
    const QFontMetrics metrics(badgeFont(font));
    return {metrics.horizontalAdvance(text) + 2 * SidePadding, metrics.height() + 2};
}

void drawBadge(QPainter& painter, QPoint topLeft, const QFont& font, const QString& text, const QColor& field,
               const QColor& onField)
{
    const QRect rect(topLeft, badgeSize(font, text));
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(field);
    painter.drawRoundedRect(rect, Radius, Radius);
    painter.setFont(badgeFont(font));
    painter.setPen(onField);
    painter.drawText(rect, Qt::AlignCenter, text);
    painter.restore();
}

Badge::Badge(const QString& text, Tone tone, QWidget* parent) : QWidget(parent), m_text(text), m_tone(tone)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(text);
}

void Badge::setText(const QString& text, Tone tone)
{
    m_text = text;
    m_tone = tone;
    setAccessibleName(text);
    updateGeometry();
    update();
}

QSize Badge::sizeHint() const
{
    return badgeSize(font(), m_text);
}

void Badge::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    const Colors& colors = colorsOf(palette());
    drawBadge(painter, {0, 0}, font(), m_text, colors.of(m_tone), colors.onTone);
}

}  // namespace rz::app
