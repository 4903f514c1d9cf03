#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"

#include <string>
#include <string_view>
#include <vector>

namespace rz::connect {

// What both kinds of AgentStore are made of.

// `uname -m` of this machine.
std::string ownMachine();
Result<Bytes> readAgent(const std::string& path);
Error noAgentError(std::string_view machine, const std::vector<std::string>& directories);

}  // namespace rz::connect
