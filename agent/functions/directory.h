#pragma once

#include "agent/functions/os_string.h"
#include "core/base/error.h"
#include "core/base/unique_fd.h"

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <vector>

namespace rz::fs {

// "cannot VERB 'path': what the system said".
std::unexpected<Error> pathError(std::string_view verb, const OsString& path, int errnum);

// How deep trees are followed: further than any real one, and no further than a thread's stack allows.
inline constexpr int MaxTreeDepth = 1000;

enum class FollowLinks : bool { No, Yes };

// Opens a directory to read its entries or to name them relative to it.
Result<UniqueFd> openDirectory(int parent, const std::string& name, FollowLinks follow, const OsString& path);

struct DirectoryEntry {
    std::string name;
    mode_t type = 0;  // file type bits as in st_mode; 0 when the file system does not tell
};

// All entries but "." and "..", in no order. `path` is for the error; more than `limit` entries are one.
Result<std::vector<DirectoryEntry>> readEntries(int directory, const OsString& path,
                                                std::size_t limit = std::numeric_limits<std::size_t>::max());

// "/a" and "b" make "/a/b".
OsString joined(const OsString& directory, std::string_view name);

}  // namespace rz::fs
