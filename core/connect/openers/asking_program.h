#pragma once

#include "core/connect/openers/program_opener.h"

#include <memory>
#include <string>

namespace rz::connect {

// Starts a program that asks for secrets before it runs the command that it was given, has them answered through `host`, and
// hands the transport over when the first stage answers. A program that ends because it refused an answer is started
// again, so that three attempts can be made at any program; a secret that was refused is never sent twice.
std::unique_ptr<Opening> startAskingProgram(const Hop& hop, ProgramStart start, AgentStore& agents, io::Broker& broker,
                                            OpenHost& host);

// The agent's executable by a path at which another process can execute it.
Result<std::string> helperPath(AgentStore& agents);

}  // namespace rz::connect
