#pragma once

#include "core/base/error.h"
#include "core/io/process.h"

#include <string_view>
#include <sys/types.h>

namespace rz::io {

// Starts a program as `options` say and returns its pid. On failure nothing was started.
Result<pid_t> spawnProgram(const SpawnOptions& options);

// For programs whose starter may have ignored SIGCHLD, which they inherit: nobody could tell how their own children ended.
// A handler stays.
void stopIgnoringChildren();

// Whether that would find it, by its path or in the PATH of this process, as a file that may be executed. Any thread.
bool canBeStarted(std::string_view program);

}  // namespace rz::io
