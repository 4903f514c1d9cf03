#pragma once

#include "app/common/colors.h"

#include <QWidget>

class QFontMetrics;
class QPainter;

namespace rz::app {

// A small word on a field of its tone, such as "root": seen at a glance, readable without colour.
QSize badgeSize(const QFont& font, const QString& text);
void drawBadge(QPainter& painter, QPoint topLeft, const QFont& font, const QString& text, const QColor& field,
               const QColor& onField);

class Badge : public QWidget {
    Q_OBJECT
public:
    Badge(const QString& text, Tone tone, QWidget* parent = nullptr);

    void setText(const QString& text, Tone tone);
    QString text() const { return m_text; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_text;
    Tone m_tone;
};

}  // namespace rz::app
