#pragma once

#include "core/rpc/registry.h"

#include <string>

namespace rz::fakessh {

// Registers "fakessh.session" (PROTOCOL.md 8.9): a session as sshd serves it, on the broker thread alone.
// `ownExecutable` is the agent's, in the sense of connect::AgentStore::localPath().
void addSessions(rpc::Registry& registry, std::string ownExecutable);

// The same for a context's own process.
void beginSession(const rpc::CallContext& context, const Dict& keywords, const std::string& ownExecutable,
                  rpc::Answer answer);

}  // namespace rz::fakessh
