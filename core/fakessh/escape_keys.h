#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace rz::fakessh {

// What a person at a terminal tells ssh itself, by an escape character that begins a line and one key behind it.
enum class EscapeKey : std::uint8_t {
    Disconnect,  // .
    Suspend,     // Ctrl-Z
    Help,        // ?
};

// Finds them in what is typed, as OpenSSH does.
class EscapeKeys {
public:
    enum class Suspending : bool { Impossible, Possible };
    // Runs inside pass(), with what ssh prints at that key.
    using OnKey = std::function<void(EscapeKey key, const std::string& notice)>;

    EscapeKeys(char character, Suspending suspending, OnKey onKey);
    // What of it is for the program; nothing any more once it was to disconnect.
    std::string pass(std::string_view typed);

private:
    // False when the key behind the escape character means nothing.
    bool act(char key);
    std::string help() const;

    const char m_character;
    const Suspending m_suspending;
    OnKey m_onKey;
    bool m_lineBegins = true;
    bool m_pending = false;  // the escape character was typed, and nothing behind it
    bool m_disconnected = false;
};

}  // namespace rz::fakessh
