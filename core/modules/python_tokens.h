#pragma once

#include "core/base/error.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace rz::modules {

// A piece of a Python source. What is between two of them is blanks.
struct Token {
    enum class Kind : std::uint8_t {
        Word,      // names, keywords and numbers
        String,    // with its prefix and quotes
        Operator,  // one character
        Comment,   // without the end of its line
        Break,  // an end of line that ends nothing: in brackets, after a comment, of an empty line, or behind a backslash
        End,    // an end of line that ends a statement
    };
    Kind kind = Kind::Word;
    std::uint32_t begin = 0;
    std::uint32_t size = 0;

    std::string_view in(std::string_view source) const { return source.substr(begin, size); }
};

// Takes a source of any Python apart, f-strings with strings inside of them too. Fails where a string, or a bracket at the
// end, is open, and for a source that no Python reads; never on account of what else the words mean.
Result<std::vector<Token>> tokenize(std::string_view source);

// One statement, or several that share a line: the tokens from `first` up to `last`, breaks and comments in between
// included.
struct LogicalLine {
    std::size_t first = 0;
    std::size_t last = 0;
    std::uint32_t level = 0;  // of indentation
};

// Fails where an indentation goes back to none that there was.
Result<std::vector<LogicalLine>> logicalLines(std::string_view source, const std::vector<Token>& tokens);

}  // namespace rz::modules
