#pragma once

#include "tests/support/fixed_prompts.h"
#include "tests/support/test_master.h"
#include "tests/support/test_user.h"

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace rz::test {

// A master whose first hop makes it `user`; from there other users are reached with their real programs.
class BecomeFixture {
public:
    explicit BecomeFixture(const TestUser& user, const std::string& locale = "C.UTF-8");

    FixedPrompts& prompts() { return m_prompts; }
    TestMaster& master() { return m_master; }
    ContextId first() const { return m_first; }
    // Connects from the first context, or from another one.
    Outcome become(const connect::Hop& hop, std::optional<ContextId> via = {});
    void answer(std::vector<std::string> passwords)
    {
        m_prompts.answer(connect::PromptKind::Password, std::move(passwords));
    }
    // What became of the questions: "accepted", "refused", or "open".
    std::string outcomes() const;
    // Which user a context that was just made runs as, asked of it; an error's text when there is none.
    std::string uidOf(const Outcome& outcome);

private:
    FixedPrompts m_prompts;
    TestMaster m_master;
    ContextId m_first;
};

connect::Hop hopTo(std::string method, const std::string& user, Dict options = {});

// Looks for a secret in the arguments and environments of all processes, again and again on a thread of its own.
class SecretWatch {
public:
    explicit SecretWatch(std::string secret);
    ~SecretWatch();
    // Ends the search; the places where it was found.
    std::set<std::string> found();
    std::size_t processesLookedAt() const;

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace rz::test
