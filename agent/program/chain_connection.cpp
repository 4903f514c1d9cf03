#include "agent/program/chain_connection.h"

#include "core/base/str.h"
#include "core/rpc/context.h"

#include <utility>

namespace rhizome {

using namespace rz;

ChainConnection::ChainConnection(connect::Connector& connector, routing::Router& router,
                                 connect::PromptHandler* prompts)
    : m_connector(connector), m_router(router), m_prompts(prompts)
{
}

// The hop tells its end meanwhile.
ChainConnection::~ChainConnection()
{
    m_onDone = nullptr;
    m_hop.reset();
    if (!done())
        shutDownMade();
}

void ChainConnection::start(std::string_view chain, std::optional<ContextId> via,
                            std::move_only_function<void()> onDone)
{
    auto parsed = connect::parseChain(chain);
    if (!parsed) {
        m_result = std::unexpected(std::move(parsed).error());
        return;
    }
    m_chain = std::move(*parsed);
    m_via = via;
    m_onDone = std::move(onDone);
    next();
}

void ChainConnection::giveUp(ErrorKind kind, std::string_view why)
{
    if (done())
        return;
    m_onDone = nullptr;
    m_nextHop.cancel();
    m_hop.reset();
    if (!done())
        shutDownMade();
    ErrorDetails details = done() && !*m_result ? m_result->error().details() : ErrorDetails();
    m_result = std::unexpected(Error(kind, str(m_chain[m_made].label(), ": ", why)).withDetails(std::move(details)));
}

void ChainConnection::next()
{
    m_hop = m_connector.connect(m_chain[m_made], m_via, *this, m_prompts);
}

void ChainConnection::finished(const Result<connect::Connected>& result, const connect::Story&)
{
    if (!result) {
        m_result = std::unexpected(result.error());
        shutDownMade();
    } else {
        m_via = result->id;
        if (!m_top)
            m_top = m_via;
        if (++m_made == m_chain.size())
            m_result = result->id;
        else  // later: it is the connection that calls this
            m_nextHop = m_router.broker().after(Duration::zero(), [this] { next(); });
    }
    if (done() && m_onDone)
        m_onDone();
}

// Those below it go with it.
void ChainConnection::shutDownMade() const
{
    if (m_top)
        rpc::Context(m_router, *m_top).shutdown(rpc::Context::Wait::No);
}

}  // namespace rhizome
