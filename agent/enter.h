#pragma once

#include "core/base/error.h"

#include <span>

namespace rz::agent {

// `rhizome-agent enter PID [USER [COMMAND...]]`: starts the agent inside the container of which PID, as seen from here, is a
// process. It joins that process's namespaces, root directory, cgroups and limits of privilege, becomes USER ("root" when
// left out; of the container's own /etc/passwd, or a number) and executes itself out of memory: nothing in the container is
// read but that file, nothing is written, and none of its programs runs. A process in there can neither change nor reach into
// what enters. With COMMAND that program of the container is executed instead.
//
// `argv` is that of the whole program; one thread. Comes back with a failure, or, where another process had to be made for a
// pid namespace, when what was started has ended, with its exit status.
Result<int> enter(std::span<char*> argv);

}  // namespace rz::agent
