#include "app/common/style.h"

#include "app/common/colors.h"

#include <QHeaderView>
#include <QPainter>
#include <QStyleOption>
#include <QTableView>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr qreal FieldRadius = 3;
constexpr qreal FocusWidth = 1.5;

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
    if (element != PE_PanelLineEdit || frame == nullptr || frame->lineWidth == 0) {
        QProxyStyle::drawPrimitive(element, option, painter, widget);
        return;
    }
    const Colors& colors = colorsOf(option->palette);
    const bool focused = option->state & State_HasFocus;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(option->palette.brush(QPalette::Base));
    painter->setPen(QPen(focused ? colors.accent : colors.fieldBorder, focused ? FocusWidth : 1));
    painter->drawRoundedRect(QRectF(option->rect).adjusted(0.75, 0.75, -0.75, -0.75), FieldRadius, FieldRadius);
    painter->restore();
}

// A view without focus marks its selection with a pale field, on which an icon drawn for a selection would be lost.
void Style::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                        const QWidget* widget) const
{
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
    QProxyStyle::polish(widget);
}

}  // namespace rz::app
