#pragma once

#include "core/base/unique_fd.h"

#include <string>
#include <sys/types.h>

namespace rz::test {

// Runs a shell command should this process die before the object does: crashed tests leave nothing behind.
class Janitor {
public:
    explicit Janitor(const std::string& command);
    ~Janitor();  // dismisses it
    Janitor(const Janitor&) = delete;
    Janitor& operator=(const Janitor&) = delete;

    pid_t pid() const { return m_pid; }

private:
    UniqueFd m_line;
    pid_t m_pid = -1;
};

}  // namespace rz::test
