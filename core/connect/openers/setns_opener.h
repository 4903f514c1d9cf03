#pragma once

#include "core/connect/bootstrap/agent_store.h"
#include "core/connect/openers/opener.h"

#include <memory>

namespace rz::connect {

// Opens containers by joining their namespaces: asks the container's own program for the number of its first process, then
// has the agent's executable enter it (agent/enter.h). `agents` must outlive it.
std::unique_ptr<Opener> makeSetnsOpener(AgentStore& agents);

}  // namespace rz::connect
