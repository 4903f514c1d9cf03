#pragma once

#include "core/io/broker.h"

#include <QObject>
#include <QSocketNotifier>

namespace rz::qt {

// Lets the event loop of this thread drive a Broker made with Drive::Caller: its descriptor is readable whenever it has
// something to do. The broker must outlive it; it stops by itself when the broker has ended.
class BrokerNotifier : public QObject {
    Q_OBJECT
public:
    explicit BrokerNotifier(io::Broker& broker, QObject* parent = nullptr);

signals:
    void ended();

private:
    void turn();

    io::Broker& m_broker;
    QSocketNotifier m_notifier;
};

}  // namespace rz::qt
