#pragma once

#include "app/ctl/command_line.h"
#include "app/ctl/session.h"

#include <functional>

namespace rz::ctl {

// Each runs one command to its end and gives the exit status; results go to standard output, the rest
// to standard error.
int callCommand(Session& session, const CommandLine& line);
int runCommand(Session& session, const CommandLine& line);
int sshCommand(Session& session, const CommandLine& line);
int fakesshCommand(Session& session, const CommandLine& line);
int functionsCommand(Session& session, const CommandLine& line);
int treeCommand(Session& session, const CommandLine& line);
int discoverCommand(Session& session, const CommandLine& line);

// Prints why, naming hop and step, as text or JSON.
void reportError(const Error& error, bool json);

// Calls and waits on the session's loop; an interrupt, or `isMoot`, cancels the call. An error names hop and step.
Result<Value> callAndWait(Session& session, const rpc::Context& context, const rpc::Call& call,
                          std::optional<Duration> deadline, const std::function<bool()>& isMoot = {});

}  // namespace rz::ctl
