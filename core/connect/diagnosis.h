#pragma once

#include "core/base/error.h"
#include "core/connect/method.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rz::connect {

// What is likely wrong when a connection ended before its context was up. Empty where nothing is known.
struct Diagnosis {
    std::optional<ErrorKind> kind;
    std::string cause;
    std::string fix;
};

// Judged by the last output lines, first by the symptoms of the method, then by those that all share, and
// at last by the step that was under way.
Diagnosis diagnose(std::string_view method, std::string_view step, const std::vector<std::string>& output);

// The error of a connection that ended in `step`, with everything known about where and why. `python`: it was to become a
// Python context.
Error explained(Error error, const Hop& hop, std::string_view step, const std::vector<std::string>& output,
                bool python);

}  // namespace rz::connect
