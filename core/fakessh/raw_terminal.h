#pragma once

#include <termios.h>

namespace rz::fakessh {

// A terminal that passes every key on as it is, until this is destroyed. The descriptor must outlive it.
class RawTerminal {
public:
    explicit RawTerminal(int fd) : m_fd(fd) {}
    RawTerminal(const RawTerminal&) = delete;
    RawTerminal& operator=(const RawTerminal&) = delete;
    ~RawTerminal() { restore(); }

    void set();
    void restore();

private:
    int m_fd;
    bool m_raw = false;
    termios m_before{};
};

}  // namespace rz::fakessh
