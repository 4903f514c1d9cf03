#include "app/common/tab_order.h"

#include <QWidget>

namespace rz::app {

void tabThrough(const QList<QWidget*>& parts)
{
    QList<QWidget*> order;
    for (QWidget* part : parts) {
        QWidget* next = part;
        do {
            const bool within = next == part || part->isAncestorOf(next);
            if (within && next->focusPolicy() & Qt::TabFocus && next->focusProxy() == nullptr)
                order << next;
            next = next->nextInFocusChain();
        } while (next != part);
    }
    for (qsizetype i = 1; i < order.size(); ++i)
        QWidget::setTabOrder(order[i - 1], order[i]);
}

}  // namespace rz::app
