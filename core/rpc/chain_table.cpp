#include "core/rpc/chain_table.h"

#include <algorithm>

namespace rz::rpc {

bool ChainTable::full(ContextId caller, const std::string& id) const
{
    const auto found = m_callers.find(caller);
    return found != m_callers.end() && found->second.failed >= MaxFailed && !found->second.chains.contains(id);
}

ChainState& ChainTable::chain(ContextId caller, const std::string& id)
{
    return m_callers[caller].chains[id];
}

ChainState* ChainTable::find(ContextId caller, const std::string& id)
{
    const auto found = m_callers.find(caller);
    if (found == m_callers.end())
        return nullptr;
    const auto chain = found->second.chains.find(id);
    return chain == found->second.chains.end() ? nullptr : &chain->second;
}

bool ChainTable::endTurn(ContextId caller, const std::string& id, std::optional<CallErrorValue> error)
{
    const auto found = m_callers.find(caller);
    auto& [chains, failed] = found->second;
    const auto chain = chains.find(id);
    ChainState& state = chain->second;
    state.busy = false;
    if (error && !state.error) {
        state.error = std::move(error);
        ++failed;
    }
    if (!state.waiting.empty())
        return true;
    if (state.orphaned || state.idle()) {
        failed -= state.error ? 1 : 0;
        chains.erase(chain);
        if (chains.empty())
            m_callers.erase(found);
    }
    return false;
}

void ChainTable::forgetError(ContextId caller, const std::string& id)
{
    ChainState* const state = find(caller, id);
    if (state == nullptr || !state->error)
        return;
    state->error.reset();
    --m_callers.at(caller).failed;
}

void ChainTable::orphan(ContextId caller)
{
    const auto found = m_callers.find(caller);
    if (found == m_callers.end())
        return;
    auto& [chains, failed] = found->second;
    std::erase_if(chains, [](const auto& chain) { return !chain.second.busy && chain.second.waiting.empty(); });
    failed = static_cast<std::size_t>(
        std::ranges::count_if(chains, [](const auto& chain) { return chain.second.error.has_value(); }));
    for (auto& [id, chain] : chains)
        chain.orphaned = true;
    if (chains.empty())
        m_callers.erase(found);
}

}  // namespace rz::rpc
