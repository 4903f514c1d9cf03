#pragma once

#include "core/base/value.h"
#include "core/rpc/function.h"

// sys.*: the host as a whole.
namespace rz::sys {

// Dict: os (dict of /etc/os-release: NAME, VERSION_ID, PRETTY_NAME …), hostname, kernel, machine, cpus, cpu_model, memory
// (bytes), boot_time (seconds since 1970), virtualization ("none", "kvm", "vmware" …), container ("none", "docker", "lxc" …).
Result<Dict> facts();
// Dict: one, five, fifteen (average number of processes that want to run), running, processes.
Result<Dict> load();
// Dict, in bytes: total, free, available, buffers, cached, swap_total, swap_free.
Result<Dict> memory();
// Seconds since the host was booted.
Result<double> uptime();

// Dicts of mounted file systems: device, path, type, options, read_only.
Result<List> mounts();
// Those that hold files, each file system once, with: size, used, available (bytes), inodes, inodes_free; or with "error".
Result<List> disks();

// Dicts: name, uid, gid, full_name, home, shell.
Result<List> users();
// Dicts: name, gid, members.
Result<List> groups();

}  // namespace rz::sys

namespace rz::rpc {

namespace detail {

inline constexpr std::array FactsFields = {FieldInfo{"memory", meaning::Bytes}, FieldInfo{"boot_time", meaning::Time}};
inline constexpr std::array MemoryFields = {
    FieldInfo{"total", meaning::Bytes},     FieldInfo{"free", meaning::Bytes},
    FieldInfo{"available", meaning::Bytes}, FieldInfo{"buffers", meaning::Bytes},
    FieldInfo{"cached", meaning::Bytes},    FieldInfo{"swap_total", meaning::Bytes},
    FieldInfo{"swap_free", meaning::Bytes},
};
inline constexpr std::array UptimeFields = {FieldInfo{"", meaning::Seconds}};
inline constexpr std::array DiskFields = {FieldInfo{"size", meaning::Bytes}, FieldInfo{"used", meaning::Bytes},
                                          FieldInfo{"available", meaning::Bytes}};

}  // namespace detail

template <>
inline constexpr auto describe<&sys::facts> =
    FunctionInfo<0>{"sys.facts",
                    "What this host is: system, kernel, processors, memory, virtual or not.",
                    Runs::Worker,
                    {},
                    detail::FactsFields};
template <>
inline constexpr auto describe<&sys::load> =
    FunctionInfo<0>{"sys.load", "How many processes want to run.", Runs::Inline, {}};
template <>
inline constexpr auto describe<&sys::memory> =
    FunctionInfo<0>{"sys.memory", "Use of memory and swap.", Runs::Inline, {}, detail::MemoryFields};
template <>
inline constexpr auto describe<&sys::uptime> =
    FunctionInfo<0>{"sys.uptime", "Seconds since the host was started.", Runs::Inline, {}, detail::UptimeFields};
template <>
inline constexpr auto describe<&sys::mounts> = FunctionInfo<0>{"sys.mounts", "Mounted file systems.", Runs::Worker, {}};
template <>
inline constexpr auto describe<&sys::disks> =
    FunctionInfo<0>{"sys.disks", "Space on the file systems that hold files.", Runs::Worker, {}, detail::DiskFields};
template <>
inline constexpr auto describe<&sys::users> =
    FunctionInfo<0>{"sys.users", "User accounts of the host.", Runs::Worker, {}};
template <>
inline constexpr auto describe<&sys::groups> =
    FunctionInfo<0>{"sys.groups", "User groups of the host.", Runs::Worker, {}};

}  // namespace rz::rpc
