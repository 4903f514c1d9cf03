#pragma once

#include <string>
#include <string_view>

namespace rz::modules {

// `source` without comments and docstrings, indented by one blank a level; every statement stays on its line, and a body
// that was only a docstring becomes `pass` (reference: minimize_source). The first two lines keep their comments: one of
// them may tell the encoding. A source that cannot be taken apart comes back as it is.
std::string minimizeSource(std::string_view source);

// Whether the source carries the mark by which a module asks to be served so: a comment "!mitogen: minify_safe".
bool isMinifySafe(std::string_view source);

}  // namespace rz::modules
