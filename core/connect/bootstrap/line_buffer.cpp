#include "core/connect/bootstrap/line_buffer.h"

#include <utility>

namespace rz::connect {

void LineBuffer::append(std::span<const std::byte> data)
{
    m_text.erase(0, std::exchange(m_taken, 0));
    m_text.append(reinterpret_cast<const char*>(data.data()), data.size());
}

Result<std::optional<std::string>> LineBuffer::takeLine()
{
    const std::string_view text = rest();
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) {
        if (text.size() > MaxLine)
            return fail(ErrorKind::Stream, "the other side prints without end instead of starting the agent");
        return std::nullopt;
    }
    std::string line(text.substr(0, end));
    drop(end + 1);
    if (line.ends_with('\r'))
        line.pop_back();
    return line;
}

}  // namespace rz::connect
