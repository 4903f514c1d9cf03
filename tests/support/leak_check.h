#pragma once

#include "core/base/time.h"

#include <map>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace rz::test {

// Compares what is there now with what was there when it was made: open descriptors of this process, its child processes,
// processes of test users, and files in the places where an agent may unpack itself. Make it before what is to be
// checked and ask it when all of that is gone.
class LeakCheck {
public:
    // Also looks into these directories (a test user's home), and at the descriptors and children of one other process.
    explicit LeakCheck(std::vector<std::string> directories = {}, std::vector<uid_t> users = {},
                       std::optional<pid_t> other = {});

    // What is there now and was not before, a line each; empty when nothing is. Waits up to `patience` for what is still
    // ending.
    std::string leaks(Duration patience = std::chrono::seconds(10)) const;

private:
    // What tells one thing from another, and what else to say of it.
    std::map<std::string, std::string> look() const;

    std::vector<std::string> m_directories;
    std::vector<uid_t> m_users;
    std::vector<pid_t> m_processes;
    std::map<std::string, std::string> m_before;
};

}  // namespace rz::test
