#pragma once

#include "core/connect/bootstrap/agent_store.h"
#include "core/connect/openers/opener.h"

#include <memory>

namespace rz::connect {

// Opens local contexts: executes the agent, or another interpreter. `agents` must outlive it.
std::unique_ptr<Opener> makeLocalOpener(AgentStore& agents);

}  // namespace rz::connect
