#pragma once

#include "core/base/unique_fd.h"

#include <QObject>
#include <QSocketNotifier>

#include <memory>

namespace rz::qt {

// SIGINT, SIGTERM and SIGHUP as a Qt signal, so that a program ends in order when it is told to. One per process, made
// before any thread: the signals are blocked everywhere and read from a descriptor.
class QuitSignals : public QObject {
    Q_OBJECT
public:
    explicit QuitSignals(QObject* parent = nullptr);

signals:
    void received();

private:
    void read();

    UniqueFd m_descriptor;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

}  // namespace rz::qt
