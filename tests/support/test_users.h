#pragma once

#include "tests/support/janitor.h"

#include <cstddef>
#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

namespace rz::test {

// Many accounts of this machine at once, each with a random name, a password and a home directory; gone with their
// processes and files when the object dies or the test crashes. Root only; see TestUser::unavailable().
class TestUsers {
public:
    explicit TestUsers(std::size_t count);
    ~TestUsers();
    TestUsers(const TestUsers&) = delete;
    TestUsers& operator=(const TestUsers&) = delete;

    struct Account {
        std::string name;
        std::string password;
        uid_t uid = 0;
        std::string home() const { return "/home/" + name; }
    };
    const std::vector<Account>& all() const { return m_accounts; }

private:
    std::vector<Account> m_accounts;
    std::unique_ptr<Janitor> m_janitor;
};

}  // namespace rz::test
