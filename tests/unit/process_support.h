#pragma once

#include <QByteArray>
#include <QTest>

#include <string>
#include <sys/types.h>
#include <vector>

#include "core/base/str.h"
#include "tests/support/processes.h"
#include "tests/support/temp_dir.h"

// Small words about processes that are not our children.
namespace rz::test {

inline bool waitUntilGone(pid_t pid)
{
    return QTest::qWaitFor([pid] { return !isAlive(pid); }, 20'000);
}

// Asks a shell script for the ids it prints, a line each, before it goes on.
inline std::vector<pid_t> pidsIn(const std::string& text)
{
    std::vector<pid_t> pids;
    for (const QByteArray& line : QByteArray::fromStdString(text).split('\n')) {
        if (!line.isEmpty())
            pids.push_back(line.toInt());
    }
    return pids;
}

}  // namespace rz::test
