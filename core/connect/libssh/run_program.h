#pragma once

#include "core/connect/libssh/cancel_token.h"
#include "core/io/process.h"

#include <string>
#include <vector>

namespace rz::connect::ssh {

struct ProgramOutput {
    io::ExitStatus status;
    std::string output;  // stdout
    std::string errors;  // stderr
};

// Runs a program to its end on the calling thread. When the time is up or the token is cancelled it is killed, with
// what it started. Errors: System with ENOENT when there is no such program, Timeout, Cancelled.
Result<ProgramOutput> runProgram(const std::vector<std::string>& argv, Duration limit, const CancelToken& cancel);

}  // namespace rz::connect::ssh
