#pragma once

#include "core/connect/connector.h"

#include <memory>
#include <string>

namespace rz::connect {

struct SshSettings {
    std::string configFile;               // empty: ~/.ssh/config and the system's; "none": no file
    std::string knownHostsFile;           // empty: as configured, else ~/.ssh/known_hosts
    std::string defaultHostKeys = "ask";  // ask, enforce, accept, ignore
};

// The desktop's own ssh: libssh. Each connection shakes hands on a worker thread, asks through the host, and then
// carries bytes on the broker thread.
std::unique_ptr<Opener> makeLibsshOpener(SshSettings settings, const Log& log);

}  // namespace rz::connect
