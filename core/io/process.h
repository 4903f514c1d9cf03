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
    int code = 0;    // exit code, if not signalled; 255 where somebody else has reaped it
    int signal = 0;  // 0 when it exited by itself
    // As a shell reports it: 128 + signal.
    int shellStatus() const { return signal != 0 ? 128 + signal : code; }
    std::string toString() const;  // "exited with status 2", "killed by signal 9 (Killed)"
    bool operator==(const ExitStatus&) const = default;
};

struct SpawnOptions {
    // Not empty; the first one is what ps shows.
    std::vector<std::string> argv;
    // A path, or a name looked up in the PATH the child will have; argv[0] when empty.
    std::string program;
    // "K=V"; inherited when absent.
    std::optional<std::vector<std::string>> environment;
    // Inherited when empty.
    std::string workingDirectory;
    // The child's number -> our descriptor. All others are closed in the child; 0 to 2, when missing, are /dev/null.
    std::map<int, int> descriptors;
    // setsid(): away from our terminal and its signals. Else the signals that end programs stay away from it if they do from us
    // (nohup, the background of a shell).
    bool newSession = true;
    // Path of a terminal that becomes the controlling one of the new session; no descriptor of it stays open.
    std::string controllingTty;
};

// A child process, awaited by pidfd: no SIGCHLD handler, no waitpid(-1), no thread. Starts with default signals and
// none blocked. Broker thread only.
class Process {
public:
    using OnExit = std::move_only_function<void(ExitStatus)>;

    // Starts it. Fails with System, and the program's name, when it cannot be executed. `onExit` runs once, from the loop, when
    // the process has been reaped; it may destroy the Process.
    static Result<std::unique_ptr<Process>> spawn(Broker& broker, const SpawnOptions& options, OnExit onExit);
    // Kills (SIGKILL) and reaps a process that still runs, without onExit and, while the broker runs, without blocking:
    // the broker finishes the reaping before it ends.
    ~Process();

    pid_t pid() const;
    bool running() const;
    // Ignored once the process has ended.
    void signal(int number);
    // The reference's ladder (protocol 4.9): SIGTERM now, SIGKILL after `grace`.
    void terminate(Duration grace);
    // Lets it live on without us: nothing kills it any more, and onExit does not run. While the broker runs it is reaped.
    void release();

private:
    Process();
    struct State;
    std::unique_ptr<State> m_state;
};

// A connected pair of AF_UNIX stream sockets, close-on-exec, non-blocking on the first end only. All fail with System.
Result<std::pair<UniqueFd, UniqueFd>> makeSocketPair();
// Read end, write end; close-on-exec, blocking.
Result<std::pair<UniqueFd, UniqueFd>> makePipe();

// The two ends of a new terminal: ours, and a program's.
struct Pty {
    UniqueFd master;
    UniqueFd slave;
    std::string slavePath;
};
// Both ends raw with echo off (protocol 4.14).
Result<Pty> openPty();

}  // namespace rz::io
