#pragma once

#include "agent/functions/os_string.h"
#include "core/base/value.h"
#include "core/rpc/function.h"

#include <cstdint>
#include <optional>
#include <vector>

// os.*: the process that the context is, named as in Python's module of that name. All of them finish in microseconds.
namespace rz::os {

std::int64_t getpid();
std::int64_t getppid();
std::int64_t getuid();
std::int64_t geteuid();
std::int64_t getgid();
std::int64_t getegid();
std::vector<std::int64_t> getgroups();
Result<OsString> hostname();
Result<Dict> uname();
std::int64_t cpuCount();

Dict environ();
std::optional<OsString> getenv(const OsString& name);
Result<OsString> getcwd();
Result<std::int64_t> umask();

}  // namespace rz::os

namespace rz::rpc {

template <>
inline constexpr auto describe<&os::getpid> =
    FunctionInfo<0>{"os.getpid", "Process id of the context.", Runs::Inline, {}};
template <>
inline constexpr auto describe<&os::getppid> =
    FunctionInfo<0>{"os.getppid", "Process id of the context's parent process.", Runs::Inline, {}};
template <>
inline constexpr auto describe<&os::getuid> =
    FunctionInfo<0>{"os.getuid", "User id the context runs as.", Runs::Inline, {}};
template <>
inline constexpr auto describe<&os::geteuid> =
    FunctionInfo<0>{"os.geteuid", "Effective user id of the context.", Runs::Inline, {}};
template <>
inline constexpr auto describe<&os::getgid> =
    FunctionInfo<0>{"os.getgid", "Group id the context runs as.", Runs::Inline, {}};
template <>
inline constexpr auto describe<&os::getegid> =
    FunctionInfo<0>{"os.getegid", "Effective group id of the context.", Runs::Inline, {}};
template <>
inline constexpr auto describe<&os::getgroups> =
    FunctionInfo<0>{"os.getgroups", "Ids of the supplementary groups of the context.", Runs::Inline, {}};
template <>
inline constexpr auto describe<&os::hostname> = FunctionInfo<0>{"os.hostname", "Name of the host.", Runs::Inline, {}};
template <>
inline constexpr auto describe<&os::uname> =
    FunctionInfo<0>{"os.uname", "System, host, kernel release and version, machine.", Runs::Inline, {}};
template <>
inline constexpr auto describe<&os::cpuCount> =
    FunctionInfo<0>{"os.cpu_count", "Number of processors the context may use.", Runs::Inline, {}};
template <>
inline constexpr auto describe<&os::environ> =
    FunctionInfo<0>{"os.environ", "Environment variables of the context.", Runs::Inline, {}};
template <>
inline constexpr auto describe<&os::getenv> = FunctionInfo<1>{"os.getenv",
                                                              "One environment variable, none when it is not set.",
                                                              Runs::Inline,
                                                              {{{"name", "Name of the variable."}}}};
template <>
inline constexpr auto describe<&os::getcwd> =
    FunctionInfo<0>{"os.getcwd", "Working directory of the context.", Runs::Inline, {}};
template <>
inline constexpr auto describe<&os::umask> =
    FunctionInfo<0>{"os.umask", "File mode bits that new files do not get.", Runs::Inline, {}};

}  // namespace rz::rpc
