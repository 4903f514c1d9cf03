#include "core/connect/libssh/library_log.h"

#include <libssh/callbacks.h>
#include <libssh/libssh.h>

namespace rz::connect::ssh {

namespace {

void write(int, const char*, const char* text, void* log)
{
    RZ_LOG_INFO(*static_cast<const Log*>(log), text);
}

}  // namespace

LibraryLog::LibraryLog(const Log& log, int level) : m_log(log.child("libssh"))
{
    // All three belong to the calling thread.
    ssh_set_log_callback(write);
    ssh_set_log_userdata(&m_log);
    ssh_set_log_level(level == 0 ? SSH_LOG_NOLOG : level + 1);
}

LibraryLog::~LibraryLog()
{
    ssh_set_log_level(SSH_LOG_NOLOG);
    ssh_set_log_userdata(nullptr);
}

}  // namespace rz::connect::ssh
