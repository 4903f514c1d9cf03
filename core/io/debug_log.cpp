#include "core/io/debug_log.h"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace rz::io {

Result<std::unique_ptr<DebugLog>> DebugLog::open(LogSink* next)
{
    const std::string path = str("/tmp/rhizome.", ::getpid(), ".log");
    // One of an earlier process with our number may be there. Nobody else's can be removed, and none is followed.
    ::unlink(path.c_str());
    UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600));
    if (!fd)
        return failErrno(path, errno);
    return std::unique_ptr<DebugLog>(new DebugLog(std::move(fd), next));
}

void DebugLog::write(LogRecord record)
{
    m_file.write(record);
    if (m_next != nullptr)
        m_next->write(std::move(record));
}

}  // namespace rz::io
