#include "core/modules/python_tokens.h"

#include "core/base/str.h"

#include <algorithm>
#include <string>
#include <utility>

namespace rz::modules {

namespace {

constexpr std::size_t MaxSize = 1u << 30;
constexpr int MaxNesting = 200;  // of f-strings; Python itself allows 150
constexpr std::size_t TabStop = 8;

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\f';
}

bool isWordPart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

// What a word directly in front of a quote makes of the string.
struct Prefix {
    bool known = false;
    bool raw = false;
    bool formatted = false;
};

Prefix prefixOf(std::string_view word)
{
    if (word.size() > 2)
        return {};
    Prefix prefix{.known = true};
    for (const char c : word) {
        const char letter = static_cast<char>(c | ' ');
        if (std::string_view("rbuft").find(letter) == std::string_view::npos)
            return {};
        prefix.raw |= letter == 'r';
        prefix.formatted |= letter == 'f' || letter == 't';
    }
    return prefix;
}

class Tokenizer {
public:
    explicit Tokenizer(std::string_view source) : m_source(source) {}

    Result<std::vector<Token>> run()
    {
        if (m_source.size() > MaxSize || m_source.find('\0') != std::string_view::npos)
            return fail(ErrorKind::Decode, "this is not a Python source");
        if (m_source.starts_with("\xef\xbb\xbf"))
            m_at = 3;
        while (m_at < m_source.size())
            RZ_CHECK(next());
        if (m_depth != 0)
            return fail(ErrorKind::Decode, "a bracket is not closed");
        return std::move(m_tokens);
    }

private:
    char at(std::size_t ahead = 0) const { return m_at + ahead < m_source.size() ? m_source[m_at + ahead] : '\0'; }

    // The length of an end of line here; 0 when there is none.
    std::size_t lineEnd(std::size_t ahead = 0) const
    {
        if (at(ahead) == '\n')
            return 1;
        if (at(ahead) == '\r')
            return at(ahead + 1) == '\n' ? 2 : 1;
        return 0;
    }

    void add(Token::Kind kind, std::size_t begin)
    {
        m_tokens.push_back({.kind = kind,
                            .begin = static_cast<std::uint32_t>(begin),
                            .size = static_cast<std::uint32_t>(m_at - begin)});
        if (kind == Token::Kind::Word || kind == Token::Kind::String || kind == Token::Kind::Operator)
            m_statement = true;
    }

    Result<> next()
    {
        const std::size_t begin = m_at;
        const char c = at();
        if (isBlank(c)) {
            ++m_at;
            return {};
        }
        if (const std::size_t length = lineEnd(); length != 0) {
            m_at += length;
            const bool ends = m_statement && m_depth == 0;
            add(ends ? Token::Kind::End : Token::Kind::Break, begin);
            if (ends)
                m_statement = false;
            return {};
        }
        if (c == '\\' && lineEnd(1) != 0) {
            m_at += 1 + lineEnd(1);
            add(Token::Kind::Break, begin);
            return {};
        }
        if (c == '#') {
            while (m_at < m_source.size() && lineEnd() == 0)
                ++m_at;
            add(Token::Kind::Comment, begin);
            return {};
        }
        if (c == '"' || c == '\'')
            return string(begin, {});
        if (isWordPart(c)) {
            while (isWordPart(at()))
                ++m_at;
            const Prefix prefix = prefixOf(m_source.substr(begin, m_at - begin));
            if (prefix.known && (at() == '"' || at() == '\''))
                return string(begin, prefix);
            add(Token::Kind::Word, begin);
            return {};
        }
        ++m_at;
        if (c == '(' || c == '[' || c == '{')
            ++m_depth;
        else if ((c == ')' || c == ']' || c == '}') && m_depth-- == 0)
            return fail(ErrorKind::Decode, "a bracket is closed that is not open");
        add(Token::Kind::Operator, begin);
        return {};
    }

    Result<> string(std::size_t begin, Prefix prefix)
    {
        RZ_CHECK(skipString(prefix, 0));
        add(Token::Kind::String, begin);
        return {};
    }

    static std::unexpected<Error> open() { return fail(ErrorKind::Decode, "a string is not closed"); }

    // From its first quote to behind its last.
    Result<> skipString(Prefix prefix, int nesting)
    {
        if (nesting > MaxNesting)
            return open();
        const char quote = at();
        const std::size_t quotes = at(1) == quote && at(2) == quote ? 3 : 1;
        m_at += quotes;
        while (m_at < m_source.size()) {
            if (endsHere(quote, quotes)) {
                m_at += quotes;
                return {};
            }
            if (at() == '\\') {
                RZ_CHECK(skipEscape(prefix));
            } else if (quotes == 1 && lineEnd() != 0) {
                return open();
            } else if (prefix.formatted && at() == '{' && at(1) != '{') {
                RZ_CHECK(skipField(quote, quotes, prefix, nesting));
            } else {
                m_at += prefix.formatted && at() == '{' ? 2 : 1;
            }
        }
        return open();
    }

