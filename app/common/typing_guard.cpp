#include "app/common/typing_guard.h"

#include <QCoreApplication>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QWidget>

#include <chrono>

namespace rz::app {
namespace {

// Longer than between two keys of a slow typist, shorter than it takes to read a question.
constexpr std::chrono::milliseconds Moment(700);

bool isModifier(int key)
{
    switch (key) {
    case Qt::Key_Shift:
    case Qt::Key_Control:
    case Qt::Key_Alt:
    case Qt::Key_AltGr:
    case Qt::Key_Meta:
    case Qt::Key_CapsLock: return true;
    default: return false;
    }
}

bool isTyped(const QEvent& event)
{
    if (event.type() == QEvent::KeyPress)
        return !isModifier(static_cast<const QKeyEvent&>(event).key());
    if (event.type() != QEvent::InputMethod)
        return false;
    const auto& composed = static_cast<const QInputMethodEvent&>(event);
    return !composed.preeditString().isEmpty() || !composed.commitString().isEmpty();
}

// What leads into and out of a part, and does nothing in it.
bool isWayOut(const QEvent& event)
{
    if (event.type() != QEvent::KeyPress)
        return false;
    const int key = static_cast<const QKeyEvent&>(event).key();
    return key == Qt::Key_Tab || key == Qt::Key_Backtab || key == Qt::Key_Escape;
}

}  // namespace

TypingGuard::TypingGuard(QObject* parent) : QObject(parent)
{
    m_moment.setSingleShot(true);
    m_moment.setInterval(Moment);
    connect(&m_moment, &QTimer::timeout, this, [this] {
        m_guarded.clear();
        emit paused();
    });
    QCoreApplication::instance()->installEventFilter(this);
}

void TypingGuard::presumeTyping()
{
    m_moment.start();
}

void TypingGuard::forget()
{
    m_moment.stop();
    m_guarded.clear();
}

void TypingGuard::guard(QWidget& part)
{
    m_guarded = &part;
}

bool TypingGuard::isGuarded(const QObject* watched) const
{
    const auto* widget = qobject_cast<const QWidget*>(watched);
    return m_guarded && widget != nullptr && m_guarded->isAncestorOf(widget);
}

bool TypingGuard::eventFilter(QObject* watched, QEvent* event)
{
    if (isTyped(*event)) {
        m_moment.start();
        return isGuarded(watched) && !isWayOut(*event);
    }
    if (event->type() == QEvent::MouseButtonPress && isGuarded(watched))
        m_guarded.clear();
    return false;
}

}  // namespace rz::app
