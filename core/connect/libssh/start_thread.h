#pragma once

#include "core/base/error.h"

#include <functional>
#include <thread>

namespace rz::connect::ssh {

// A thread of its own for `job`, with every signal blocked: those are for the threads that know what to do with them.
// `name` is shown by debuggers and top; at most 15 bytes. Fails with System when the machine has no thread left to give.
Result<std::thread> startThread(const char* name, std::move_only_function<void()> job);

}  // namespace rz::connect::ssh
