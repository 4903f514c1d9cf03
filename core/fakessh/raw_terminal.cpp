#include "core/fakessh/raw_terminal.h"

#include <utility>

namespace rz::fakessh {

void RawTerminal::set()
{
    if (m_raw || ::tcgetattr(m_fd, &m_before) != 0)
        return;
    termios raw = m_before;
    ::cfmakeraw(&raw);
    m_raw = ::tcsetattr(m_fd, TCSADRAIN, &raw) == 0;
}

void RawTerminal::restore()
{
    if (std::exchange(m_raw, false))
        ::tcsetattr(m_fd, TCSADRAIN, &m_before);
}

}  // namespace rz::fakessh
