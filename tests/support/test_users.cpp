#include "tests/support/test_users.h"

#include "core/base/str.h"
#include "tests/support/run.h"
#include "tests/support/test_user.h"

#include <pwd.h>
#include <stdexcept>

namespace rz::test {

namespace {

constexpr Duration AccountPatience = std::chrono::seconds(300);

// Programs that change the account files give up on each other's lock; `command` has them for itself.
std::string withAccountsLocked(const std::string& command)
{
    return str("flock /etc/login.defs sh -c '", command, '\'');
}

std::string removalCommand(const std::string& prefix, std::size_t count)
{
    return withAccountsLocked(str("for i in $(seq ", count, "); do pkill -KILL -u ", prefix,
                                  "$i; userdel --force --remove ", prefix, "$i; done >/dev/null 2>&1"));
}

}  // namespace

TestUsers::TestUsers(std::size_t count)
{
    const std::string prefix = str("rz", randomWord(8), '-');
    m_janitor = std::make_unique<Janitor>(removalCommand(prefix, count));
    const std::string making =
        withAccountsLocked(str("for i in $(seq ", count, "); do useradd --create-home --shell /bin/sh --user-group ",
                               prefix, "$i || exit 1; done"));
    if (const Ran ran = run({"sh", "-c", making}, {}, AccountPatience); !ran.ok())
        throw std::runtime_error("useradd: " + ran.output);
    std::string passwords;
    for (std::size_t i = 1; i <= count; ++i) {
        Account account{.name = str(prefix, i), .password = randomWord(16)};
        const passwd* const entry = ::getpwnam(account.name.c_str());
        if (entry == nullptr)
            throw std::runtime_error("useradd made no " + account.name);
        account.uid = entry->pw_uid;
        passwords += str(account.name, ':', account.password, '\n');
        m_accounts.push_back(std::move(account));
    }
    // A cheap hash: each login checks it.
    const std::string setting = withAccountsLocked("chpasswd --crypt-method SHA256 --sha-rounds 1000");
    if (const Ran ran = run({"sh", "-c", setting}, passwords, AccountPatience); !ran.ok())
        throw std::runtime_error("chpasswd: " + ran.output);
}

TestUsers::~TestUsers()
{
    const std::string& first = m_accounts.front().name;
    run({"sh", "-c", removalCommand(first.substr(0, first.size() - 1), m_accounts.size())}, {}, AccountPatience);
}

}  // namespace rz::test
