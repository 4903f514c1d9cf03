#include "core/base/unique_fd.h"

#include <cerrno>

#include <unistd.h>

namespace rz {

UniqueFd& UniqueFd::operator=(UniqueFd&& other) noexcept
{
    if (this != &other) {
        reset();
        m_fd = std::exchange(other.m_fd, -1);
    }
    return *this;
}

void UniqueFd::reset()
{
    // Never retried: Linux releases the number even when close() reports EINTR. errno is kept, because
    // descriptors die on the way out of functions that still have to report it.
    if (const int fd = std::exchange(m_fd, -1); fd >= 0) {
        const int saved = errno;
        ::close(fd);
        errno = saved;
    }
}

}  // namespace rz
