#pragma once

#include "core/base/unique_fd.h"

#include <QObject>
#include <QSocketNotifier>

#include <memory>

namespace rz::qt {

// SIGINT, SIGTERM and SIGHUP as a Qt signal, so that a program ends in order when it is told to. One per process, made
// before any thread, and so before the application, which starts some to talk to its display: the signals are blocked
// everywhere and read from a descriptor.
class QuitSignals : public QObject {
    Q_OBJECT
public:
    explicit QuitSignals(QObject* parent = nullptr);
    // Once there is an application. What came before is received now.
    void listen();

signals:
    void received();

private:
    void read();

    UniqueFd m_descriptor;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

}  // namespace rz::qt
