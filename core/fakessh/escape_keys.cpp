#include "core/fakessh/escape_keys.h"

#include "core/base/str.h"

#include <utility>

namespace rz::fakessh {

namespace {

constexpr char ControlZ = 'Z' & 0x1f;

// "~", "^]"
std::string visible(char character)
{
    const auto code = static_cast<unsigned char>(character);
    return code < ' ' ? str('^', static_cast<char>(code | 0x40)) : std::string(1, character);
}

}  // namespace

EscapeKeys::EscapeKeys(char character, Suspending suspending, OnKey onKey)
    : m_character(character), m_suspending(suspending), m_onKey(std::move(onKey))
{
}

std::string EscapeKeys::pass(std::string_view typed)
{
    std::string passed;
    for (const char key : typed) {
        if (m_disconnected)
            break;
        if (std::exchange(m_pending, false)) {
            if (act(key))
                continue;
            if (key != m_character)
                passed += m_character;
        } else if (m_lineBegins && key == m_character) {
            m_pending = true;
            continue;
        }
        m_lineBegins = key == '\r' || key == '\n';
        passed += key;
    }
    return passed;
}

bool EscapeKeys::act(char key)
{
    if (key == '.') {
        m_disconnected = true;
        m_onKey(EscapeKey::Disconnect, {});
    } else if (key == ControlZ && m_suspending == Suspending::Possible) {
        m_onKey(EscapeKey::Suspend, str(visible(m_character), "^Z [suspend ssh]\r\n"));
    } else if (key == '?') {
        m_onKey(EscapeKey::Help, help());
    } else {
        return false;
    }
    return true;
}

std::string EscapeKeys::help() const
{
    const std::string mark = visible(m_character);
    const std::string suspend =
        m_suspending == Suspending::Possible ? str(' ', mark, "^Z  - suspend ssh\r\n") : std::string();
    return str(mark, "?\r\nSupported escape sequences:\r\n ", mark, ".   - terminate connection\r\n", suspend, ' ',
               mark, "?   - this message\r\n ", mark, mark,
               "   - send the escape character by typing it twice\r\n"
               "(Note that escapes are only recognized immediately after newline.)\r\n");
}

}  // namespace rz::fakessh
