#pragma once

#include "core/attach/known_context.h"
#include "core/rpc/service.h"

#include <functional>
#include <vector>

namespace rz::attach {

// Tells programs that are attached which contexts there are, which Mitogen has no word for: service "rhizome.Contexts", method
// "list" without arguments (PROTOCOL.md, 7.3). For those with our authority only.
class ContextsService final : public rpc::Service {
public:
    static constexpr std::string_view Name = "rhizome.Contexts";

    // `list` is called on a thread of the pool, and must not wait for the broker's.
    using List = std::function<std::vector<KnownContext>()>;
    explicit ContextsService(List list);
};

}  // namespace rz::attach
