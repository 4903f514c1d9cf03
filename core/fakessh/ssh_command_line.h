#pragma once

#include "core/base/error.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rz::fakessh {

// What a command line of OpenSSH's ssh (that of Debian 12) asks for, as far as it means something over a connection that
// is there already.
struct SshCommandLine {
    enum class Action : std::uint8_t {
        Session,
        Wait,         // -N: no command, until it is ended
        PrintConfig,  // -G: what it was told, for programs that ask before they run it
        Version,      // -V
    };
    enum class Terminal : std::uint8_t { Auto, Never, Wanted, Forced };

    Action action = Action::Session;
    std::string word;         // the destination as it was written
    std::string destination;  // without user and port
    std::string user;
    std::string port;
    std::optional<std::string> command;  // words joined by blanks; none: a login shell
    bool subsystem = false;              // `command` names one
    Terminal terminal = Terminal::Auto;
    std::optional<char> escapeCharacter = '~';  // -e; none: no escape keys
    bool noInput = false;                       // -n
    bool quiet = false;                         // -q, or a LogLevel above INFO
    std::vector<std::string> sendEnvironment;   // patterns of names
    std::vector<std::string> setEnvironment;    // NAME=VALUE
};

// `arguments` without the program's name. What only says how to connect is read and ignored, as an option of no consequence
// is by ssh; what would open anything else (forwardings, the background, control connections) is refused. Fails with Argument
// and a line to print.
Result<SshCommandLine> parseSshCommandLine(std::span<const std::string> arguments);

// Whether `name` fits a pattern of SendEnv, in which * and ? stand for others.
bool matchesPattern(std::string_view name, std::string_view pattern);

}  // namespace rz::fakessh
