#pragma once

#include "core/rpc/registry.h"

#include <string>

namespace rz::fakessh {

// Registers "fakessh.run" (PROTOCOL.md 8.10). `executable`: an absolute path of the agent's, good for other processes, too.
void addRun(rpc::Registry& registry, std::string executable);

}  // namespace rz::fakessh
