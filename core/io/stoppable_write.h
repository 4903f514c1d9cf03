#pragma once

#include "core/base/error.h"

#include <string_view>

namespace rz::io {

// Writes all of `data` to `out`, however long whoever reads there takes, unless `stop` is readable; -1: nothing stops it.
// Fails with Cancelled when it was stopped, with System when it cannot write.
Result<> writeUnlessStopped(int out, std::string_view data, int stop);

}  // namespace rz::io
