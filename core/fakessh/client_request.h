#pragma once

#include "core/fakessh/session_request.h"
#include "core/fakessh/ssh_command_line.h"

#include <string>
#include <string_view>
#include <vector>

namespace rz::fakessh {

// What a stand-in was started with.
struct StandInRequest {
    std::vector<std::string> arguments;
    std::vector<std::string> environment;
};

// Reads the request of stand_in.h, without its size. Fails with Decode.
Result<StandInRequest> standInRequestFrom(std::string_view bytes);

// The session that ssh would ask for: the environment is what Debian's ssh sends (LANG, LC_*), what SendEnv names and what
// SetEnv says; a terminal is asked for if `input` is one and the command line does not forbid it, or forces it.
SessionRequest sessionFor(const SshCommandLine& line, const std::vector<std::string>& environment, int input);

// What ssh says before it opens that session; empty: nothing.
std::string_view noticeOf(const SshCommandLine& line, int input);

// The size of the terminal that a descriptor is; zeros when it is none, or one that does not know.
WindowSize windowSizeOf(int terminal);

}  // namespace rz::fakessh
