#include "app/logs/log_text.h"

#include "core/base/utf8.h"

#include <algorithm>

namespace rz::app {
namespace {

constexpr char Escape = '\x1b';
constexpr char32_t ControlPictures = 0x2400;
constexpr char32_t DeletePicture = 0x2421;
constexpr char32_t Replacement = 0xfffd;

bool isControl(char c)
{
    return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
}

// UTF-8 without the lone surrogates that isUtf8() lets pass.
bool isText(std::string_view bytes)
{
    if (!isUtf8(bytes))
        return false;
    for (std::size_t at = bytes.find('\xed'); at != std::string_view::npos; at = bytes.find('\xed', at + 1)) {
        if (static_cast<unsigned char>(bytes[at + 1]) >= 0xa0)
            return false;
    }
    return true;
}

// Takes an escape sequence off the front: CSI up to its final byte, OSC up to BEL or ST, otherwise two characters.
void skipEscape(std::string_view& text)
{
    text.remove_prefix(1);
    if (text.empty())
        return;
    const char kind = text.front();
    text.remove_prefix(1);
    if (kind == '[') {
        const auto end = std::ranges::find_if(text, [](char c) { return c >= 0x40 && c <= 0x7e; });
        text.remove_prefix(std::min(text.size(), static_cast<std::size_t>(end - text.begin()) + 1));
    } else if (kind == ']') {
        const auto end = std::ranges::find_if(text, [](char c) { return c == '\a' || c == Escape || c == '\n'; });
        text.remove_prefix(static_cast<std::size_t>(end - text.begin()));
        if (text.starts_with("\x1b\\"))
            text.remove_prefix(2);
        else if (text.starts_with('\a'))
            text.remove_prefix(1);
    }
}

// Appends a text that is not UTF-8 throughout, what is none of it replaced byte by byte.
void appendRepaired(std::string& out, std::string_view text)
{
    while (!text.empty()) {
        std::size_t length = 1;
        while (length < std::min<std::size_t>(4, text.size()) && !isText(text.substr(0, length)))
            ++length;
        const bool valid = isText(text.substr(0, length));
        if (valid)
            out += text.substr(0, length);
        else
            appendUtf8(out, Replacement);
        text.remove_prefix(valid ? length : 1);
    }
}

}  // namespace

void appendCleaned(std::string& out, std::string_view text)
{
    while (!text.empty()) {
        const auto control = std::ranges::find_if(text, isControl);
        const std::string_view plain = text.substr(0, static_cast<std::size_t>(control - text.begin()));
        if (isText(plain))
            out += plain;
        else
            appendRepaired(out, plain);
        text.remove_prefix(plain.size());
        if (text.empty())
            return;
        const char c = text.front();
        if (c == Escape) {
            skipEscape(text);
            continue;
        }
        text.remove_prefix(1);
        if (c == '\r' && (text.empty() || text.front() == '\n'))
            continue;
        appendUtf8(out, c == 0x7f ? DeletePicture : ControlPictures + static_cast<unsigned char>(c));
    }
}

}  // namespace rz::app
