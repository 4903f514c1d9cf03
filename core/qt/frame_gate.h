#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <atomic>
#include <chrono>

namespace rz::qt {

// Turns wake-ups from any thread into at most one signal a frame on the thread it lives on: at once after a quiet time,
// else when the frame is over.
class FrameGate : public QObject {
    Q_OBJECT
public:
    explicit FrameGate(std::chrono::milliseconds frame, QObject* parent = nullptr);

    // Any thread.
    void wake();

signals:
    void opened();

private:
    void schedule();
    void open();

    std::chrono::milliseconds m_frame;
    QTimer m_timer;
    QElapsedTimer m_sinceOpened;
    std::atomic<bool> m_woken = false;
};

}  // namespace rz::qt
