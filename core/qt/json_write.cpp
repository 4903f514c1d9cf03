#include "core/base/base64.h"
#include "core/base/utf8.h"
#include "core/qt/json.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace rz {

namespace {

constexpr std::string_view HexDigits = "0123456789abcdef";

bool isPlainObject(const Dict& dict)
{
    return std::ranges::all_of(dict.items, [](const auto& item) {
        const auto* key = item.first.template as<std::string>();
        return key != nullptr && !key->starts_with('$');
    });
}

// As text: nothing in it that an editor would not show.
bool isReadable(std::string_view bytes)
{
    const bool hasControls = std::ranges::any_of(
        bytes, [](unsigned char c) { return (c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f; });
    return !hasControls && isUtf8(bytes);
}

class Writer {
public:
    explicit Writer(JsonLayout layout) : m_indented(layout == JsonLayout::Indented) {}

    std::string finish() && { return std::move(m_out); }

    void write(const Value& value) { std::visit(*this, value.storage()); }

    void operator()(const None&) { m_out += "null"; }
    void operator()(bool value) { m_out += value ? "true" : "false"; }
    void operator()(std::int64_t value) { m_out += std::to_string(value); }
    void operator()(const BigInt& value) { m_out += value.toDecimal(); }
    void operator()(double value) { writeFloat(value); }
    void operator()(const std::string& value) { writeText(value); }
    void operator()(const List& list) { writeArray(list.items); }
    void operator()(const Dict& dict)
    {
        if (isPlainObject(dict) || describesObject(dict))
            writeObject(dict);
        else
            form("$dict", [&] { writePairs(dict); });
    }
    void operator()(const Bytes& bytes)
    {
        if (m_indented && isReadable(bytes.view()))
            form("$utf8", [&] { writeText(bytes.view()); });
        else
            form("$bytes", [&] { writeText(toBase64(bytes.view())); });
    }
    void operator()(const Blob& blob)
    {
        form("$blob", [&] { writeText(toBase64(blob.data.view())); });
    }
    void operator()(const Tuple& tuple)
    {
        form("$tuple", [&] { writeArray(tuple.items); });
    }
    void operator()(const Kwargs& kwargs)
    {
        form("$kwargs", [&] { (*this)(kwargs.dict); });
    }
    void operator()(const CallErrorValue& error)
    {
        form("$error", [&] { writeText(error.text); });
    }
    void operator()(const Secret&)
    {
        form("$secret", [&] { m_out += "null"; });
    }
    void operator()(const ContextRef& context)
    {
        form("$context", [&] {
            m_out += m_indented ? "{\"id\": " : "{\"id\":";
            m_out += std::to_string(raw(context.id));
            m_out += m_indented ? ", \"name\": " : ",\"name\":";
            if (context.name)
                writeText(*context.name);
            else
                m_out += "null";
            m_out += '}';
        });
    }
    void operator()(const SenderRef& sender)
    {
        form("$sender", [&] {
            m_out += m_indented ? "{\"context\": " : "{\"context\":";
            m_out += std::to_string(raw(sender.context));
            m_out += m_indented ? ", \"handle\": " : ",\"handle\":";
            m_out += std::to_string(raw(sender.handle));
            m_out += '}';
        });
    }

private:
    template <class WriteContent>
    void form(std::string_view name, WriteContent writeContent)
    {
        m_out += "{\"";
        m_out += name;
        m_out += m_indented ? "\": " : "\":";
        writeContent();
        m_out += '}';
    }

    void newLine()
    {
        if (m_indented) {
            m_out += '\n';
            m_out.append(2 * m_nesting, ' ');
        }
    }

    template <class Items, class WriteItem>
    void writeItems(char open, const Items& items, char close, WriteItem writeItem)
    {
        m_out += open;
        ++m_nesting;
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (i > 0)
                m_out += ',';
            newLine();
            writeItem(items[i]);
        }
        --m_nesting;
        if (!items.empty())
            newLine();
        m_out += close;
    }

    void writeArray(const std::vector<Value>& items)
    {
        writeItems('[', items, ']', [this](const Value& item) { write(item); });
    }

    void writeObject(const Dict& dict)
    {
        writeItems('{', dict.items, '}', [this](const auto& item) {
            writeText(*item.first.template as<std::string>());
            m_out += m_indented ? ": " : ":";
            write(item.second);
        });
    }

    void writePairs(const Dict& dict)
    {
        writeItems('[', dict.items, ']', [this](const auto& item) {
            m_out += '[';
            write(item.first);
            m_out += m_indented ? ", " : ",";
            write(item.second);
            m_out += ']';
        });
    }

    void writeFloat(double value)
    {
        if (!std::isfinite(value)) {
            form("$float", [&] { writeText(std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf"); });
            return;
        }
        char digits[64];
        const std::string_view text(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
        m_out += text;
        if (!text.contains('.') && !text.contains('e'))
            m_out += ".0";
    }

    void writeText(std::string_view text)
    {
        m_out += '"';
        while (!text.empty()) {
            // Whole runs of what needs no escape; what is not UTF-8 is replaced byte by byte.
            const std::size_t plain = plainPrefix(text);
            const std::string_view run = text.substr(0, plain);
            text.remove_prefix(plain);
            writeRun(run);
            if (!text.empty()) {
                writeEscape(static_cast<unsigned char>(text.front()));
                text.remove_prefix(1);
            }
        }
        m_out += '"';
    }

    static std::size_t plainPrefix(std::string_view text)
    {
        const auto end = std::ranges::find_if(
            text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\' || c == 0x7f; });
        return static_cast<std::size_t>(end - text.begin());
    }

    void writeRun(std::string_view run)
    {
        if (isUtf8(run) && !run.contains('\xed')) {
            m_out += run;
            return;
        }
        while (!run.empty()) {
            std::size_t length = 1;
            while (length < 4 && length < run.size() && !isUtf8(run.substr(0, length)))
                ++length;
            std::string_view character = run.substr(0, length);
            if (!isUtf8(character)) {
                appendUtf8(m_out, U'\ufffd');
                run.remove_prefix(1);
                continue;
            }
            run.remove_prefix(length);
            const char32_t code = takeCharacter(character);
            if (code >= 0xd800 && code <= 0xdfff)
                writeHex(code);
            else
                appendUtf8(m_out, code);
        }
    }

    void writeEscape(unsigned char c)
    {
        switch (c) {
        case '"': m_out += "\\\""; break;
        case '\\': m_out += "\\\\"; break;
        case '\n': m_out += "\\n"; break;
        case '\r': m_out += "\\r"; break;
        case '\t': m_out += "\\t"; break;
        default: writeHex(c); break;
        }
    }

    void writeHex(char32_t code)
    {
        m_out += "\\u";
        for (int shift = 12; shift >= 0; shift -= 4)
            m_out += HexDigits[code >> shift & 0xf];
    }

    std::string m_out;
    std::size_t m_nesting = 0;
    bool m_indented;
};

}  // namespace

std::string toJson(const Value& value, JsonLayout layout)
{
    Writer writer(layout);
    writer.write(value);
    return std::move(writer).finish();
}

}  // namespace rz
