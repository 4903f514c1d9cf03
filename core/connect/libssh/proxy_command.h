#pragma once

#include "core/connect/libssh/worker_link.h"

#include <string>

namespace rz::connect::ssh {

// Runs OpenSSH's ProxyCommand by the user's shell and returns the socket that is its stdin and stdout. The process lives
// with the carriers; what it prints on stderr is handed on by lines. Broker thread.
Result<UniqueFd> startProxyCommand(io::Broker& broker, const std::string& command, WorkerLink::Carriers& carriers,
                                   std::move_only_function<void(std::string line)> onError);

}  // namespace rz::connect::ssh
