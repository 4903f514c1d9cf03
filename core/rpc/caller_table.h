#pragma once

#include "core/base/ids.h"
#include "core/base/signal.h"
#include "core/rpc/incoming_call.h"

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace rz::rpc {

// A call that does not end where its message was read: it runs on a worker, answers later, or waits for its turn in a chain.
struct Job {
    explicit Job(IncomingCall theCall) : call(std::move(theCall)) {}

    IncomingCall call;
    const RegisteredFunction* function = nullptr;  // null: forget the chain
    std::stop_source stop;
};
using JobPointer = std::shared_ptr<Job>;

// Calls of one chain, one at a time; an error is the answer to all later ones until it is forgotten (protocol 5.2).
struct ChainState {
    bool busy = false;
    std::optional<CallErrorValue> error;
    std::deque<JobPointer> waiting;
    bool idle() const { return !busy && !error && waiting.empty(); }
};

// What the dispatcher knows of each context that calls: its jobs and its chains. Whoever calls its functions locks.
class CallerTable {
public:
    // Errors of chains that nobody forgets are kept for this many chains of one caller.
    static constexpr std::size_t MaxChains = 4096;

    bool knows(ContextId caller) const { return m_callers.contains(caller); }
    // `gone` stays connected as long as the caller is known.
    void add(ContextId caller, Subscription gone) { m_callers[caller].gone = std::move(gone); }
    // The caller is gone: forgets what it can, and returns the jobs that are to be stopped.
    std::vector<JobPointer> remove(ContextId caller);

    void begin(const JobPointer& job);
    void end(const JobPointer& job);
    JobPointer findJob(ContextId caller, Handle replyTo) const;
    std::vector<JobPointer> allJobs() const;
    std::size_t jobCount() const { return m_jobs; }

    ChainState& chain(ContextId caller, const std::string& id);
    // The chain's turn is over, with this error if it failed. True when others wait.
    bool endTurn(ContextId caller, const std::string& id, std::optional<CallErrorValue> error);

private:
    struct Caller {
        Subscription gone;
        bool left = false;
        std::unordered_map<Handle, JobPointer> jobs;  // by reply handle
        std::unordered_set<JobPointer> unheard;       // those nobody waits for
        std::unordered_map<std::string, ChainState> chains;
    };
    using Callers = std::unordered_map<ContextId, Caller>;

    void tidy(Callers::iterator caller);

    Callers m_callers;
    std::size_t m_jobs = 0;
};

}  // namespace rz::rpc
