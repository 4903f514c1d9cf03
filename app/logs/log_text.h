#pragma once

#include <string>
#include <string_view>

namespace rz::app {

// Appends what a context printed as harmless UTF-8: escape sequences of terminals taken out, bytes that are no text
// replaced, carriage returns before a line's end dropped, other control characters (tabs and line ends aside) as their
// Unicode pictures.
void appendCleaned(std::string& out, std::string_view text);

}  // namespace rz::app
