#include "agent/program/chain_connection.h"

#include <utility>

namespace rhizome {

using namespace rz;

ChainConnection::ChainConnection(connect::Connector& connector, io::Broker& broker)
    : m_connector(connector), m_broker(broker)
{
}

void ChainConnection::start(std::string_view chain, std::optional<ContextId> via)
{
    auto parsed = connect::parseChain(chain);
    if (!parsed) {
        m_result = std::unexpected(std::move(parsed).error());
        return;
    }
    m_chain = std::move(*parsed);
    m_via = via;
    next();
}

void ChainConnection::next()
{
    m_hop = m_connector.connect(m_chain[m_made], m_via, *this);
}

void ChainConnection::finished(const Result<connect::Connected>& result, const connect::Story&)
{
    if (!result) {
        m_result = std::unexpected(result.error());
        return;
    }
    m_via = result->id;
    if (++m_made == m_chain.size())
        m_result = result->id;
    else
        m_nextHop = m_broker.after(Duration::zero(), [this] { next(); });  // it is the connection that calls this
}

}  // namespace rhizome
