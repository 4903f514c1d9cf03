#pragma once

#include "core/rpc/external_context.h"

#include <string_view>

namespace rz::modules {

// Whether a module may be served under `policy`.
bool permits(const rpc::ImportPolicy& policy, std::string_view name);

}  // namespace rz::modules
