#include "core/qt/frame_gate.h"

namespace rz::qt {

FrameGate::FrameGate(std::chrono::milliseconds frame, QObject* parent) : QObject(parent), m_frame(frame)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &FrameGate::open);
}

void FrameGate::wake()
{
    // Always through the event loop: who wakes may be inside a call from the GUI, whose slots must not run meanwhile.
    if (!m_woken.exchange(true))
        QMetaObject::invokeMethod(this, &FrameGate::schedule, Qt::QueuedConnection);
}

void FrameGate::schedule()
{
    const auto since = m_sinceOpened.isValid() ? std::chrono::milliseconds(m_sinceOpened.elapsed()) : m_frame;
    if (since >= m_frame)
        open();
    else
        m_timer.start(m_frame - since);
}

void FrameGate::open()
{
    m_sinceOpened.start();
    m_woken = false;
    emit opened();
}

}  // namespace rz::qt
