#include "core/connect/bootstrap/line_buffer.h"

namespace rz::connect {

void LineBuffer::append(std::span<const std::byte> data)
{
    m_text.append(reinterpret_cast<const char*>(data.data()), data.size());
}

Result<std::optional<std::string>> LineBuffer::takeLine()
{
    const std::size_t end = m_text.find('\n');
    if (end == std::string::npos) {
        if (m_text.size() > MaxLine)
            return fail(ErrorKind::Stream, "the other side prints without end instead of starting the agent");
        return std::nullopt;
    }
    std::string line = m_text.substr(0, end);
    m_text.erase(0, end + 1);
    if (line.ends_with('\r'))
        line.pop_back();
    return line;
}

}  // namespace rz::connect
