#include "core/connect/libssh/start_thread.h"

#include <csignal>
#include <pthread.h>
#include <system_error>
#include <utility>

namespace rz::connect::ssh {

Result<std::thread> startThread(const char* name, std::move_only_function<void()> job)
{
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, &before);
    Result<std::thread> started;
    try {
        started = std::thread([name, work = std::move(job)]() mutable {
            ::pthread_setname_np(::pthread_self(), name);
            work();
        });
    } catch (const std::system_error& error) {
        started = std::unexpected(
            Error::fromErrno("cannot start a thread", error.code().value())
                .withDetails(
                    {.cause = "This machine has no thread or no memory left to give.",
                     .fix = "Try again when fewer connections are being made, or raise the limit (ulimit -u)."}));
    }
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return started;
}

}  // namespace rz::connect::ssh
