#pragma once

#include "app/ctl/command_line.h"
#include "app/ctl/session.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rz::ctl {

// Each runs one command to its end and gives the exit status; results go to standard output, the rest
// to standard error.
int callCommand(Session& session, const CommandLine& line);
int serviceCommand(Session& session, const CommandLine& line);
int runCommand(Session& session, const CommandLine& line);
int sshCommand(Session& session, const CommandLine& line);
int fakesshCommand(Session& session, const CommandLine& line);
int fetchCommand(Session& session, const CommandLine& line);
int functionsCommand(Session& session, const CommandLine& line);
int treeCommand(Session& session, const CommandLine& line);
int attachedTreeCommand(Session& session, const CommandLine& line);
int discoverCommand(Session& session, const CommandLine& line);
int socketsCommand(const CommandLine& line);
int listenCommand(Session& session, const CommandLine& line);

// An argument of a call: JSON, or as a text what is not.
Value argumentFrom(const std::string& text);
// Splits NAME=JSON; nothing when it is not of that form.
std::optional<std::pair<std::string, Value>> namedArgumentFrom(const std::string& text);
// A result as `call` prints it: text as it is, all else, or with `json` all, as JSON.
void printResult(const Value& result, bool json);

// Prints why, naming hop and step, as text or JSON.
void reportError(const Error& error, bool json);

// Waits on the session's loop for what `begin` begins; an interrupt, or `isMoot`, cancels it. An error names hop and step.
using BeginCall = std::function<rpc::PendingCall(rpc::Context::OnResult)>;
Result<Value> awaitAnswer(Session& session, const rpc::Context& context, std::string_view step, const BeginCall& begin,
                          const std::function<bool()>& isMoot = {});
// The same for a call of a function.
Result<Value> callAndWait(Session& session, const rpc::Context& context, const rpc::Call& call,
                          std::optional<Duration> deadline, const std::function<bool()>& isMoot = {});

}  // namespace rz::ctl
