#include "app/common/first_paint.h"

#include <QCoreApplication>
#include <QEvent>
#include <QTimer>
#include <QWidget>

namespace rz::app {

namespace {

class PaintWatch final : public QObject {
public:
    using QObject::QObject;

    bool eventFilter(QObject*, QEvent* event) override
    {
        // The event is only about to be handled; the timer runs when it was.
        if (event->type() == QEvent::Paint)
            QTimer::singleShot(0, qApp, &QCoreApplication::quit);
        return false;
    }
};

}  // namespace

void quitAfterFirstPaint(QWidget& window)
{
    window.installEventFilter(new PaintWatch(&window));
}

}  // namespace rz::app
