#pragma once

#include "core/base/time.h"

#include <functional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace rz::test {

struct Ran {
    int status = -1;     // exit code; 128 + signal; -1: not started, or killed because it took too long
    std::string output;  // stdout and stderr together
    bool ok() const { return status == 0; }
};

// Runs a program to its end, with `input` on its stdin.
Ran run(const std::vector<std::string>& argv, std::string_view input = {},
        Duration deadline = std::chrono::seconds(60));
// The same; throws with the output unless it exits with 0.
std::string mustRun(const std::vector<std::string>& argv, std::string_view input = {});

// A program in the background that is killed, if need be, and reaped when the object dies.
class Background {
public:
    // stdout and stderr go to `logFile` if one is given. `program` when argv[0] is not what is to be executed.
    explicit Background(const std::vector<std::string>& argv, const std::string& logFile = {},
                        const std::string& program = {});
    ~Background();
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;

    pid_t pid() const { return m_pid; }
    bool running();
    void signal(int number) const;
    // SIGTERM, then SIGKILL after `grace`.
    void stop(Duration grace = std::chrono::seconds(5));

private:
    pid_t m_pid = -1;
};

// Polls until `done` or the deadline; returns what `done` said last. For conditions outside this process only: no loop is
// driven meanwhile.
bool waitUntil(const std::function<bool()>& done, Duration deadline = std::chrono::seconds(30));

}  // namespace rz::test
