#pragma once

#include "core/rpc/registry.h"

namespace rz {

// Makes os.*, fs.*, proc.* and sys.* callable, and posix.* as what Python calls os.
void addBuiltinFunctions(rpc::Registry& registry);

}  // namespace rz
