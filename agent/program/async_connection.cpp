#include "agent/program/async_connection.h"

namespace rhizome {

using namespace rz;

AsyncConnection::AsyncConnection(connect::Connector& connector, routing::Router& router,
                                 connect::PromptHandler* prompts)
    : m_router(router), m_outcome(&router.broker()), m_connection(connector, router, prompts)
{
}

void AsyncConnection::start(std::string_view chain, const ConnectOptions& options)
{
    io::Broker& broker = m_router.broker();
    m_connection.start(chain, options.via ? std::optional(options.via->id()) : std::nullopt, [this] { tell(); });
    if (m_connection.done()) {
        tell();
        return;
    }
    if (broker.ended()) {
        cancel();
        return;
    }
    m_brokerEnd = broker.onEnd([this] { cancel(); });
    if (options.deadline)
        m_deadline =
            broker.after(*options.deadline, [this] { giveUp(ErrorKind::Timeout, "it was not connected in time"); });
    // On any thread, and here at once when it was requested before.
    m_cancel.emplace(options.cancel, [&broker, self = weak_from_this()] {
        broker.deferLater([self] {
            if (const auto alive = self.lock())
                alive->cancel();
        });
    });
}

void AsyncConnection::giveUp(ErrorKind kind, std::string_view why)
{
    if (m_connection.done())
        return;
    m_connection.giveUp(kind, why);
    tell();
}

// Whoever had the latch may have closed it.
void AsyncConnection::tell()
{
    if (const Result<ContextId>& made = m_connection.result())
        static_cast<void>(m_outcome.put(rpc::Context(m_router, *made)));
    else
        static_cast<void>(m_outcome.put(std::unexpected(made.error())));
}

}  // namespace rhizome
