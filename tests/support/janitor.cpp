#include "tests/support/janitor.h"

#include "core/base/str.h"
#include "core/io/spawn.h"

#include <cerrno>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace rz::test {

Janitor::Janitor(const std::string& command)
{
    auto pipe = io::makePipe();
    if (!pipe)
        throw std::runtime_error(pipe.error().text());
    const auto pid = io::spawnProgram(
        {.argv = {"sh", "-c", str("read -r dismissed && exit; ", command)}, .descriptors = {{0, pipe->first.get()}}});
    if (!pid)
        throw std::runtime_error(pid.error().text());
    m_line = std::move(pipe->second);
    m_pid = *pid;
}

Janitor::~Janitor()
{
    // It reads from a pipe that nobody else holds, so this neither blocks nor raises SIGPIPE.
    [[maybe_unused]] const ssize_t written = ::write(m_line.get(), "\n", 1);
    while (::waitpid(m_pid, nullptr, 0) < 0 && errno == EINTR) {
    }
}

}  // namespace rz::test
