#pragma once

#include "core/base/error.h"
#include "core/base/time.h"
#include "core/io/broker.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace rz::attach {

enum class SocketState : std::uint8_t {
    Live,      // somebody listens
    Busy,      // somebody listens, and does not take the connections that wait already
    Stale,     // whoever made it has ended without removing it
    Forbidden  // not for this user
};

struct FoundSocket {
    std::string path;
    SocketState state = SocketState::Stale;
    // Of who listens; nothing and empty when nobody does.
    std::optional<pid_t> pid;
    std::string program;      // "python3"
    std::string commandLine;  // "python3 deploy.py --all"

    bool operator==(const FoundSocket&) const = default;
};

// Where such sockets are made unless the program says otherwise: $TMPDIR, or /tmp.
std::string socketDirectory();

// The mitogen_unix_*.sock of this user in `directory`, live ones first, then by path. Each is connected to and let go at once,
// before anything is said: whoever listens takes that for a client that changed its mind. It never waits; a few milliseconds
// at most, of any thread.
std::vector<FoundSocket> findSockets(const std::string& directory = socketDirectory());

}  // namespace rz::attach
