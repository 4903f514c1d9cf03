#include "core/modules/minimize.h"

#include "core/modules/python_tokens.h"

#include <algorithm>

namespace rz::modules {

namespace {

using Tokens = std::vector<Token>;
using Lines = std::vector<LogicalLine>;

// Ends of line in a token, as Python counts them.
std::size_t lineEnds(std::string_view text)
{
    std::size_t count = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n')))
            ++count;
    }
    return count;
}

class Minimizer {
public:
    Minimizer(std::string_view source, const Tokens& tokens, const Lines& lines)
        : m_source(source), m_tokens(tokens), m_lines(lines)
    {
    }

    std::string run()
    {
        m_out.reserve(m_source.size());
        std::size_t line = 0;
        for (std::size_t i = 0; i < m_tokens.size();) {
            if (line < m_lines.size() && m_lines[line].first == i) {
                if (isDocstring(line)) {
                    dropDocstring(line);
                    i = m_lines[line].last;
                    ++line;
                    continue;
                }
                beginStatement(line);
                ++line;
            }
            write(m_tokens[i]);
            ++i;
        }
        return std::move(m_out);
    }

private:
    std::string_view textOf(const Token& token) const { return token.in(m_source); }

    void beginStatement(std::size_t line)
    {
        m_out.append(m_lines[line].level, ' ');
        m_fresh = false;
        m_end = m_tokens[m_lines[line].first].begin;
    }

    // A line of strings only, first in the module, or in the body of a function or class.
    bool isDocstring(std::size_t line) const
    {
        const LogicalLine& own = m_lines[line];
        for (std::size_t i = own.first; i < own.last; ++i) {
            const Token& token = m_tokens[i];
            if (token.kind == Token::Kind::Comment)
                continue;
            if (token.kind != Token::Kind::String || !isText(textOf(token)))
                return false;
        }
        if (line == 0)
            return true;
        const LogicalLine& before = m_lines[line - 1];
        return before.level + 1 == own.level && isDefinition(before);
    }

    static bool isText(std::string_view string)
    {
        const std::string_view prefix = string.substr(0, string.find_first_of("\"'"));
        return prefix.find_first_of("bBfFtT") == std::string_view::npos;
    }

    bool isDefinition(const LogicalLine& line) const
    {
        const std::string_view first = textOf(m_tokens[line.first]);
        const bool function = first == "def" || (first == "async" && line.first + 1 < line.last &&
                                                 textOf(m_tokens[line.first + 1]) == "def");
        return function || first == "class";
    }

    // A body needs a statement; a module does not.
    void dropDocstring(std::size_t line)
    {
        const LogicalLine& own = m_lines[line];
        const bool only = line + 1 == m_lines.size() || m_lines[line + 1].level != own.level;
        if (line > 0 && only) {
            m_out.append(own.level, ' ');
            m_out += "pass";
        }
        for (std::size_t i = own.first; i < own.last; ++i) {
            const std::size_t ends = lineEnds(textOf(m_tokens[i]));
            m_out.append(ends, '\n');
            m_line += ends;
        }
        m_end = own.last < m_tokens.size() ? m_tokens[own.last].begin : m_source.size();
    }

    void write(const Token& token)
    {
        if (token.kind == Token::Kind::Comment && m_line > 2) {
            m_end = token.begin + token.size;
            return;
        }
        const bool ends = token.kind == Token::Kind::Break || token.kind == Token::Kind::End;
        // Behind a comment that was dropped, and at a line's begin, there is nothing to keep apart.
        if (!m_fresh && !ends && token.begin > m_end)
            m_out += ' ';
        m_out += textOf(token);
        m_end = token.begin + token.size;
        m_fresh = ends;
        m_line += lineEnds(textOf(token));
    }

    std::string_view m_source;
    const Tokens& m_tokens;
    const Lines& m_lines;
    std::string m_out;
    std::size_t m_end = 0;  // in the source, of what was written last
    std::size_t m_line = 1;
    bool m_fresh = true;  // nothing is on this line yet
};

}  // namespace

std::string minimizeSource(std::string_view source)
{
    const auto tokens = tokenize(source);
    const auto lines = tokens ? logicalLines(source, *tokens) : std::unexpected(tokens.error());
    if (!lines)
        return std::string(source);
    return Minimizer(source, *tokens, *lines).run();
}

bool isMinifySafe(std::string_view source)
{
    constexpr std::string_view Whitespace = " \t\r\n\f\v";
    constexpr std::string_view Mark = "!mitogen:";
    for (std::size_t at = source.find(Mark); at != std::string_view::npos; at = source.find(Mark, at + 1)) {
        const std::size_t hash = at == 0 ? std::string_view::npos : source.find_last_not_of(Whitespace, at - 1);
        const bool comment = hash != std::string_view::npos && source[hash] == '#' && hash > 0 &&
                             Whitespace.find(source[hash - 1]) != std::string_view::npos;
        const std::size_t word = source.find_first_not_of(Whitespace, at + Mark.size());
        if (comment && word != std::string_view::npos && source.substr(word).starts_with("minify_safe"))
            return true;
    }
    return false;
}

}  // namespace rz::modules
