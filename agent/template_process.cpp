#include "agent/template_process.h"

#include "core/base/error.h"
#include "core/base/unique_fd.h"
#include "core/io/descriptor_message.h"

#include <cerrno>
#include <csignal>
#include <unistd.h>
#include <utility>

namespace rz::agent {

bool copyOnRequest()
{
    ::signal(SIGCHLD, SIG_IGN);  // copies are nobody's children: they end with their streams
    for (;;) {
        char byte = 0;
        auto message = io::receiveDescriptors(STDIN_FILENO, {&byte, 1});
        if (!message || message->size == 0)
            return false;
        const UniqueFd stream = std::move(message->descriptors[0]);
        const UniqueFd diagnostics = std::move(message->descriptors[1]);
        // There are no threads, so nothing of what fork() does besides, for which it brings stdio along, is wanted.
        const pid_t copy = ::_Fork();
        if (copy > 0)
            continue;
        if (copy < 0) {
            const Error error = Error::fromErrno("cannot fork", errno);
            const std::string line = error.text() + '\n';
            static_cast<void>(::write(diagnostics.get(), line.data(), line.size()));
            continue;
        }
        ::dup2(stream.get(), STDIN_FILENO);
        ::dup2(stream.get(), STDOUT_FILENO);
        ::dup2(diagnostics.get(), STDERR_FILENO);
        ::signal(SIGCHLD, SIG_DFL);
        ::setsid();
        return true;
    }
}

}  // namespace rz::agent
