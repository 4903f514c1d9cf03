#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rz::app {

// Cuts what a program prints into lines, as a terminal shows them: a carriage return begins the line anew. Lines are bytes
// as they came; what is beyond MaxLine of one is left out.
class LineReader {
public:
    static constexpr std::size_t MaxLine = 4096;

    // The lines that are complete now.
    std::vector<std::string> feed(std::string_view bytes);
    // The line that is being written.
    std::string_view current() const { return m_line; }
    // Takes it, for there is no more to come.
    std::string finish();

private:
    void append(std::string_view bytes);

    std::string m_line;
    bool m_returned = false;  // the next byte begins the line anew
};

}  // namespace rz::app
