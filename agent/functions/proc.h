#pragma once

#include "agent/functions/os_string.h"
#include "core/base/value.h"
#include "core/rpc/function.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace rz::rpc {
class Sender;
}

// proc.*: programs and processes.
namespace rz::proc {

using Arguments = std::vector<OsString>;
// Variables to set; none removes one.
using Variables = std::map<std::string, std::optional<OsString>>;

// Runs a program to its end and tells about it as dict:
//   status (exit status as a shell reports it: 128 + signal), signal (0 when it ended by itself), stdout, stderr (bytes),
//   truncated (there was more output than `limit`), timed_out, duration (seconds).
// With `output` nothing is collected; what it prints is sent there as it comes, as dicts {stream: "stdout"|"stderr", data:
// bytes}, and a slow receiver makes the program wait. With `interactive` the first of these is {stream: "stdin", sender}:
// bytes sent there are its further standard input, until that sender is closed. Cancelling the call, and the timeout, end
// its process group.
Result<Dict> run(rpc::CallContext& call, const Arguments& argv, const std::optional<Bytes>& stdinData,
                 const std::optional<Variables>& env, const std::optional<OsString>& cwd, std::optional<double> timeout,
                 std::optional<rpc::Sender> output, std::optional<std::int64_t> limit, std::optional<bool> interactive);
// The same for a command line that /bin/sh is to interpret.
Result<Dict> shell(rpc::CallContext& call, const OsString& command, const std::optional<Bytes>& stdinData,
                   const std::optional<Variables>& env, const std::optional<OsString>& cwd,
                   std::optional<double> timeout, std::optional<rpc::Sender> output, std::optional<std::int64_t> limit,
                   std::optional<bool> interactive);

// Dicts, by pid: pid, ppid, uid, user (none when it has no name), state ("running", "sleeping" …), threads, rss (bytes),
// cpu (seconds used), start (seconds since 1970), name, command (the command line, none for kernel threads).
Result<List> list();

// `signal` is a number or a name: 15, "TERM", "SIGTERM".
Result<> kill(std::int64_t pid, const std::optional<Value>& signal, std::optional<bool> group);

}  // namespace rz::proc

namespace rz::rpc {

namespace detail {

inline constexpr std::array CommandFields = {FieldInfo{"duration", meaning::Seconds}};
inline constexpr std::array ProcessFields = {FieldInfo{"rss", meaning::Bytes}, FieldInfo{"cpu", meaning::Seconds},
                                             FieldInfo{"start", meaning::Time}};

// What run and shell have in common, after the first parameter.
constexpr FunctionInfo<8> commandInfo(std::string_view name, std::string_view help, ParameterInfo first)
{
    return {name,
            help,
            Runs::Worker,
            {{first,
              {"stdin", "Bytes for its standard input.", "nothing"},
              {"env", "Variables to set besides the inherited ones; none removes one.", "none"},
              {"cwd", "Working directory.", "that of the context"},
              {"timeout", "Seconds after which it is ended.", "none"},
              {"output", "Gets the output while it runs, instead of the result.", "none"},
              {"limit", "Bytes of each of stdout and stderr that the result may hold.", "8388608"},
              {"interactive", "Sends a sender for its standard input to `output` first.", "false"}}},
            CommandFields};
}

}  // namespace detail

template <>
inline constexpr auto describe<&proc::run> =
    detail::commandInfo("proc.run", "Runs a program, without a shell.", {"argv", "The program and its arguments."});

template <>
inline constexpr auto describe<&proc::shell> =
    detail::commandInfo("proc.shell", "Runs a command line with /bin/sh.", {"command", "The command line."});

template <>
inline constexpr auto describe<&proc::list> =
    FunctionInfo<0>{"proc.list", "Processes of the host.", Runs::Worker, {}, detail::ProcessFields};

template <>
inline constexpr auto describe<&proc::kill> =
    FunctionInfo<3>{"proc.kill",
                    "Sends a signal to a process.",
                    Runs::Inline,
                    {{{"pid", "Process id."},
                      {"signal", "Number or name of the signal.", "TERM"},
                      {"group", "Send it to the whole process group of that id.", "false"}}}};

}  // namespace rz::rpc
