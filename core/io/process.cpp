#include "core/io/process.h"

#include <csignal>
#include <cstring>
#include <utility>

#include "core/base/str.h"
#include "core/io/child_watch.h"
#include "core/io/reaper.h"
#include "core/io/spawn.h"

namespace rz::io {

std::string ExitStatus::toString() const
{
    if (signal == 0)
        return str("exited with status ", code);
    const char* const name = ::sigdescr_np(signal);
    return name != nullptr ? str("killed by signal ", signal, " (", name, ")") : str("killed by signal ", signal);
}

struct Process::State {
    State(Broker& theBroker, pid_t thePid, OnExit callback)
        : broker(theBroker),
          reaper(theBroker.reaper()),
          pid(thePid),
          onExit(std::move(callback)),
          child(std::make_unique<ChildWatch>(theBroker, thePid, [this](ExitStatus status) { exited(status); }))
    {
    }

    // The callback may destroy the process, and this with it.
    void exited(ExitStatus status)
    {
        running = false;
        killTimer.cancel();
        OnExit callback = std::move(onExit);
        if (callback)
            callback(status);
    }

    Broker& broker;
    std::shared_ptr<Reaper> reaper;  // may outlive the broker
    pid_t pid;
    bool running = true;
    OnExit onExit;
    Timer killTimer;
    std::unique_ptr<ChildWatch> child;
};

Result<std::unique_ptr<Process>> Process::spawn(Broker& broker, const SpawnOptions& options, OnExit onExit)
{
    RZ_TRY(const pid_t pid, spawnProgram(options));
    std::unique_ptr<Process> process(new Process());
    process->m_state = std::make_unique<State>(broker, pid, std::move(onExit));
    return process;
}

Process::Process() = default;

Process::~Process()
{
    if (!running())
        return;
    signal(SIGKILL);
    if (m_state->reaper->open())
        m_state->reaper->adopt(std::move(m_state->child), m_state->broker.keepAlive());
    else
        m_state->reaper->adopt(std::move(m_state->child), KeepAlive());
}

pid_t Process::pid() const
{
    return m_state->pid;
}

bool Process::running() const
{
    return m_state->running;
}

void Process::signal(int number)
{
    // Until it is reaped, which happens on this thread, the pid cannot belong to another process.
    if (running())
        ::kill(m_state->pid, number);
}

void Process::terminate(Duration grace)
{
    if (!running())
        return;
    signal(SIGTERM);
    m_state->killTimer = m_state->broker.after(grace, [this] { signal(SIGKILL); });
}

void Process::release()
{
    if (!running())
        return;
    m_state->running = false;
    m_state->killTimer.cancel();
    if (m_state->reaper->open())
        m_state->reaper->adopt(std::move(m_state->child), {});
}

}  // namespace rz::io
