#include "app/common/style.h"

#include <QHeaderView>
#include <QPainter>
#include <QStyleOption>
#include <QTableView>

using namespace Qt::StringLiterals;

namespace rz::app {

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
