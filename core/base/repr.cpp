#include "core/base/float_text.h"
#include "core/base/str.h"
#include "core/base/utf8.h"
#include "core/base/value.h"

namespace rz {

namespace {

constexpr std::string_view HexDigits = "0123456789abcdef";

// Writes values into a text of limited length. Each nesting level writes something, so the limit bounds the recursion
// as well; MaxNesting bounds it when the limit is large.
class Printer {
public:
    explicit Printer(std::size_t limit) : m_limit(limit) {}

    std::string finish() &&
    {
        if (m_out.size() > m_limit) {
            std::size_t end = m_limit > Ellipsis.size() ? m_limit - Ellipsis.size() : 0;
            while (end > 0 && (static_cast<unsigned char>(m_out[end]) & 0xc0) == 0x80)
                --end;
            m_out.resize(end);
            m_out.append(Ellipsis);
        }
        return std::move(m_out);
    }

    void print(const Value& value) { std::visit(*this, value.storage()); }

    void operator()(const None&) { m_out += "None"; }
    void operator()(bool value) { m_out += value ? "True" : "False"; }
    void operator()(std::int64_t value) { detail::appendTo(m_out, value); }
    void operator()(const BigInt& value) { m_out += value.toDecimal(); }
    void operator()(double value) { m_out += floatText(value); }
    void operator()(const Bytes& value) { printBytes(value.view()); }
    void operator()(const std::string& value) { printText(value); }
    void operator()(const List& list) { printItems('[', list.items, ']'); }
    void operator()(const Tuple& tuple)
    {
        if (tuple.items.size() == 1)
            printItems('(', tuple.items, ",)");
        else
            printItems('(', tuple.items, ')');
    }
    void operator()(const Dict& dict) { printDict(dict); }
    void operator()(const Blob& blob) { m_out += str("[blob: ", blob.data.size(), " bytes]"); }
    void operator()(const Secret&) { m_out += "[secret]"; }
    void operator()(const CallErrorValue& error)
    {
        m_out += "CallError(";
        printText(error.text);
        m_out += ')';
    }
    void operator()(const ContextRef& context)
    {
        m_out += str("Context(", raw(context.id), ", ");
        if (context.name)
            printText(*context.name);
        else
            m_out += "None";
        m_out += ')';
    }
    void operator()(const SenderRef& sender)
    {
        m_out += str("Sender(Context(", raw(sender.context), ", None), ", raw(sender.handle), ')');
    }
    void operator()(const Kwargs& kwargs)
    {
        m_out += "Kwargs(";
        printDict(kwargs.dict);
        m_out += ')';
    }

private:
    static constexpr std::string_view Ellipsis = "…";
    static constexpr int MaxNesting = 256;

    bool full() const { return m_out.size() > m_limit; }

    template <class Close>
    void printItems(char open, const std::vector<Value>& items, Close close)
    {
        m_out += open;
        if (enter()) {
            for (std::size_t i = 0; i < items.size() && !full(); ++i) {
                if (i > 0)
                    m_out += ", ";
                print(items[i]);
            }
            --m_nesting;
        }
        m_out += close;
    }

    void printDict(const Dict& dict)
    {
        m_out += '{';
        if (enter()) {
            for (std::size_t i = 0; i < dict.items.size() && !full(); ++i) {
                if (i > 0)
                    m_out += ", ";
                print(dict.items[i].first);
                m_out += ": ";
                print(dict.items[i].second);
            }
            --m_nesting;
        }
        m_out += '}';
    }

    bool enter()
    {
        if (m_nesting == MaxNesting) {
            m_out += Ellipsis;
            return false;
        }
        ++m_nesting;
        return true;
    }

    void printHex(std::string_view prefix, char32_t number, int digits)
    {
        m_out += prefix;
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
            m_out += HexDigits[number >> shift & 0xf];
    }

    // The escapes that text and bytes share; false if `c` is none of them.
    bool printEscape(char32_t c, char quote)
    {
        if (c == U'\\' || c == static_cast<unsigned char>(quote))
            m_out += {'\\', static_cast<char>(c)};
        else if (c == U'\n')
            m_out += "\\n";
        else if (c == U'\r')
            m_out += "\\r";
        else if (c == U'\t')
            m_out += "\\t";
        else
            return false;
        return true;
    }

    static char quoteFor(std::string_view text) { return text.contains('\'') && !text.contains('"') ? '"' : '\''; }

    void printBytes(std::string_view bytes)
    {
        const char quote = quoteFor(bytes);
        m_out += {'b', quote};
        for (std::size_t i = 0; i < bytes.size() && !full(); ++i) {
            const auto c = static_cast<unsigned char>(bytes[i]);
            if (printEscape(c, quote))
                continue;
            if (c >= 0x20 && c < 0x7f)
                m_out += static_cast<char>(c);
            else
                printHex("\\x", c, 2);
        }
        m_out += quote;
    }

    void printText(std::string_view text)
    {
        if (!isUtf8(text)) {
            printBytes(text);
            return;
        }
        const char quote = quoteFor(text);
        m_out += quote;
        while (!text.empty() && !full())
            printCharacter(takeCharacter(text), quote);
        m_out += quote;
    }

    void printCharacter(char32_t c, char quote)
    {
        if (printEscape(c, quote))
            return;
        if (c < 0x20 || (c >= 0x7f && c <= 0xa0) || c == 0xad)
            printHex("\\x", c, 2);
        else if (c >= 0xd800 && c <= 0xdfff)
            printHex("\\u", c, 4);
        else
            appendUtf8(m_out, c);
    }

    std::size_t m_limit;
    int m_nesting = 0;
    std::string m_out;
};

}  // namespace

std::string repr(const Value& value, std::size_t limit)
{
    Printer printer(limit);
    printer.print(value);
    return std::move(printer).finish();
}

}  // namespace rz
