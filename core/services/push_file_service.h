#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/routing/router.h"
#include "core/rpc/service.h"

#include <condition_variable>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rz::services {

// Small files that those above push to a context, through every one on the way, which keeps them: over each stream a file
// goes once, and for further contexts behind it only its name (reference: PushFileService; protocol 5.9). Kept as long as
// the context lives, since those above count on it. Create and destroy it on the broker thread, before the router.
class PushFileService : public rpc::Service, private routing::RouterObserver {
public:
    static constexpr std::string_view Name = "mitogen.service.PushFileService";

    explicit PushFileService(routing::Router& router);

    // --- any thread ---

    // Has `data` as the file `path` here, and in `target` and all on the way there. Fails with Argument when it is larger
    // than a message may be, with Channel when there is no way.
    Result<> push(const std::string& path, Bytes data, ContextId target);
    // What was pushed as `path`.
    std::optional<Bytes> find(const std::string& path) const;
    // Waits for it; not on the broker thread. Fails with Timeout after `patience`, with Cancelled when the pool ends whose
    // thread waits.
    Result<Bytes> get(const std::string& path, Duration patience) const;

    static constexpr std::size_t MaxWaiting = 10'000;  // orders to forward what is not here yet

protected:
    std::size_t maxFileSize() const { return m_router.maxMessageSize(); }

private:
    void routeAdded(const routing::RouteInfo&) override {}
    void routeRemoved(ContextId id, const Error&) override;

    void store(const std::string& path, Bytes data);
    void storeAndForward(const std::string& path, Bytes data, const ContextRef& target);
    void forwardOrWait(const std::string& path, const ContextRef& target);
    Result<> forward(const std::string& path, const ContextRef& target);

    routing::Router& m_router;
    mutable std::mutex m_mutex;
    mutable std::condition_variable_any m_stored;
    std::map<std::string, Bytes> m_files;
    std::map<ContextId, std::set<std::string>> m_sent;  // to each child of ours
    std::vector<std::pair<std::string, ContextRef>> m_waiting;
    Subscription m_observing;  // broker thread
};

}  // namespace rz::services
