#pragma once

#include "core/base/ids.h"
#include "core/routing/router.h"

#include <optional>
#include <string_view>
#include <vector>

namespace rz::rpc {

// Who this process is in the tree (reference: mitogen.is_master, context_id, parent_id, parent_ids, __version__).
struct Identity {
    ContextId contextId = MasterId;
    std::vector<ContextId> parentIds;  // nearest first; empty in a master, and after detach()
    bool isMaster = true;
    std::string_view version;  // of Rhizome

    std::optional<ContextId> parentId() const
    {
        return parentIds.empty() ? std::nullopt : std::optional(parentIds.front());
    }

    static Identity of(const routing::Router& router);  // as it is now; any thread
};

}  // namespace rz::rpc
