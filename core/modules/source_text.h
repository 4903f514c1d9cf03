#pragma once

#include <string>

namespace rz::modules {

// A module's source as it is sent: in UTF-8, without the mark at its beginning. What it says about its encoding (PEP 263) is
// made true: every Python, 2 as well, reads the same characters then. Bytes that are not of the encoding it names, and
// sources of one that nobody here knows, stay as they are: the Python that compiles them says what is wrong.
std::string utf8Source(std::string source);

}  // namespace rz::modules
