#pragma once

#include "tests/support/janitor.h"

#include <memory>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace rz::test {

// An account of this machine with a random name and password and a home directory; gone, with its processes and files,
// when the object dies or the test crashes. Root only.
class TestUser {
public:
    explicit TestUser(std::string_view loginShell = "/bin/sh");
    ~TestUser();
    TestUser(const TestUser&) = delete;
    TestUser& operator=(const TestUser&) = delete;

    // Why there can be no test users here; empty when there can.
    static std::string unavailable();

    const std::string& name() const { return m_name; }
    const std::string& password() const { return m_password; }
    const std::string& home() const { return m_home; }
    uid_t uid() const { return m_uid; }

    // Writes home()/name, owned by the user.
    std::string write(std::string_view name, std::string_view content, mode_t mode = 0600) const;
    std::vector<pid_t> processes() const;
    void signalProcesses(int number) const;

private:
    std::string m_name;
    std::string m_password;
    std::string m_home;
    uid_t m_uid = 0;
    std::unique_ptr<Janitor> m_janitor;
};

// Those that run.
std::vector<pid_t> processesOf(uid_t uid);
// Letters and digits that nobody guesses.
std::string randomWord(std::size_t length);

}  // namespace rz::test
