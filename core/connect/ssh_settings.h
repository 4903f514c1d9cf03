#pragma once

#include <string>

namespace rz::connect {

// What a program was told about ssh for all its connections.
struct SshSettings {
    std::string configFile;               // empty: ~/.ssh/config and the system's; "none": no file
    std::string knownHostsFile;           // empty: as configured, else ~/.ssh/known_hosts
    std::string defaultHostKeys = "ask";  // ask, enforce, accept, ignore
};

}  // namespace rz::connect
