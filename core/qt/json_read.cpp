#include "core/base/dict_index.h"
#include "core/base/str.h"
#include "core/base/utf8.h"
#include "core/qt/json.h"
#include "core/qt/json_forms.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

namespace rz {

namespace {

// A recursive-descent reader over the text. Every function leaves m_at behind what it read, or at what was wrong.
class Reader {
public:
    explicit Reader(std::string_view text) : m_text(text) {}

    std::expected<Value, JsonError> readFirst()
    {
        skipSpace();
        if (atEnd())
            return std::unexpected(errorHere(JsonProblem::Empty));
        auto value = readValue();
        if (!value)
            return std::unexpected(errorHere(value.error()));
        return std::move(*value);
    }

    std::expected<Value, JsonError> readAll()
    {
        auto value = readFirst();
        skipSpace();
        if (value && !atEnd())
            return std::unexpected(errorHere(JsonProblem::TextAfterValue));
        return value;
    }

    std::size_t position() const { return m_at; }

private:
    template <class T>
    using Read = std::expected<T, JsonProblem>;

    bool atEnd() const { return m_at == m_text.size(); }
    char peek() const { return m_text[m_at]; }

    void skipSpace()
    {
        while (!atEnd() && (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t'))
            ++m_at;
    }

    bool take(std::string_view word)
    {
        if (!m_text.substr(m_at).starts_with(word))
            return false;
        m_at += word.size();
        return true;
    }

    Read<Value> readValue()
    {
        if (atEnd())
            return std::unexpected(JsonProblem::EndOfText);
        switch (peek()) {
        case '{': return nested([this] { return readObject(); });
        case '[': return nested([this] { return readArray(); });
        case '"': return readString();
        default: break;
        }
        if (take("null"))
            return Value();
        if (take("true"))
            return Value(true);
        if (take("false"))
            return Value(false);
        if (peek() == '-' || (peek() >= '0' && peek() <= '9'))
            return readNumber();
        return std::unexpected(JsonProblem::ExpectedValue);
    }

    template <class F>
    Read<Value> nested(F read)
    {
        if (m_depth == MaxJsonDepth)
            return std::unexpected(JsonProblem::TooDeep);
        ++m_depth;
        auto value = read();
        --m_depth;
        return value;
    }

    // After an item: true when another follows, false when `close` ended the container.
    Read<bool> readSeparator(char close)
    {
        skipSpace();
        if (atEnd())
            return std::unexpected(JsonProblem::EndOfText);
        if (peek() != ',' && peek() != close)
            return std::unexpected(JsonProblem::ExpectedCommaOrEnd);
        const bool more = peek() == ',';
        ++m_at;
        if (more)
            skipSpace();
        return more;
    }

    // Behind the opening bracket: true when the container is empty, and then behind it.
    bool closesAtOnce(char close)
    {
        ++m_at;
        skipSpace();
        if (atEnd() || peek() != close)
            return false;
        ++m_at;
        return true;
    }

    Read<Value> readArray()
    {
        List list;
        if (closesAtOnce(']'))
            return Value(std::move(list));
        for (;;) {
            auto item = readValue();
            if (!item)
                return item;
            list.items.push_back(std::move(*item));
            const auto more = readSeparator(']');
            if (!more)
                return std::unexpected(more.error());
            if (!*more)
                return Value(std::move(list));
        }
    }

    Read<Value> readObject()
    {
        const std::size_t begin = m_at;
        Dict dict;
        if (closesAtOnce('}'))
            return Value(std::move(dict));
        for (;;) {
            if (!atEnd() && peek() != '"')
                return std::unexpected(JsonProblem::ExpectedKey);
            auto key = readString();
            if (!key)
                return key;
            skipSpace();
            if (atEnd() || peek() != ':')
                return std::unexpected(atEnd() ? JsonProblem::EndOfText : JsonProblem::ExpectedColon);
            ++m_at;
            skipSpace();
            auto value = readValue();
            if (!value)
                return value;
            dict.items.emplace_back(std::move(*key), std::move(*value));
            const auto more = readSeparator('}');
            if (!more)
                return std::unexpected(more.error());
            if (!*more)
                break;
        }
        mergeEqualKeys(dict.items);
        auto value = valueOfObject(std::move(dict));
        if (!value)
            m_at = begin;
        return value;
    }

    Read<Value> readString()
    {
        if (atEnd())
            return std::unexpected(JsonProblem::EndOfText);
        const std::size_t begin = m_at++;
        std::string text;
        for (;;) {
            const std::size_t run = m_text.find_first_of("\"\\", m_at);
            const std::size_t end = run == std::string_view::npos ? m_text.size() : run;
            for (; m_at < end; ++m_at) {
                if (static_cast<unsigned char>(peek()) < 0x20)
                    return std::unexpected(JsonProblem::ControlCharacter);
                text.push_back(peek());
            }
            if (atEnd())
                return std::unexpected(JsonProblem::EndOfText);
            if (m_text[m_at++] == '"')
                break;
            if (const auto escape = readEscape(text); !escape)
                return std::unexpected(escape.error());
        }
        if (!isUtf8(text)) {
            m_at = begin;
            return std::unexpected(JsonProblem::NotUtf8);
        }
        return Value(std::move(text));
    }

    // What follows a backslash.
    Read<bool> readEscape(std::string& out)
    {
        constexpr std::string_view Names = "\"\\/bfnrt";
        constexpr std::string_view Meanings = "\"\\/\b\f\n\r\t";
        if (atEnd())
            return std::unexpected(JsonProblem::EndOfText);
        if (const std::size_t which = Names.find(peek()); which != std::string_view::npos) {
            out.push_back(Meanings[which]);
            ++m_at;
            return true;
        }
        const auto unit = readUnit();
        if (!unit)
            return std::unexpected(JsonProblem::BadEscape);
        char32_t code = *unit;
        if (code >= 0xd800 && code <= 0xdbff && m_text.substr(m_at).starts_with("\\u")) {
            const std::size_t second = m_at++;
            const auto low = readUnit();
            if (low && *low >= 0xdc00 && *low <= 0xdfff)
                code = 0x10000 + ((code - 0xd800) << 10) + (*low - 0xdc00);
            else
                m_at = second;  // a lone surrogate; what follows is read for itself
        }
        appendUtf8(out, code);
        return true;
    }

    std::optional<char32_t> readUnit()
    {
        if (m_text.size() - m_at < 5 || peek() != 'u')
            return std::nullopt;
        unsigned unit = 0;
        const char* const digits = m_text.data() + m_at + 1;
        const auto [end, problem] = std::from_chars(digits, digits + 4, unit, 16);
        if (problem != std::errc() || end != digits + 4)
            return std::nullopt;
        m_at += 5;
        return unit;
    }

    std::size_t takeDigits()
    {
        const std::size_t begin = m_at;
        while (!atEnd() && peek() >= '0' && peek() <= '9')
            ++m_at;
        return m_at - begin;
    }

    Read<Value> readNumber()
    {
        const std::size_t begin = m_at;
        take("-");
        const bool leadingZero = !atEnd() && peek() == '0';
        const std::size_t whole = takeDigits();
        bool wellFormed = whole > 0 && (!leadingZero || whole == 1);
        bool isFloat = false;
        if (take(".")) {
            isFloat = true;
            wellFormed = wellFormed && takeDigits() > 0;
        }
        if (take("e") || take("E")) {
            isFloat = true;
            if (!take("+"))
                take("-");
            wellFormed = wellFormed && takeDigits() > 0;
        }
        const std::string_view digits = m_text.substr(begin, m_at - begin);
        auto number = !wellFormed ? std::nullopt : isFloat ? parseFloat(digits) : parseInteger(digits);
        if (!number) {
            m_at = begin;
            return std::unexpected(JsonProblem::BadNumber);
        }
        return std::move(*number);
    }

    static std::optional<Value> parseFloat(std::string_view digits)
    {
        double number = 0;
        const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), number);
        if (result.ec != std::errc())
            return std::nullopt;
        return Value(number);
    }

