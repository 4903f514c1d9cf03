#include "core/fakessh/client_request.h"

#include "core/fakessh/terminal_modes.h"

#include <algorithm>
#include <charconv>
#include <sys/ioctl.h>
#include <unistd.h>

namespace rz::fakessh {

namespace {

using Terminal = SshCommandLine::Terminal;

bool isSent(std::string_view name, const SshCommandLine& line)
{
    return name == "LANG" || name.starts_with("LC_") ||
           std::ranges::any_of(line.sendEnvironment,
                               [name](const std::string& pattern) { return matchesPattern(name, pattern); });
}

bool wantsTerminal(const SshCommandLine& line)
{
    return line.terminal == Terminal::Auto ? !line.command : line.terminal != Terminal::Never;
}

bool hasTerminal(const SshCommandLine& line, int input)
{
    return line.terminal == Terminal::Forced || (!line.noInput && ::isatty(input) != 0);
}

}  // namespace

Result<StandInRequest> standInRequestFrom(std::string_view bytes)
{
    StandInRequest request;
    std::size_t left = 0;
    bool counted = false;
    while (!bytes.empty()) {
        const std::size_t end = bytes.find('\0');
        if (end == std::string_view::npos)
            return fail(ErrorKind::Decode, "a stand-in's request is cut off");
        const std::string_view text = bytes.substr(0, end);
        bytes.remove_prefix(end + 1);
        if (!counted) {
            const auto read = std::from_chars(text.data(), text.data() + text.size(), left);
            counted = read.ec == std::errc() && read.ptr == text.data() + text.size();
            if (!counted)
                break;
        } else if (left > 0) {
            --left;
            request.arguments.emplace_back(text);
        } else if (text.find('=') + 1 > 1) {
            request.environment.emplace_back(text);
        }
    }
    if (!counted || left > 0)
        return fail(ErrorKind::Decode, "a stand-in's request is not one");
    return request;
}

SessionRequest sessionFor(const SshCommandLine& line, const std::vector<std::string>& environment, int input)
{
    SessionRequest request{.command = line.command, .subsystem = line.subsystem, .environment = {}, .terminal = {}};
    std::string term;
    for (const std::string& variable : environment) {
        const std::string_view name = std::string_view(variable).substr(0, variable.find('='));
        if (isSent(name, line))
            request.environment.push_back(variable);
        if (name == "TERM")
            term = variable.substr(name.size() + 1);
    }
    for (const std::string& variable : line.setEnvironment) {
        if (variable.find('=') + 1 > 1)
            request.environment.push_back(variable);
    }
    if (!wantsTerminal(line) || !hasTerminal(line, input))
        return request;
    request.terminal = TerminalRequest{.type = std::move(term), .size = windowSizeOf(input), .modes = {}};
    termios modes{};
    if (::tcgetattr(input, &modes) == 0)
        request.terminal->modes = encodeModes(modes);
    return request;
}

std::string_view noticeOf(const SshCommandLine& line, int input)
{
    const bool lacking = wantsTerminal(line) && !hasTerminal(line, input) && !line.quiet;
    return lacking ? "Pseudo-terminal will not be allocated because stdin is not a terminal." : "";
}

WindowSize windowSizeOf(int terminal)
{
    winsize size{};
    ::ioctl(terminal, TIOCGWINSZ, &size);
    return {.columns = size.ws_col, .rows = size.ws_row, .width = size.ws_xpixel, .height = size.ws_ypixel};
}

}  // namespace rz::fakessh
