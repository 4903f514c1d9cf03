#pragma once

#include "agent/functions/os_string.h"
#include "core/base/value.h"
#include "core/rpc/function.h"

#include <cstdint>
#include <optional>
#include <string>

namespace rz::rpc {
class Sender;
}

// fs.*: files and directories of the context, as its user may see and change them. All of them touch disks and so run
// on workers. Relative paths start at the context's working directory. Errors name the path and what the system said.
namespace rz::fs {

// The attributes of a file, as dict:
//   name, type ("file", "directory", "link", "fifo", "socket", "character device", "block device"),
//   size, mode (permission bits), uid, gid, user, group (names, none when there are none), mtime (seconds since 1970),
//   links only: target (what it holds), target_type (none when it leads nowhere).
// list() gives one for each entry, sorted by name; an entry that may not be looked at has name, type and "error".
Result<List> list(const OsString& path, std::optional<std::int64_t> limit);
// Besides: path, atime, ctime, inode, device, links, allocated (bytes on disk).
Result<Dict> stat(const OsString& path, std::optional<bool> follow);
Result<bool> exists(const OsString& path);
Result<OsString> readlink(const OsString& path);
Result<OsString> resolve(const OsString& path);

Result<Bytes> read(const OsString& path, std::optional<std::int64_t> offset, std::optional<std::int64_t> size);
// Writes beside the old file, to disk, and puts it in its place in one step: after a failure of any kind, a full disk
// too, the old file is as it was. What is overwritten keeps its owner, mode and access list; links are followed.
Result<> write(const OsString& path, const Bytes& data, std::optional<std::int64_t> mode, std::optional<bool> atomic);
Result<> append(const OsString& path, const Bytes& data);
Result<std::string> checksum(rpc::CallContext& call, const OsString& path);

Result<> mkdir(const OsString& path, std::optional<bool> parents, std::optional<std::int64_t> mode);
// Links are removed, never followed. Goes on after a failure; the error names the first and counts the others.
Result<> remove(rpc::CallContext& call, const OsString& path, std::optional<bool> recursive);
Result<> rename(const OsString& from, const OsString& to, std::optional<bool> overwrite);
Result<> symlink(const OsString& target, const OsString& path);
Result<> chmod(const OsString& path, std::int64_t mode);
// Names or ids.
Result<> chown(const OsString& path, const Value& user, const std::optional<Value>& group, std::optional<bool> follow);

// Dict: bytes (on disk), size (sum of lengths), files, directories, errors (entries that could not be read). Files with
// several names count once. `progress` gets a dict {name, bytes, size, files, directories, errors} for each entry of the top
// directory when it is done.
Result<Dict> diskUsage(rpc::CallContext& call, const OsString& path, std::optional<rpc::Sender> progress,
                       std::optional<bool> crossMounts);

}  // namespace rz::fs

#include "agent/functions/fs_describe.h"
