#pragma once

#include "core/base/error.h"
#include "core/base/time.h"
#include "core/base/unique_fd.h"
#include "core/io/broker.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace rz::io {

struct ExitStatus {
    int code = 0;    // exit code, if not signalled
    int signal = 0;  // 0 when it exited by itself
    // As a shell reports it: 128 + signal.
    int shellStatus() const { return signal != 0 ? 128 + signal : code; }
    std::string toString() const;  // "exited with status 2", "killed by signal 9 (Killed)"
    bool operator==(const ExitStatus&) const = default;
};

struct SpawnOptions {
    std::vector<std::string> argv;                                  // argv[0] is shown in ps
    std::string program;                                            // path or name looked up in PATH; argv[0] when empty
    std::optional<std::vector<std::string>> environment;            // "K=V"; inherited when absent
    std::string workingDirectory;                                   // inherited when empty
    // Child descriptor number -> descriptor of ours; all others are closed in the child. Missing 0-2 become /dev/null.
    std::map<int, int> descriptors;
    bool newSession = true;                                         // setsid
    std::string controllingTty;                                     // slave path opened as fd-less controlling tty
};

// A child process watched by pidfd: no SIGCHLD handler, no waitpid(-1), no thread.
class Process {
public:
    using OnExit = std::move_only_function<void(ExitStatus)>;

    // Starts it; a failure to execute is reported here with the program's name. Broker thread. `onExit` runs once, on the
    // broker thread, after which the process is reaped.
    static Result<std::unique_ptr<Process>> spawn(Broker& broker, const SpawnOptions& options, OnExit onExit);
    // Kills (SIGKILL) and reaps a process that still runs, without blocking and without onExit.
    ~Process();

    pid_t pid() const;
    bool running() const;
    void signal(int number);
    // The reaper's ladder (protocol 4.9, 5.x of performance): SIGTERM now, SIGKILL after `grace`.
    void terminate(Duration grace);

private:
    Process();
    struct State;
    std::unique_ptr<State> m_state;
};

// A connected pair of AF_UNIX stream sockets, close-on-exec, non-blocking on the first end only.
Result<std::pair<UniqueFd, UniqueFd>> makeSocketPair();
// Read end, write end; close-on-exec, blocking.
Result<std::pair<UniqueFd, UniqueFd>> makePipe();

struct Pty {
    UniqueFd master;
    UniqueFd slave;
    std::string slavePath;
};
// Both ends raw with echo off (protocol 4.14).
Result<Pty> openPty();

}  // namespace rz::io
