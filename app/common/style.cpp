#include "app/common/style.h"

#include "app/common/colors.h"
#include "app/common/icons.h"

#include <QEvent>
#include <QHeaderView>
#include <QLineEdit>
#include <QPainter>
#include <QPlainTextEdit>
#include <QStyleOption>
#include <QTabBar>
#include <QTableView>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr qreal FieldRadius = 3;
constexpr qreal FocusWidth = 1.5;
constexpr int TabLine = 2;
constexpr int BranchSize = 12;
// What Qt itself leaves beside the text.
constexpr int HeaderMargin = 2;
constexpr int LineEditMargin = 2;
constexpr int LeastRows = 2;

// A list, table or tree, but none of those that pop up, which are as high as their rows.
bool isViewInWindow(const QWidget& widget)
{
    return qobject_cast<const QAbstractItemView*>(&widget) != nullptr &&
           qobject_cast<const QHeaderView*>(&widget) == nullptr && !widget.isWindow() &&
           !widget.inherits("QComboBoxListView");
}

}  // namespace

Style::Style() : QProxyStyle(u"Fusion"_s) {}

int Style::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const
{
    switch (metric) {
    case PM_LayoutLeftMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutBottomMargin: return Margin;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing: return 2 * Space;
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_ListViewIconSize:
    case PM_TabBarIconSize: return IconSize;
    case PM_ToolBarIconSize: return IconSize;
    case PM_DockWidgetSeparatorExtent: return Space;
    case PM_FocusFrameHMargin: return CellMargin - 1;  // views add one
    default: return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int Style::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                     QStyleHintReturn* returned) const
{
    switch (hint) {
    // A click on a row of a tree chooses it; opening needs a double click on every desktop alike.
    case SH_ItemView_ActivateItemOnSingleClick: return 0;
    default: return QProxyStyle::styleHint(hint, option, widget, returned);
    }
}

// Fusion derives the outline of fields from the window's colour, by darkening it: in the dark scheme it is lost.
void Style::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                          const QWidget* widget) const
{
    const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
    if (element == PE_PanelLineEdit && frame != nullptr && frame->lineWidth > 0)
        drawField(*painter, *option, option->state & State_HasFocus, option->palette.brush(QPalette::Base));
    else if (element == PE_Frame && qobject_cast<const QPlainTextEdit*>(widget) != nullptr)
        drawField(*painter, *option, widget->hasFocus(), Qt::NoBrush);
    else if (element == PE_IndicatorCheckBox)
        drawCheckBox(*painter, *option);
    else if (element == PE_IndicatorBranch)
        drawBranch(*painter, *option);
    else if (element == PE_IndicatorTabClose)
        icon(u"close", option->state & State_MouseOver ? Tone::Plain : Tone::Muted).paint(painter, option->rect);
    else
        QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void Style::drawField(QPainter& painter, const QStyleOption& option, bool focused, const QBrush& inside) const
{
    const Colors& colors = colorsOf(option.palette);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(inside);
    painter.setPen(QPen(focused ? colors.accent : colors.fieldBorder, focused ? FocusWidth : 1));
    painter.drawRoundedRect(QRectF(option.rect).adjusted(0.75, 0.75, -0.75, -0.75), FieldRadius, FieldRadius);
    painter.restore();
}

// Fusion outlines an empty box in a shade of the window, which the dark scheme swallows.
void Style::drawCheckBox(QPainter& painter, const QStyleOption& option) const
{
    const Colors& colors = colorsOf(option.palette);
    const bool enabled = option.state & State_Enabled;
    const bool checked = option.state & State_On;
    const QColor outline = !enabled                        ? colors.disabledText
                           : option.state & State_HasFocus ? colors.accent
                                                           : colors.fieldBorder;
    const QRectF box = QRectF(option.rect).adjusted(0.75, 0.75, -0.75, -0.75);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(outline, option.state & State_HasFocus ? FocusWidth : 1));
    painter.setBrush(option.palette.brush(enabled ? QPalette::Base : QPalette::Window));
    painter.drawRoundedRect(box, FieldRadius, FieldRadius);
    if (checked) {
        painter.setPen(
            QPen(enabled ? colors.accent : colors.disabledText, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        const auto at = [&box](qreal x, qreal y) {
            return QPointF(box.left() + x * box.width(), box.top() + y * box.height());
        };
        painter.drawPolyline(QPolygonF{at(0.24, 0.54), at(0.43, 0.72), at(0.78, 0.3)});
    }
    painter.restore();
}

void Style::drawBranch(QPainter& painter, const QStyleOption& option) const
{
    if (!(option.state & State_Children))
        return;
    const bool onHighlight = option.state & State_Selected && option.state & State_Active;
    QRect square(0, 0, BranchSize, BranchSize);
    square.moveCenter(option.rect.center());
    icon(option.state & State_Open ? u"expand" : u"collapsed", Tone::Muted)
        .paint(&painter, square, Qt::AlignCenter, onHighlight ? QIcon::Selected : QIcon::Normal);
}

// Flat, the chosen one underlined: raised tabs of the dark scheme cannot be told apart.
void Style::drawTab(QPainter& painter, const QStyleOptionTab& tab) const
{
    const Colors& colors = colorsOf(tab.palette);
    const bool chosen = tab.state & State_Selected;
    const bool below = tab.shape == QTabBar::RoundedSouth || tab.shape == QTabBar::TriangularSouth;
    if (!chosen && tab.state & State_MouseOver)
        painter.fillRect(tab.rect, colors.raised);
    if (!chosen)
        return;
    const int top = below ? tab.rect.top() : tab.rect.bottom() - TabLine + 1;
    painter.fillRect(QRect(tab.rect.left(), top, tab.rect.width(), TabLine), colors.accent);
}

QRect Style::subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const
{
    const QRect rect = QProxyStyle::subElementRect(element, option, widget);
    if (element == SE_LineEditContents && qobject_cast<const QLineEdit*>(widget) != nullptr)
        return rect.adjusted(CellMargin - LineEditMargin, 0, LineEditMargin - CellMargin, 0);
    return rect;
}

QSize Style::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& contents,
                              const QWidget* widget) const
{
    QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
    if (type == CT_HeaderSection)
        size.rwidth() += 2 * (CellMargin - HeaderMargin);
    if (type == CT_ItemViewItem)
        size.setHeight(std::max(size.height(), RowHeight));
    if (type == CT_PushButton)
        size.setWidth(std::max(size.width(), contents.width() + 6 * Space));
    return size;
}

QIcon Style::standardIcon(StandardPixmap pixmap, const QStyleOption* option, const QWidget* widget) const
{
    switch (pixmap) {
    case SP_TitleBarCloseButton:
    case SP_DockWidgetCloseButton:
    case SP_LineEditClearButton: return icon(u"close", Tone::Muted);
    case SP_TitleBarNormalButton: return icon(u"float", Tone::Muted);
    default: return QProxyStyle::standardIcon(pixmap, option, widget);
    }
}

// A view without focus marks its selection with a pale field, on which an icon drawn for a selection would be lost.
void Style::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                        const QWidget* widget) const
{
    if (const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option);
        tab != nullptr && element == CE_TabBarTabShape) {
        drawTab(*painter, *tab);
        return;
    }
    if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option);
        header != nullptr && element == CE_HeaderLabel) {
        QStyleOptionHeader label(*header);
        label.rect.adjust(CellMargin - HeaderMargin, 0, HeaderMargin - CellMargin, 0);
        QProxyStyle::drawControl(element, &label, painter, widget);
        return;
    }
    const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option);
    if (element != CE_ItemViewItem || item == nullptr || item->icon.isNull() || !(item->state & State_Selected) ||
        item->state & State_Active) {
        QProxyStyle::drawControl(element, option, painter, widget);
        return;
    }
    QStyleOptionViewItem plain(*item);
    const QPixmap drawn = item->icon.pixmap(item->decorationSize, painter->device()->devicePixelRatio());
    plain.icon = QIcon(drawn);
    plain.icon.addPixmap(drawn, QIcon::Selected);
    QProxyStyle::drawControl(element, &plain, painter, widget);
}

void Style::polish(QWidget* widget)
{
    if (auto* table = qobject_cast<QTableView*>(widget)) {
        table->verticalHeader()->setDefaultSectionSize(RowHeight);
        table->verticalHeader()->setMinimumSectionSize(RowHeight);
    }
    // Qt wants room for a whole scroll bar, which in sum is more than a small screen has.
    if (isViewInWindow(*widget) && widget->minimumHeight() == 0)
        widget->setMinimumHeight(LeastRows * RowHeight);
    if (qobject_cast<QPlainTextEdit*>(widget) != nullptr)
        widget->installEventFilter(this);
    QProxyStyle::polish(widget);
}

// Text fields of several lines are drawn with their focus, which Qt does not know.
bool Style::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)
        static_cast<QWidget*>(watched)->update();
    return QProxyStyle::eventFilter(watched, event);
}

}  // namespace rz::app
