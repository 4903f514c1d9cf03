#pragma once

#include "core/base/error.h"

namespace rz::ctl {

// What rhizomectl's exit status says; documented in its manual page and --help. `run`, `ssh` and `fakessh` give the
// status of the program they ran instead, and 255 for whatever kept it from running.
enum class ExitCode : int {
    Success = 0,
    CallFailed = 1,     // the remote function failed
    Usage = 2,          // the command line makes no sense
    ConnectFailed = 3,  // a hop could not be made, or was lost
    Refused = 4,        // a password or host key was refused, or nobody could be asked
    TimedOut = 5,
    Cancelled = 6,  // interrupted
};

inline constexpr int RunFailed = 255;

ExitCode exitCodeFor(const Error& error);

}  // namespace rz::ctl
