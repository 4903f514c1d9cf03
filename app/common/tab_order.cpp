#include "app/common/tab_order.h"

#include <QHash>
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
    if (isMovedWithAnother(widget, part))
        return false;
    return isEnteredByProxy(widget) || (widget.focusPolicy() & Qt::TabFocus && widget.focusProxy() == nullptr);
}

// The stops of a part, as they come from the part itself on, round the window.
struct Stops {
    QList<QWidget*> fromPart;
    QList<QWidget*> beforePart;
    bool passedPart = false;
};

using StopsOfParts = QHash<const QWidget*, Stops>;

// The innermost part that a widget is in.
StopsOfParts::iterator partOf(const QWidget& widget, StopsOfParts& parts)
{
    for (const QWidget* outer = &widget; outer != nullptr; outer = outer->parentWidget()) {
        if (const auto part = parts.find(outer); part != parts.end())
            return part;
    }
    return parts.end();
}

// Once round the window of `first`.
void collectStops(QWidget& first, StopsOfParts& parts)
{
    QWidget* next = &first;
    do {
        if (const auto part = partOf(*next, parts); part != parts.end()) {
            Stops& stops = part.value();
            stops.passedPart = stops.passedPart || next == part.key();
            if (isStop(*next, *part.key()))
                (stops.passedPart ? stops.fromPart : stops.beforePart) << next;
        }
        next = next->nextInFocusChain();
    } while (next != &first);
}

}  // namespace

void tabThrough(const QList<QWidget*>& parts)
{
    StopsOfParts stops;
    for (const QWidget* part : parts)
        stops.insert(part, {});
    QList<QWidget*> order;
    for (QWidget* part : parts) {
        // One round finds those of all parts; only what is not in a window yet has a round of its own.
        if (!stops[part].passedPart)
            collectStops(*part, stops);
        order << stops[part].fromPart << stops[part].beforePart;
    }
    for (qsizetype i = 1; i < order.size(); ++i)
        QWidget::setTabOrder(order[i - 1], order[i]);
}

}  // namespace rz::app
