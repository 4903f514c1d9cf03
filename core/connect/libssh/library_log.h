#pragma once

#include "core/base/log.h"

namespace rz::connect::ssh {

// While it lives, libssh's messages on this thread go to `log`; level 0 to 3, as ssh_debug_level.
class LibraryLog {
public:
    LibraryLog(const Log& log, int level);
    ~LibraryLog();
    LibraryLog(const LibraryLog&) = delete;
    LibraryLog& operator=(const LibraryLog&) = delete;

private:
    Log m_log;
};

}  // namespace rz::connect::ssh
