#pragma once

#include "core/base/time.h"
#include "core/base/unique_fd.h"
#include "core/io/broker.h"
#include "core/io/process.h"

#include <functional>
#include <optional>
#include <sys/types.h>

namespace rz::io {

// Waits for one child of ours to exit and reaps it: by pidfd in the loop, or, where a kernel before 5.3 or a sandbox
// refuses pidfd_open(), by asking at growing intervals. Nobody else may reap the child, so its pid stays its own.
class ChildWatch {
public:
    using OnExit = std::move_only_function<void(ExitStatus)>;

    // `onExit` runs once, from the loop, and may destroy the watch; a watch that is destroyed reaps nothing. Broker thread.
    ChildWatch(Broker& broker, pid_t pid, OnExit onExit);
    ChildWatch(const ChildWatch&) = delete;
    ChildWatch& operator=(const ChildWatch&) = delete;

    pid_t pid() const { return m_pid; }
    // In place of the one that it was made with.
    void setOnExit(OnExit onExit) { m_onExit = std::move(onExit); }
    // Reaps without waiting; nothing while the child runs.
    std::optional<ExitStatus> tryReap();
    // Waits up to `limit` for a child that was killed, for when no loop is left to do so.
    void reapWithin(Duration limit);

private:
    void check();
    void askLater();

    Broker& m_broker;
    pid_t m_pid;
    OnExit m_onExit;
    UniqueFd m_pidFd;
    FdWatch m_watch;
    Timer m_askTimer;
    Duration m_askInterval;
};

}  // namespace rz::io
