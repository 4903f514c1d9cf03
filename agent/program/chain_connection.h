#pragma once

#include "core/connect/connector.h"
#include "core/connect/method.h"

#include <cstddef>
#include <optional>
#include <string_view>

namespace rhizome {

// Makes the contexts of a chain, each below the one before. Broker thread; it must live until done().
class ChainConnection final : private rz::connect::ConnectObserver {
public:
    ChainConnection(rz::connect::Connector& connector, rz::io::Broker& broker);

    // Once. `via`: the context below which the first is made; none: here.
    void start(std::string_view chain, std::optional<rz::ContextId> via);
    bool done() const { return m_result.has_value(); }
    // The last context of the chain. When done().
    const rz::Result<rz::ContextId>& result() const { return *m_result; }

private:
    void storyChanged(const rz::connect::Story&) override {}
    void finished(const rz::Result<rz::connect::Connected>& result, const rz::connect::Story& story) override;
    void next();

    rz::connect::Connector& m_connector;
    rz::io::Broker& m_broker;
    rz::connect::Chain m_chain;
    std::size_t m_made = 0;
    std::optional<rz::ContextId> m_via;
    rz::connect::Connector::Handle m_hop;
    rz::io::Timer m_nextHop;
    std::optional<rz::Result<rz::ContextId>> m_result;
};

}  // namespace rhizome
