#pragma once

#include <QProxyStyle>

namespace rz::app {

// Steps of space, in logical pixels; everything is a multiple of four.
inline constexpr int Space = 4;
inline constexpr int Margin = 12;      // around the content of a page, pane or dialog
inline constexpr int RowHeight = 24;   // of tables and lists
inline constexpr int IconSize = 16;

// Fusion with our measures: compact rows, one content margin, thin frames.
class Style : public QProxyStyle {
    Q_OBJECT
public:
    Style();

    int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* returned) const override;
    void polish(QWidget* widget) override;
    using QProxyStyle::polish;
};

}  // namespace rz::app
