#include "app/transfers/line_reader.h"

#include <algorithm>
#include <utility>

namespace rz::app {

std::vector<std::string> LineReader::feed(std::string_view bytes)
{
    std::vector<std::string> lines;
    while (!bytes.empty()) {
        const std::size_t end = std::min(bytes.find_first_of("\r\n"), bytes.size());
        append(bytes.substr(0, end));
        bytes.remove_prefix(end);
        if (bytes.empty())
            break;
        const bool complete = bytes.front() == '\n';
        bytes.remove_prefix(1);
        m_returned = !complete;
        if (complete)
            lines.push_back(std::exchange(m_line, {}));
    }
    return lines;
}

std::string LineReader::finish()
{
    m_returned = false;
    return std::exchange(m_line, {});
}

void LineReader::append(std::string_view bytes)
{
    if (bytes.empty())
        return;
    if (std::exchange(m_returned, false))
        m_line.clear();
    m_line += bytes.substr(0, MaxLine - std::min(m_line.size(), MaxLine));
}

}  // namespace rz::app
