#pragma once

#include "tests/support/fixed_prompts.h"
#include "tests/support/test_master.h"
#include "tests/support/test_user.h"

#include <QTest>

#include <csignal>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace rz::test {

// A way into a context, and what is known of it that a connection does not tell.
struct Way {
    connect::Hop hop;
    std::optional<ContextId> via = {};
    std::string password = {};                // answers every question
    std::vector<const TestUser*> users = {};  // who else must be left without a process or a file
    // How the other side dies: by the death of what this process, or that of `via`, has started for it; or else by this,
    // which is called again and again until the connection has noticed.
    enum class Dies { Program, ProgramAndAllBelow } dies = Dies::Program;
    int deathBy = SIGKILL;
    std::function<void()> die = {};
    // What is left where no LeakCheck looks, a line each; empty when nothing is.
    std::function<std::string()> left = {};
};

// Learns from a connection that succeeds which steps it takes, and then cuts one in the middle of each: as a person who
// cancels at its very beginning or halfway, and by the death of the other side; where a question is asked, with and without
// its answer. Each cut must end its connection once, by an error of the right kind that names hop and step; leave no
// process, file, descriptor, question or route; and not hinder the next connection. Tells what is otherwise, a line each.
// `prompts` answers for `master`, whose broker runs meanwhile.
std::string complaintsAboutCuts(TestMaster& master, FixedPrompts& prompts, const Way& way);

inline void checkCuts(TestMaster& master, FixedPrompts& prompts, const Way& way)
{
    const std::string complaints = complaintsAboutCuts(master, prompts, way);
    QVERIFY2(complaints.empty(), complaints.c_str());
}

// By a master of its own.
inline void checkCuts(const Way& way)
{
    FixedPrompts prompts;
    TestMaster master(&prompts);
    checkCuts(master, prompts, way);
}

}  // namespace rz::test
