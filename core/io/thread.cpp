#include "core/io/thread.h"

#include "core/base/assertion.h"
#include "core/io/profile.h"

#include <csignal>
#include <memory>
#include <sys/prctl.h>
#include <utility>

namespace rz::io {

namespace {

struct Start {
    const char* name;
    std::move_only_function<void()> job;
};

void* run(void* argument)
{
    const std::unique_ptr<Start> start(static_cast<Start*>(argument));
    ::prctl(PR_SET_NAME, start->name);  // pthread_setname_np() would bring stdio into the agent
    const ThreadProfile profile(start->name);
    start->job();
    return nullptr;
}

}  // namespace

Result<Thread> Thread::start(const char* name, std::move_only_function<void()> job)
{
    auto start = std::make_unique<Start>(name, std::move(job));
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t thread{};
    const int error = ::pthread_create(&thread, nullptr, run, start.get());
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    if (error != 0) {
        return std::unexpected(
            Error::fromErrno("cannot start a thread", error)
                .withDetails({.cause = "This machine has no thread or no memory left to give.",
                              .fix = "Try again when fewer things are being done at once, or raise the limit "
                                     "(ulimit -u)."}));
    }
    static_cast<void>(start.release());  // run() has it
    return Thread(thread);
}

Thread::Thread(Thread&& other) noexcept : m_thread(other.m_thread), m_running(std::exchange(other.m_running, false)) {}

Thread& Thread::operator=(Thread&& other) noexcept
{
    RZ_ASSERT(!m_running);
    m_thread = other.m_thread;
    m_running = std::exchange(other.m_running, false);
    return *this;
}

Thread::~Thread()
{
    RZ_ASSERT(!m_running);
}

void Thread::join()
{
    RZ_ASSERT(m_running);
    ::pthread_join(m_thread, nullptr);
    m_running = false;
}

void Thread::detach()
{
    RZ_ASSERT(m_running);
    ::pthread_detach(m_thread);
    m_running = false;
}

}  // namespace rz::io