    static std::optional<Value> parseInteger(std::string_view digits)
    {
        constexpr std::size_t MaxDigits = 10'000;  // reading takes time quadratic in them
        std::int64_t number = 0;
        if (std::from_chars(digits.data(), digits.data() + digits.size(), number).ec == std::errc())
            return Value(number);
        if (digits.size() > MaxDigits)
            return std::nullopt;
        auto big = BigInt::fromDecimal(digits);
        if (!big)
            return std::nullopt;
        return Value(std::move(*big));
    }

    JsonError errorHere(JsonProblem problem) const
    {
        const std::string_view before = m_text.substr(0, m_at);
        const auto lines = std::count(before.begin(), before.end(), '\n');
        const std::size_t lineBegin = lines == 0 ? 0 : before.rfind('\n') + 1;
        return {.problem = problem,
                .offset = m_at,
                .line = static_cast<int>(lines) + 1,
                .column = static_cast<int>(countCharacters(before.substr(lineBegin))) + 1};
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    int m_depth = 0;
};

std::string_view describe(JsonProblem problem)
{
    switch (problem) {
    case JsonProblem::Empty: return "there is nothing to read";
    case JsonProblem::EndOfText: return "the text ends in the middle of a value";
    case JsonProblem::ExpectedValue: return "expected a value";
    case JsonProblem::ExpectedKey: return "expected a key in double quotes";
    case JsonProblem::ExpectedColon: return "expected a colon after the key";
    case JsonProblem::ExpectedCommaOrEnd: return "expected a comma or the closing bracket";
    case JsonProblem::TextAfterValue: return "there is more text after the value";
    case JsonProblem::BadNumber: return "this is not a number of JSON, or too large";
    case JsonProblem::BadEscape: return "unknown escape after the backslash";
    case JsonProblem::ControlCharacter: return "control characters and line breaks must be escaped in a string";
    case JsonProblem::NotUtf8: return "the string is not UTF-8";
    case JsonProblem::TooDeep: return "nested too deeply";
    case JsonProblem::UnknownForm: return "unknown form: an object with one key that begins with \"$\"";
    case JsonProblem::BadForm: return "this form cannot have that content";
    }
    return {};
}

}  // namespace

std::string JsonError::text() const
{
    return str("line ", line, ", column ", column, ": ", describe(problem));
}

std::expected<Value, JsonError> parseJson(std::string_view text)
{
    return Reader(text).readAll();
}

std::expected<Value, JsonError> parseJsonPrefix(std::string_view text, std::size_t& end)
{
    Reader reader(text);
    auto value = reader.readFirst();
    end = reader.position();
    return value;
}

Result<Value> fromJson(std::string_view text)
{
    auto value = parseJson(text);
    if (!value)
        return fail(ErrorKind::Argument, value.error().text());
    return std::move(*value);
}

}  // namespace rz
