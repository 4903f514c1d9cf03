#pragma once

#include "core/base/ids.h"
#include "core/rpc/incoming_call.h"
#include "core/rpc/running_calls.h"

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace rz::rpc {

// A call of a function that runs on a worker, answers later, or waits for its turn in a chain.
struct Job : RunningCall {
    explicit Job(IncomingCall theCall) : RunningCall{theCall.caller, theCall.replyTo, {}}, call(std::move(theCall)) {}

    IncomingCall call;
    const RegisteredFunction* function = nullptr;  // null: forget the chain
    bool first = false;                            // all others wait for it
};
using JobPointer = std::shared_ptr<Job>;

// Calls of one chain, one at a time; an error is the answer to all later ones until it is forgotten (protocol 5.2).
struct ChainState {
    bool busy = false;
    bool orphaned = false;  // its caller is gone
    std::optional<CallErrorValue> error;
    std::deque<JobPointer> waiting;
    bool idle() const { return !busy && !error && waiting.empty(); }
};

// The chains of each context that calls. Whoever calls its functions locks.
class ChainTable {
public:
    // So many chains of one caller may have failed and not been forgotten. None of these errors may be dropped, or later calls
    // of its chain would run.
    static constexpr std::size_t MaxFailed = 4096;

    // There are as many, and this is a new chain.
    bool full(ContextId caller, const std::string& id) const;
    ChainState& chain(ContextId caller, const std::string& id);
    // Null when nothing is known of it.
    ChainState* find(ContextId caller, const std::string& id);
    // The chain's turn is over, with this error if it failed. True when others wait.
    bool endTurn(ContextId caller, const std::string& id, std::optional<CallErrorValue> error);
    void forgetError(ContextId caller, const std::string& id);
    // Of how many contexts chains are known.
    std::size_t callers() const { return m_callers.size(); }
    // The caller is gone. What is under way comes to its end by its jobs.
    void orphan(ContextId caller);

private:
    struct Caller {
        std::unordered_map<std::string, ChainState> chains;
        std::size_t failed = 0;  // of these
    };

    std::unordered_map<ContextId, Caller> m_callers;
};

}  // namespace rz::rpc
