#include "core/qt/broker_notifier.h"

namespace rz::qt {

BrokerNotifier::BrokerNotifier(io::Broker& broker, QObject* parent)
    : QObject(parent), m_broker(broker), m_notifier(broker.pollableFd(), QSocketNotifier::Read)
{
    connect(&m_notifier, &QSocketNotifier::activated, this, &BrokerNotifier::turn);
}

void BrokerNotifier::turn()
{
    if (m_broker.runOnce(Duration::zero()))
        return;
    m_notifier.setEnabled(false);
    emit ended();
}

}  // namespace rz::qt
