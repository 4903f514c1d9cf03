#pragma once

#include "core/base/error.h"
#include "core/io/process.h"

#include <sys/types.h>

namespace rz::io {

// Starts a program as `options` say and returns its pid. On failure nothing was started.
Result<pid_t> spawnProgram(const SpawnOptions& options);

}  // namespace rz::io
