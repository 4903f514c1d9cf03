#pragma once

#include "agent/functions/accounts.h"
#include "agent/functions/directory.h"
#include "core/base/value.h"

#include <string>
#include <string_view>
#include <sys/stat.h>

namespace rz::fs {

// "file", "directory", "link" …; "unknown" for anything else.
std::string_view fileTypeName(mode_t mode);

// Seconds since 1970, as Python's os.stat gives them.
double toSeconds(const timespec& time);

// What fs.list tells of an entry; `directory` and `entry` are where `status` came from, to read links.
Dict attributesOf(int directory, const std::string& entry, const struct stat& status, Accounts& accounts);

}  // namespace rz::fs
