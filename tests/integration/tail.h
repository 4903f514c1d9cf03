#pragma once

#include "tests/support/processes.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"

#include <fstream>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace rz::test {

// The example log_tail at work on a file.
class Tail {
public:
    Tail(const std::string& program, const std::string& chain)
        : m_process({program, chain, (writeFile(file(), "before\n", 0644), file())}, m_directory.file("output"))
    {
    }

    std::string file() const { return m_directory.file("log"); }
    pid_t pid() const { return m_process.pid(); }
    void add(std::string_view text) const { std::ofstream(file(), std::ios::app) << text; }
    std::string shown() const { return readFile(m_directory.file("output")); }
    bool shows(std::string_view text) const
    {
        return waitUntil([&] { return shown().contains(text); });
    }
    // What is written before it has begun to look is not shown.
    bool begins() const
    {
        return waitUntil([&] {
            add("begin\n");
            return shown().ends_with("begin\n");
        });
    }
    bool ends()
    {
        return waitUntil([&] { return !m_process.running(); });
    }

private:
    TempDir m_directory{0755};
    Background m_process;
};

}  // namespace rz::test
