#pragma once

#include "agent/functions/fs.h"

namespace rz::rpc {

namespace detail {

inline constexpr std::array AttributeFields = {
    FieldInfo{"size", meaning::Bytes}, FieldInfo{"allocated", meaning::Bytes}, FieldInfo{"mode", meaning::FileMode},
    FieldInfo{"mtime", meaning::Time}, FieldInfo{"atime", meaning::Time},      FieldInfo{"ctime", meaning::Time},
};
inline constexpr std::array UsageFields = {FieldInfo{"bytes", meaning::Bytes}, FieldInfo{"size", meaning::Bytes}};

}  // namespace detail

template <>
inline constexpr auto describe<&fs::list> = FunctionInfo<2>{
    "fs.list",
    "Entries of a directory with their attributes.",
    Runs::Worker,
    {{{"path", "Directory to list."}, {"limit", "Refuse directories with more entries than this.", "200000"}}},
    detail::AttributeFields};

template <>
inline constexpr auto describe<&fs::stat> =
    FunctionInfo<2>{"fs.stat",
                    "All attributes of one file.",
                    Runs::Worker,
                    {{{"path", "File, directory or anything else with a name."},
                      {"follow", "Describe what a link leads to instead of the link.", "true"}}},
                    detail::AttributeFields};

template <>
inline constexpr auto describe<&fs::exists> = FunctionInfo<1>{"fs.exists",
                                                              "Whether there is anything of that name.",
                                                              Runs::Worker,
                                                              {{{"path", "Name to look for; links are followed."}}}};

template <>
inline constexpr auto describe<&fs::readlink> =
    FunctionInfo<1>{"fs.readlink", "What a symbolic link holds.", Runs::Worker, {{{"path", "The link."}}}};

template <>
inline constexpr auto describe<&fs::resolve> = FunctionInfo<1>{"fs.resolve",
                                                               "The absolute path without any link in it.",
                                                               Runs::Worker,
                                                               {{{"path", "An existing file or directory."}}}};

template <>
inline constexpr auto describe<&fs::read> =
    FunctionInfo<3>{"fs.read",
                    "A range of a file; shorter where the file ends.",
                    Runs::Worker,
                    {{{"path", "File to read."},
                      {"offset", "Where the range begins, in bytes.", "0"},
                      {"size", "Length of the range in bytes, at most 64 MiB.", "1048576"}}}};

template <>
inline constexpr auto describe<&fs::write> = FunctionInfo<4>{
    "fs.write",
    "Makes a file hold exactly these bytes.",
    Runs::Worker,
    {{{"path", "File to create or overwrite."},
      {"data", "What it is to hold."},
      {"mode", "Permission bits of a new file; an old one keeps its own.", "0o666 without the umask"},
      {"atomic", "Replace the file in one step; false writes in place, as devices and /proc need it.", "true"}}}};

template <>
inline constexpr auto describe<&fs::append> =
    FunctionInfo<2>{"fs.append",
                    "Adds bytes to the end of a file, which is created if need be.",
                    Runs::Worker,
                    {{{"path", "File to add to."}, {"data", "What to add."}}}};

template <>
inline constexpr auto describe<&fs::checksum> =
    FunctionInfo<1>{"fs.checksum", "SHA-256 of a file, in hexadecimal.", Runs::Worker, {{{"path", "File to read."}}}};

template <>
inline constexpr auto describe<&fs::mkdir> =
    FunctionInfo<3>{"fs.mkdir",
                    "Makes a directory.",
                    Runs::Worker,
                    {{{"path", "Directory to make."},
                      {"parents", "Make missing directories above it too, and accept that it exists.", "false"},
                      {"mode", "Permission bits of the new directory.", "0o777 without the umask"}}}};

template <>
inline constexpr auto describe<&fs::remove> = FunctionInfo<2>{
    "fs.remove",
    "Removes a file, a link or a directory.",
    Runs::Worker,
    {{{"path", "What to remove."}, {"recursive", "Remove a directory with all that is in it.", "false"}}}};

template <>
inline constexpr auto describe<&fs::rename> =
    FunctionInfo<3>{"fs.rename",
                    "Gives a file or directory another name on the same file system.",
                    Runs::Worker,
                    {{{"from", "Name it has."},
                      {"to", "Name it is to have."},
                      {"overwrite", "Replace what has that name already.", "false"}}}};

template <>
inline constexpr auto describe<&fs::symlink> =
    FunctionInfo<2>{"fs.symlink",
                    "Makes a symbolic link.",
                    Runs::Worker,
                    {{{"target", "What the link is to hold."}, {"path", "Name of the link."}}}};

template <>
inline constexpr auto describe<&fs::chmod> = FunctionInfo<2>{
    "fs.chmod",
    "Sets the permission bits of a file or directory.",
    Runs::Worker,
    {{{"path", "What to change; links are followed."}, {"mode", "Permission bits as a number, 420 is rw-r--r--."}}}};

template <>
inline constexpr auto describe<&fs::chown> =
    FunctionInfo<4>{"fs.chown",
                    "Gives a file or directory to a user and a group.",
                    Runs::Worker,
                    {{{"path", "What to change."},
                      {"user", "Name or id of the new owner, none to leave it."},
                      {"group", "Name or id of the new group, none to leave it.", "none"},
                      {"follow", "Change what a link leads to instead of the link.", "true"}}}};

template <>
inline constexpr auto describe<&fs::diskUsage> =
    FunctionInfo<3>{"fs.disk_usage",
                    "Space that a directory and all below it take.",
                    Runs::Worker,
                    {{{"path", "Directory or file to measure."},
                      {"progress", "Gets the sum of each entry as soon as it is known.", "none"},
                      {"cross_mounts", "Also measure other file systems mounted below.", "false"}}},
                    detail::UsageFields};

}  // namespace rz::rpc
