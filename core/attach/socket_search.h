#pragma once

#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace rz::attach {

// A socket of mitogen.unix in the file system.
struct FoundSocket {
    std::string path;
    bool live = false;  // somebody listens; else whoever made it has ended without removing it
    // Of who listens, where that can be told.
    std::optional<pid_t> pid;
    std::string program;      // "python3.11"
    std::string commandLine;  // "python3 deploy.py --all": what it says of itself

    bool operator==(const FoundSocket&) const = default;
};

// Where such sockets are made unless the program says otherwise: $TMPDIR, or /tmp.
std::string socketDirectory();
// "DIRECTORY/mitogen_unix_XXXXXXXX.sock"; nobody has it yet.
std::string newSocketPath(const std::string& directory = socketDirectory());

// The mitogen_unix_*.sock of this user in a directory, live ones first, then by path. Whoever listens does not notice,
// unless it is in another network namespace: there Mitogen logs a client that comes and goes. Takes milliseconds; any thread.
std::vector<FoundSocket> findSockets(const std::string& directory = socketDirectory());

}  // namespace rz::attach
