#pragma once

#include "core/connect/connector.h"
#include "core/connect/method.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>

namespace rhizome {

// Makes the contexts of a chain, each below the one before; one that dies before it is done() gives up. What was made of a chain
// that fails is shut down again. Broker thread.
class ChainConnection final : private rz::connect::ConnectObserver {
public:
    // `prompts`: who answers questions instead of the connector's; may be null.
    ChainConnection(rz::connect::Connector& connector, rz::routing::Router& router,
                    rz::connect::PromptHandler* prompts);
    ~ChainConnection() override;
    ChainConnection(const ChainConnection&) = delete;
    ChainConnection& operator=(const ChainConnection&) = delete;

    // Once. `via`: the context below which the first is made; none: here. `onDone` runs in the loop when it is done() by
    // itself: not for a chain that cannot be, for which it is done at once, nor in giveUp(). It must not destroy this.
    void start(std::string_view chain, std::optional<rz::ContextId> via, std::move_only_function<void()> onDone);
    // Not done, it ends: the result is this failure, and tells the hop and step it was at.
    void giveUp(rz::ErrorKind kind, std::string_view why);
    bool done() const { return m_result.has_value(); }
    // The last context of the chain. When done().
    const rz::Result<rz::ContextId>& result() const { return *m_result; }

private:
    void storyChanged(const rz::connect::Story&) override {}
    void finished(const rz::Result<rz::connect::Connected>& result, const rz::connect::Story& story) override;
    void next();
    void shutDownMade() const;

    rz::connect::Connector& m_connector;
    rz::routing::Router& m_router;
    rz::connect::PromptHandler* m_prompts;
    rz::connect::Chain m_chain;
    std::size_t m_made = 0;
    std::optional<rz::ContextId> m_top;  // the first that was made
    std::optional<rz::ContextId> m_via;
    rz::connect::Connector::Handle m_hop;
    rz::io::Timer m_nextHop;
    std::optional<rz::Result<rz::ContextId>> m_result;
    std::move_only_function<void()> m_onDone;  // null: nobody is to be told any more
};

}  // namespace rhizome
