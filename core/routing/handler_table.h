#pragma once

#include "core/routing/endpoint.h"
#include "core/routing/handle_map.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace rz::routing {

// The handles of this context and where they lead (protocol 3.1). Any thread. Whoever takes an endpoint out of the table owns
// its completion: that is what makes it happen exactly once.
class HandlerTable {
public:
    using EndpointPointer = std::shared_ptr<Endpoint>;

    HandlerTable() = default;
    HandlerTable(const HandlerTable&) = delete;
    HandlerTable& operator=(const HandlerTable&) = delete;
    // Tells nobody: close() first.
    ~HandlerTable() = default;

    // Fails when the handle is taken, or the table closed.
    Result<Handle> add(EndpointPointer endpoint, HandlerOptions options);
    // Null when there is none. `only`: only if it is that one.
    EndpointPointer remove(Handle handle, const Endpoint* only = nullptr);

    struct Found {
        enum class Verdict {
            Missing,   // no such handle
            Stranger,  // it has a respondent, and this is not it
            Ask,    // its policy has to be asked, or it is a dead message of another than the respondent; then take()
            Ready,  // deliver
        };
        Verdict verdict = Verdict::Missing;
        EndpointPointer endpoint;
    };
    // Where `message` goes. One that does not persist is taken out when it is Ready.
    Found find(const Message& message);
    // None: anybody may.
    const Policy& policyOf(const Endpoint& endpoint) const { return endpoint.m_policy; }
    // Null: without.
    const ContextId* respondentOf(const Endpoint& endpoint) const
    {
        return endpoint.m_hasRespondent ? &endpoint.m_respondent : nullptr;
    }
    // After these said yes; false when it has been taken meanwhile.
    bool take(const Endpoint& endpoint);

    // Endpoints whose respondent is `id`, taken out.
    std::vector<EndpointPointer> takeRespondents(ContextId id);
    // Those of every respondent for which `lost` is true.
    std::vector<EndpointPointer> takeRespondentsIf(const std::function<bool(ContextId)>& lost);
    // All; from now on add() fails with `reason`.
    std::vector<EndpointPointer> close(Error reason);

    std::size_t size() const;
    // How many endpoints wait for `id`.
    std::size_t waitingFor(ContextId id) const;

private:
    struct Waiters {
        Endpoint* first = nullptr;
        std::size_t count = 0;
    };

    struct Range {
        Range(Handle begin, std::uint32_t end) : first(raw(begin)), last(end - 1), next(first) {}

        std::uint32_t first;
        std::uint32_t last;
        std::uint32_t next;
    };

    Handle freeHandle(Range& range);
    EndpointPointer takeOut(EndpointPointer* found);
    void link(Endpoint& endpoint);
    void unlink(Endpoint& endpoint);
    Waiters& waitersOf(ContextId id);
    void takeAll(Waiters& waiters, std::vector<EndpointPointer>& out);

    mutable std::mutex m_mutex;
    HandleMap<EndpointPointer> m_endpoints;
    std::unordered_map<ContextId, Waiters> m_waiters;
    // The last one used: it alone may be empty, so that one call after the other does not build and drop it each time.
    ContextId m_recentId{};
    Waiters* m_recent = nullptr;
    Range m_plain{wire::FirstDynamic, raw(wire::FirstSecret)};
    Range m_secret{wire::FirstSecret, raw(wire::FirstBulk)};
    Range m_bulk{wire::FirstBulk, 0};  // to the end of all
    std::optional<Error> m_closed;
};

}  // namespace rz::routing
