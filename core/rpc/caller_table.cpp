#include "core/rpc/caller_table.h"

namespace rz::rpc {

std::vector<JobPointer> CallerTable::remove(ContextId id)
{
    const auto caller = m_callers.find(id);
    if (caller == m_callers.end())
        return {};
    caller->second.left = true;
    std::vector<JobPointer> out;
    for (const auto& [handle, job] : caller->second.jobs)
        out.push_back(job);
    out.insert(out.end(), caller->second.unheard.begin(), caller->second.unheard.end());
    // Chains under way come to their end by their jobs.
    std::erase_if(caller->second.chains,
                  [](const auto& chain) { return !chain.second.busy && chain.second.waiting.empty(); });
    tidy(caller);
    return out;
}

void CallerTable::begin(const JobPointer& job)
{
    Caller& caller = m_callers[job->call.caller];
    ++m_jobs;
    // A handle that is in use already is no business of ours, but it must not push another call out.
    if (!job->call.wantsReply() || !caller.jobs.emplace(job->call.replyTo, job).second)
        caller.unheard.insert(job);
}

void CallerTable::end(const JobPointer& job)
{
    --m_jobs;
    const auto caller = m_callers.find(job->call.caller);
    auto& jobs = caller->second.jobs;
    if (const auto found = jobs.find(job->call.replyTo); found != jobs.end() && found->second == job)
        jobs.erase(found);
    else
        caller->second.unheard.erase(job);
    tidy(caller);
}

JobPointer CallerTable::findJob(ContextId caller, Handle replyTo) const
{
    const auto found = m_callers.find(caller);
    if (found == m_callers.end())
        return nullptr;
    const auto job = found->second.jobs.find(replyTo);
    return job == found->second.jobs.end() ? nullptr : job->second;
}

std::vector<JobPointer> CallerTable::allJobs() const
{
    std::vector<JobPointer> out;
    for (const auto& [id, caller] : m_callers) {
        for (const auto& [handle, job] : caller.jobs)
            out.push_back(job);
        out.insert(out.end(), caller.unheard.begin(), caller.unheard.end());
    }
    return out;
}

ChainState& CallerTable::chain(ContextId caller, const std::string& id)
{
    auto& chains = m_callers[caller].chains;
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

bool CallerTable::endTurn(ContextId id, const std::string& chainId, std::optional<CallErrorValue> error)
{
    const auto caller = m_callers.find(id);
    const auto chain = caller->second.chains.find(chainId);
    ChainState& state = chain->second;
    state.busy = false;
    if (error && !caller->second.left)
        state.error = std::move(error);
    if (!state.waiting.empty())
        return true;
    if (state.idle()) {
        caller->second.chains.erase(chain);
        tidy(caller);
    }
    return false;
}

void CallerTable::tidy(Callers::iterator caller)
{
    const Caller& state = caller->second;
    if (state.left && state.jobs.empty() && state.unheard.empty() && state.chains.empty())
        m_callers.erase(caller);
}

}  // namespace rz::rpc
