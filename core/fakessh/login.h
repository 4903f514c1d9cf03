#pragma once

#include "core/fakessh/session_request.h"
#include "core/io/process.h"

#include <string>

namespace rz::fakessh {

// What sshd would start for the context's user: by the login shell in the home directory, with the environment of a login and
// none of the rest of this process's. `ownExecutable` is the agent's, which serves as sftp-server where there is none.
// Fails with Argument for a subsystem that is not there.
Result<io::SpawnOptions> loginProgram(const SessionRequest& request, const std::string& ownExecutable);

}  // namespace rz::fakessh
