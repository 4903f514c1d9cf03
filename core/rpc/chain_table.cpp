#include "core/rpc/chain_table.h"

namespace rz::rpc {

ChainState& ChainTable::chain(ContextId caller, const std::string& id)
{
    Chains& chains = m_chains[caller];
    if (chains.size() >= MaxChains && !chains.contains(id)) {
        for (auto chain = chains.begin(); chain != chains.end(); ++chain) {
            if (!chain->second.busy && chain->second.waiting.empty()) {
                chains.erase(chain);
                break;
            }
        }
    }
    return chains[id];
}

ChainState* ChainTable::find(ContextId caller, const std::string& id)
{
    const auto chains = m_chains.find(caller);
    if (chains == m_chains.end())
        return nullptr;
    const auto chain = chains->second.find(id);
    return chain == chains->second.end() ? nullptr : &chain->second;
}

bool ChainTable::endTurn(ContextId caller, const std::string& id, std::optional<CallErrorValue> error)
{
    const auto chains = m_chains.find(caller);
    const auto chain = chains->second.find(id);
    ChainState& state = chain->second;
    state.busy = false;
    if (error && !state.orphaned)
        state.error = std::move(error);
    if (!state.waiting.empty())
        return true;
    if (state.orphaned || state.idle()) {
        chains->second.erase(chain);
        if (chains->second.empty())
            m_chains.erase(chains);
    }
    return false;
}

void ChainTable::orphan(ContextId caller)
{
    const auto chains = m_chains.find(caller);
    if (chains == m_chains.end())
        return;
    std::erase_if(chains->second, [](const auto& chain) { return !chain.second.busy && chain.second.waiting.empty(); });
    for (auto& [id, chain] : chains->second)
        chain.orphaned = true;
    if (chains->second.empty())
        m_chains.erase(chains);
}

}  // namespace rz::rpc
