#include "app/common/tab_order.h"

#include <QWidget>

namespace rz::app {
namespace {

// A box of buttons, say: Qt enters it by a control inside it, and moves it as a whole.
bool isEnteredByProxy(const QWidget& widget)
{
    return widget.focusProxy() != nullptr && widget.isAncestorOf(widget.focusProxy());
}

bool isMovedWithAnother(const QWidget& widget, const QWidget& part)
{
    for (const QWidget* outer = &widget; outer != &part;) {
        outer = outer->parentWidget();
        if (isEnteredByProxy(*outer))
            return true;
    }
    return false;
}

bool isStop(const QWidget& widget, const QWidget& part)
{
    const bool within = &widget == &part || part.isAncestorOf(&widget);
    if (!within || isMovedWithAnother(widget, part))
        return false;
    return isEnteredByProxy(widget) || (widget.focusPolicy() & Qt::TabFocus && widget.focusProxy() == nullptr);
}

}  // namespace

void tabThrough(const QList<QWidget*>& parts)
{
    QList<QWidget*> order;
    for (QWidget* part : parts) {
        QWidget* next = part;
        do {
            if (isStop(*next, *part))
                order << next;
            next = next->nextInFocusChain();
        } while (next != part);
    }
    for (qsizetype i = 1; i < order.size(); ++i)
        QWidget::setTabOrder(order[i - 1], order[i]);
}

}  // namespace rz::app