    bool endsHere(char quote, std::size_t quotes) const
    {
        return at() == quote && (quotes == 1 || (at(1) == quote && at(2) == quote));
    }

    // A backslash and what it changes. In a raw f-string a brace behind it begins a field all the same.
    Result<> skipEscape(Prefix prefix)
    {
        if (prefix.formatted && !prefix.raw && at(1) == 'N' && at(2) == '{') {
            const std::size_t end = m_source.find('}', m_at);
            if (end == std::string_view::npos)
                return open();
            m_at = end + 1;
            return {};
        }
        const std::size_t end = lineEnd(1);
        const bool field = prefix.formatted && at(1) == '{';
        m_at += end != 0 ? 1 + end : field ? 1 : 2;
        return {};
    }

    // {expression!r:specification}, whose parts may hold strings and fields of their own.
    Result<> skipField(char quote, std::size_t quotes, Prefix prefix, int nesting)
    {
        if (nesting > MaxNesting)
            return open();
        ++m_at;
        int depth = 0;
        while (m_at < m_source.size()) {
            const char c = at();
            if (c == '}' && depth == 0) {
                ++m_at;
                return {};
            }
            if (c == ':' && depth == 0)
                return skipSpecification(quote, quotes, prefix, nesting);
            if (c == '"' || c == '\'') {
                // Before Python 3.12 the string's own quotes could not be in here: it ends.
                RZ_CHECK(skipString(nestedPrefix(), nesting + 1));
                continue;
            }
            if (c == '#') {
                while (m_at < m_source.size() && lineEnd() == 0)
                    ++m_at;
                continue;
            }
            if (c == '(' || c == '[' || c == '{')
                ++depth;
            else if (c == ')' || c == ']' || c == '}')
                --depth;
            ++m_at;
        }
        return open();
    }

    // Of a string that begins here, by the letters in front of it.
    Prefix nestedPrefix() const
    {
        std::size_t begin = m_at;
        while (begin > 0 && isWordPart(m_source[begin - 1]))
            --begin;
        const Prefix prefix = prefixOf(m_source.substr(begin, m_at - begin));
        return prefix.known ? prefix : Prefix();
    }

    Result<> skipSpecification(char quote, std::size_t quotes, Prefix prefix, int nesting)
    {
        while (m_at < m_source.size()) {
            if (at() == '}') {
                ++m_at;
                return {};
            }
            if (endsHere(quote, quotes) || (quotes == 1 && lineEnd() != 0))
                return open();
            if (at() == '{')
                RZ_CHECK(skipField(quote, quotes, prefix, nesting + 1));
            else
                ++m_at;
        }
        return open();
    }

    std::string_view m_source;
    std::size_t m_at = 0;
    std::size_t m_depth = 0;   // of brackets
    bool m_statement = false;  // something that means anything is on this logical line
    std::vector<Token> m_tokens;
};

// The column of a line's first token, as Python counts it.
std::size_t columnOf(std::string_view source, const Token& token)
{
    std::size_t begin = token.begin;
    while (begin > 0 && isBlank(source[begin - 1]))
        --begin;
    std::size_t column = 0;
    for (const char c : source.substr(begin, token.begin - begin)) {
        if (c == '\f')
            column = 0;
        else
            column = c == '\t' ? (column / TabStop + 1) * TabStop : column + 1;
    }
    return column;
}

bool means(const Token& token)
{
    return token.kind == Token::Kind::Word || token.kind == Token::Kind::String || token.kind == Token::Kind::Operator;
}

}  // namespace

Result<std::vector<Token>> tokenize(std::string_view source)
{
    return Tokenizer(source).run();
}

Result<std::vector<LogicalLine>> logicalLines(std::string_view source, const std::vector<Token>& tokens)
{
    std::vector<LogicalLine> lines;
    std::vector<std::size_t> columns{0};
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (!means(tokens[i]))
            continue;
        const std::size_t column = columnOf(source, tokens[i]);
        const bool deeper = column > columns.back();
        while (columns.back() > column)
            columns.pop_back();
        if (columns.back() != column && !deeper)
            return fail(ErrorKind::Decode, str("the indentation at byte ", tokens[i].begin, " fits no other"));
        if (deeper)
            columns.push_back(column);
        LogicalLine line{.first = i, .level = static_cast<std::uint32_t>(columns.size() - 1)};
        while (i < tokens.size() && tokens[i].kind != Token::Kind::End)
            ++i;
        line.last = i;
        lines.push_back(line);
    }
    return lines;
}

}  // namespace rz::modules
