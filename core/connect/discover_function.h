#pragma once

#include "core/connect/method.h"
#include "core/rpc/call.h"
#include "core/rpc/registry.h"

namespace rz::connect {

// Registers `rhizome.discover`: what a method could connect to from this context (discovery.h), a list of dicts with name, state
// and note.
void addDiscover(rpc::Registry& registry);

// The call of it for a hop whose target is sought.
rpc::Call discoverCall(const Hop& hop);

}  // namespace rz::connect
