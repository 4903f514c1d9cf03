#pragma once

#include "core/connect/bootstrap/agent_store.h"
#include "core/connect/openers/opener.h"

#include <memory>

namespace rz::connect {

// Opens local contexts by fork(). Not of this process, whose other threads may hold any lock and whose memory is nobody
// else's business, but of a template: an agent's executable (`rhizome-agent template`, agent/template_process.h) that waits for
// nothing but to be copied. It is started by the first use and ends with the opener. `agents` must outlive it.
std::unique_ptr<Opener> makeForkOpener(AgentStore& agents);

}  // namespace rz::connect
