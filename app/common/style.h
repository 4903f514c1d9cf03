#pragma once

#include <QProxyStyle>
#include <QStyleOptionTab>

namespace rz::app {

// Steps of space, in logical pixels; everything is a multiple of four.
inline constexpr int Space = 4;
inline constexpr int Margin = 12;     // around the content of a page, pane or dialog
inline constexpr int RowHeight = 24;  // of tables and lists
inline constexpr int IconSize = 16;
inline constexpr int CellMargin = 6;  // beside the text of cells, headers and fields

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
    QRect subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& contents,
                           const QWidget* widget) const override;
    QIcon standardIcon(StandardPixmap pixmap, const QStyleOption* option, const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* returned) const override;
    void polish(QWidget* widget) override;
    using QProxyStyle::polish;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void drawCheckBox(QPainter& painter, const QStyleOption& option) const;
    void drawBranch(QPainter& painter, const QStyleOption& option) const;
    void drawTab(QPainter& painter, const QStyleOptionTab& tab) const;
    void drawField(QPainter& painter, const QStyleOption& option, bool focused, const QBrush& inside) const;
};

}  // namespace rz::app
