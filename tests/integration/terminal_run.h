#pragma once

#include "core/base/unique_fd.h"

#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace rz::test {

// A program on a terminal of its own, of which this is the screen, the keyboard and the window's frame. Killed when the object dies.
class TerminalRun {
public:
    explicit TerminalRun(const std::vector<std::string>& argv);
    ~TerminalRun();
    TerminalRun(const TerminalRun&) = delete;
    TerminalRun& operator=(const TerminalRun&) = delete;

    void type(std::string_view keys) const;
    void resize(int columns, int rows) const;
    void signal(int number) const;
    // Nobody sits there any more.
    void hangUp() { m_master.reset(); }

    // False when it ends, or patience does, before `text` is seen behind what was waited for last.
    bool waitFor(std::string_view text);
    // Waits for the end: the exit status, or -N when signal N ended it; -1000 when nothing did in time.
    int end();
    const std::string& seen() const { return m_seen; }

private:
    // False when nothing comes any more.
    bool read();

    UniqueFd m_master;
    pid_t m_pid = -1;
    std::string m_seen;
    std::size_t m_waited = 0;  // so much of it was waited for
};

}  // namespace rz::test
