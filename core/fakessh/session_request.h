#pragma once

#include "core/base/error.h"
#include "core/base/value.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rz::fakessh {

struct WindowSize {
    std::uint16_t columns = 80;
    std::uint16_t rows = 24;
    std::uint16_t width = 0;  // pixels; 0: not known
    std::uint16_t height = 0;
};

struct TerminalRequest {
    std::string type;  // $TERM
    WindowSize size;
    std::string modes;  // core/fakessh/terminal_modes.h
};

// What a session is to run (PROTOCOL.md 8.9).
struct SessionRequest {
    std::optional<std::string> command;  // none: a login shell
    bool subsystem = false;              // `command` is the name of one
    std::vector<std::string> environment;
    std::optional<TerminalRequest> terminal;
};

// What ssh says of a subsystem that is not there.
inline constexpr std::string_view SubsystemRefused = "subsystem request failed on channel 0";

// How its program ended.
struct SessionEnd {
    int status = 0;
    int signal = 0;
};

Dict toDict(const SessionRequest& request);
// Fails with Argument, naming the key.
Result<SessionRequest> sessionRequestFrom(const Dict& keywords);

Dict toDict(const SessionEnd& end);
Result<SessionEnd> sessionEndFrom(const Value& value);

Dict toDict(const WindowSize& size);
// Nothing when the value is not one. Sizes beyond 16 bits are cut to what a terminal can be.
std::optional<WindowSize> windowSizeFrom(const Value& value);

// Names and values that a program's environment can hold, or nothing.
std::optional<std::vector<std::string>> environmentFrom(const Value& value);

}  // namespace rz::fakessh
