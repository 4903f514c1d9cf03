#include "agent/python_literal.h"

#include "core/base/str.h"
#include "core/base/utf8.h"

namespace rz::agent {

namespace {

constexpr int MaxDepth = 32;
constexpr std::size_t MaxDigits = 1000;  // of a number; decimal conversion is quadratic

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isWordCharacter(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

int hexDigit(char c)
{
    if (isDigit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

class Parser {
public:
    explicit Parser(std::string_view text) : m_text(text) {}

    Result<Value> parseAll()
    {
        RZ_TRY(Value value, parseValue(0));
        skipBlanks();
        if (m_at < m_text.size())
            return refuse("something follows the literal");
        return value;
    }

private:
    Result<Value> parseValue(int depth)
    {
        skipBlanks();
        if (depth > MaxDepth)
            return refuse("the literal nests too deep");
        const char first = peek();
        if (first == '{')
            return parseDict(depth);
        if (first == '[')
            return parseList(depth);
        if (first == '(')
            return parseTuple(depth);
        if (first == '-' || isDigit(first))
            return parseInteger();
        if (startsString())
            return parseString();
        return parseWord();
    }

    // --- containers ---

    Result<Value> parseDict(int depth)
    {
        ++m_at;
        Dict dict;
        while (!take('}')) {
            RZ_TRY(Value key, parseValue(depth + 1));
            if (!key.is<std::string>() && !key.is<Bytes>())
                return refuse("a key is not a string");
            if (!take(':'))
                return refuse("a colon is missing");
            RZ_TRY(Value value, parseValue(depth + 1));
            dict.set(std::move(key), std::move(value));
            if (!take(',') && !isNext('}'))
                return refuse("a comma is missing");
        }
        return Value(std::move(dict));
    }

    Result<Value> parseList(int depth)
    {
        ++m_at;
        List list;
        RZ_TRY(const bool separated, parseItems(list.items, ']', depth));
        static_cast<void>(separated);
        return Value(std::move(list));
    }

    // (1) is not a tuple, (1,) is.
    Result<Value> parseTuple(int depth)
    {
        ++m_at;
        Tuple tuple;
        RZ_TRY(const bool separated, parseItems(tuple.items, ')', depth));
        if (tuple.items.size() == 1 && !separated)
            return std::move(tuple.items.front());
        return Value(std::move(tuple));
    }

    // Up to and with `end`; whether there was a comma.
    Result<bool> parseItems(std::vector<Value>& items, char end, int depth)
    {
        bool separated = false;
        while (!take(end)) {
            RZ_TRY(Value item, parseValue(depth + 1));
            items.push_back(std::move(item));
            if (take(','))
                separated = true;
            else if (!isNext(end))
                return refuse("a comma is missing");
        }
        return separated;
    }

    // --- words and numbers ---

    Result<Value> parseWord()
    {
        const std::size_t begin = m_at;
        while (isWordCharacter(peek()))
            ++m_at;
        const std::string_view word = m_text.substr(begin, m_at - begin);
        if (word == "None")
            return Value();
        if (word == "True" || word == "False")
            return Value(word == "True");
        m_at = begin;
        return refuse("this is not a literal");
    }

    Result<Value> parseInteger()
    {
        const std::size_t begin = m_at;
        if (peek() == '-')
            ++m_at;
        const std::size_t digits = m_at;
        while (isDigit(peek()))
            ++m_at;
        if (m_at == digits || m_at - digits > MaxDigits)
            return refuse("a number is malformed");
        RZ_TRY(BigInt number, BigInt::fromDecimal(m_text.substr(begin, m_at - begin)));
        if (peek() == 'L')  // as Python 2 marks long ones
            ++m_at;
        if (isWordCharacter(peek()) || peek() == '.')
            return refuse("a number is not an integer");
        if (const auto small = number.toInt64())
            return Value(*small);
        return Value(std::move(number));
    }

    // --- strings ---

    bool startsString() const
    {
        const std::size_t prefix = peek() == 'u' || peek() == 'b' ? 1 : 0;
        const char quote = peek(prefix);
        return quote == '\'' || quote == '"';
    }

    Result<Value> parseString()
    {
        const bool bytes = peek() == 'b';
        if (bytes || peek() == 'u')
            ++m_at;
        const char quote = m_text[m_at++];
        std::string out;
        for (;;) {
            if (m_at >= m_text.size() || peek() == '\n')
                return refuse("a string has no end");
            const char c = m_text[m_at++];
            if (c == quote)
                break;
            if (c != '\\')
                out.push_back(c);
            else
                RZ_CHECK(parseEscape(out, bytes));
        }
        if (bytes)
            return Value(Bytes(std::move(out)));
        if (!isUtf8(out))
            return refuse("a string is not UTF-8");
        return Value(std::move(out));
    }

    Result<> parseEscape(std::string& out, bool bytes)
    {
        constexpr std::string_view Letters = "abfnrtv\\'\"";
        constexpr std::string_view Meanings = "\a\b\f\n\r\t\v\\'\"";
        const char letter = peek();
        if (const std::size_t found = Letters.find(letter); letter != '\0' && found != std::string_view::npos) {
            ++m_at;
            out.push_back(Meanings[found]);
            return {};
        }
        const std::size_t digits = letter == 'x' ? 2 : letter == 'u' && !bytes ? 4 : letter == 'U' && !bytes ? 8 : 0;
        if (digits == 0)
            return refuse("an escape is not known");
        ++m_at;
        char32_t code = 0;
        for (std::size_t i = 0; i < digits; ++i) {
            const int digit = hexDigit(peek());
            if (digit < 0)
                return refuse("an escape is malformed");
            code = code * 16 + static_cast<char32_t>(digit);
            ++m_at;
        }
        constexpr char32_t LastCharacter = 0x10ffff;
        if (code > LastCharacter)
            return refuse("an escape is no character");
        if (bytes)
            out.push_back(static_cast<char>(code));
        else
            appendUtf8(out, code);
        return {};
    }

    // --- characters ---

    // NUL at the end, which is no part of a literal.
    char peek(std::size_t ahead = 0) const { return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0'; }

    void skipBlanks()
    {
        while (peek() == ' ' || peek() == '\t')
            ++m_at;
    }

    bool isNext(char c)
    {
        skipBlanks();
        return peek() == c;
    }

    bool take(char c)
    {
        if (!isNext(c))
            return false;
        ++m_at;
        return true;
    }

    std::unexpected<Error> refuse(std::string_view why) const
    {
        return fail(ErrorKind::Decode, str(why, " (column ", m_at + 1, ')'));
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

}  // namespace

Result<Value> parsePythonLiteral(std::string_view text)
{
    return Parser(text).parseAll();
}

}  // namespace rz::agent
