#pragma once

#include "core/base/error.h"
#include "core/base/unique_fd.h"
#include "core/fakessh/stdio_end.h"

namespace rz::fakessh {

// A pipe to a program that is about to be started.
struct PipeEnds {
    UniqueFd ours;    // does not wait
    UniqueFd theirs;  // does
};

// `direction`: ours. As large as the user may make it, up to what keeps the two at its ends from waiting for each other.
Result<PipeEnds> makePipe(Direction direction);

}  // namespace rz::fakessh
