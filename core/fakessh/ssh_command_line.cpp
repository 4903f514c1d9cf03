#include "core/fakessh/ssh_command_line.h"

#include "core/base/str.h"

#include <algorithm>

namespace rz::fakessh {

namespace {

using Terminal = SshCommandLine::Terminal;

// getopt's string of OpenSSH 9.2.
constexpr std::string_view WithoutArgument = "1246afgknqstvxyACGKMNPTVXY";
constexpr std::string_view WithArgument = "bceilmopBDEFIJLOQRSwW";

constexpr std::string_view Usage = "usage: ssh [options] destination [command [argument ...]]";
constexpr std::string_view Blank = " \t";

std::unexpected<Error> refuse(std::string text)
{
    return fail(ErrorKind::Argument, std::move(text));
}

std::unexpected<Error> forwarding(std::string_view option)
{
    return refuse(
        str("ssh ", option, ": forwarding is not possible through Rhizome's connections; leave the option out"));
}

std::string lower(std::string_view text)
{
    std::string out(text);
    for (char& c : out)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    return out;
}

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = std::min(text.find_first_not_of(Blank), text.size());
    text.remove_prefix(first);
    return text.substr(0, text.find_last_not_of(Blank) + 1);
}

std::string_view unquoted(std::string_view text)
{
    const bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
    return quoted ? text.substr(1, text.size() - 2) : text;
}

// "x", "^X" or "none". Nothing when it is none of these.
std::optional<std::optional<char>> escapeCharacterFrom(std::string_view text)
{
    if (text == "none")
        return std::optional<char>();
    if (text.size() == 1)
        return text.front();
    if (text.size() == 2 && text.front() == '^' && text.back() >= '@')
        return static_cast<char>(text.back() & 0x1f);
    return {};
}

bool isYes(std::string_view value)
{
    return value == "yes" || value == "true";
}

class Parser {
public:
    explicit Parser(std::span<const std::string> arguments) : m_rest(arguments) {}

    Result<SshCommandLine> parse()
    {
        RZ_TRY(const bool endedByDashes, options());
        if (!m_rest.empty()) {
            RZ_CHECK(destination(m_rest.front()));
            m_rest = m_rest.subspan(1);
            // ssh takes options behind the host, too.
            if (!endedByDashes)
                RZ_CHECK(options());
        }
        if (m_line.action == SshCommandLine::Action::Version)
            return std::move(m_line);
        if (m_line.destination.empty())
            return refuse(std::string(Usage));
        RZ_CHECK(command());
        RZ_CHECK(checkForwardings());
        return std::move(m_line);
    }

private:
    Result<bool> options();
    Result<> letter(char option, std::string_view value);
    Result<> keyword(std::string_view setting);
    Result<> setting(const std::string& name, std::string_view value);
    Result<> escape(std::string_view text);
    Result<> destination(std::string_view text);
    Result<> command();
    Result<> checkForwardings() const;
    bool isFirst(const std::string& name);

    std::span<const std::string> m_rest;
    SshCommandLine m_line;
    std::vector<std::string> m_seen;  // keywords of -o, of which the first of each counts
    std::optional<std::string> m_forwarding;
    std::optional<std::string> m_remoteCommand;
    bool m_escapeSet = false;
    bool m_forwardingsCleared = false;
    bool m_background = false;
};

// True when "--" ended them.
Result<bool> Parser::options()
{
    while (!m_rest.empty()) {
        std::string_view word = m_rest.front();
        if (word.size() < 2 || word.front() != '-')
            return false;
        m_rest = m_rest.subspan(1);
        if (word == "--")
            return true;
        word.remove_prefix(1);
        while (!word.empty()) {
            const char option = word.front();
            word.remove_prefix(1);
            std::string_view value;
            if (WithArgument.find(option) != std::string_view::npos) {
                if (word.empty() && m_rest.empty())
                    return refuse(str("option requires an argument -- ", option, '\n', Usage));
                value = word.empty() ? std::string_view(m_rest.front()) : word;
                m_rest = m_rest.subspan(word.empty() ? 1 : 0);
                word = {};
            } else if (WithoutArgument.find(option) == std::string_view::npos) {
                return refuse(str("unknown option -- ", option, '\n', Usage));
            }
            RZ_CHECK(letter(option, value));
        }
    }
    return false;
}

Result<> Parser::letter(char option, std::string_view value)
{
    switch (option) {
    case 'D':
    case 'L':
    case 'R':
    case 'W':
    case 'w':
        if (!m_forwarding)
            m_forwarding = str('-', option, ' ', value);
        return {};
    case 'e': return escape(value);
    case 'O': return refuse("ssh -O: there is no control connection; Rhizome's own are in its window");
    case 'Q': return refuse("ssh -Q: nothing is encrypted here but by the connections that are there already");
    case 'f': m_background = true; return {};
    case 'G': m_line.action = SshCommandLine::Action::PrintConfig; return {};
    case 'N':
        if (m_line.action == SshCommandLine::Action::Session)
            m_line.action = SshCommandLine::Action::Wait;
        return {};
    case 'T': m_line.terminal = Terminal::Never; return {};
    case 'V': m_line.action = SshCommandLine::Action::Version; return {};
    case 'l': m_line.user = m_line.user.empty() ? value : m_line.user; return {};
    case 'n': m_line.noInput = true; return {};
    case 'o': return keyword(value);
    case 'p': m_line.port = m_line.port.empty() ? value : m_line.port; return {};
    case 'q': m_line.quiet = true; return {};
    case 's': m_line.subsystem = true; return {};
    case 't':
        m_line.terminal = m_line.terminal == Terminal::Wanted || m_line.terminal == Terminal::Forced ? Terminal::Forced
                                                                                                     : Terminal::Wanted;
        return {};
    default: return {};  // about connecting, or about what only a connection of ssh's own has
    }
}

// "Name=value", "Name value" or "Name = value", as in ssh_config.
Result<> Parser::keyword(std::string_view setting)
{
    const std::string_view text = trimmed(setting);
    const std::size_t end = std::min(text.find_first_of(" \t="), text.size());
    std::string_view value = trimmed(text.substr(end));
    if (value.starts_with('='))
        value = trimmed(value.substr(1));
    if (end == 0 || value.empty())
        return refuse(str("ssh -o \"", setting, "\": the option has no value"));
    return this->setting(lower(text.substr(0, end)), unquoted(value));
}

bool Parser::isFirst(const std::string& name)
{
    if (std::ranges::find(m_seen, name) != m_seen.end())
        return false;
    m_seen.push_back(name);
    return true;
}

Result<> Parser::setting(const std::string& name, std::string_view value)
{
    const std::string word = lower(value);
    if (name == "sendenv" || (name == "setenv" && isFirst(name))) {
        auto& list = name == "sendenv" ? m_line.sendEnvironment : m_line.setEnvironment;
        while (!value.empty()) {
            const std::size_t end = std::min(value.find_first_of(Blank), value.size());
            list.emplace_back(unquoted(value.substr(0, end)));
            value = trimmed(value.substr(end));
        }
        return {};
    }
    if ((name == "localforward" || name == "remoteforward" || name == "dynamicforward") && !m_forwarding)
        m_forwarding = str("-o ", name);
    if (!isFirst(name))
        return {};
    if (name == "requesttty") {
        if (word != "auto" && m_line.terminal == Terminal::Auto)
            m_line.terminal = word == "force" ? Terminal::Forced : isYes(word) ? Terminal::Wanted : Terminal::Never;
    } else if (name == "sessiontype") {
        if (word == "none" && m_line.action == SshCommandLine::Action::Session)
            m_line.action = SshCommandLine::Action::Wait;
        m_line.subsystem = m_line.subsystem || word == "subsystem";
    } else if (name == "remotecommand") {
        if (word != "none")
            m_remoteCommand = value;
    } else if (name == "escapechar") {
        if (!m_escapeSet)
            return escape(value);
    } else if (name == "loglevel") {
        m_line.quiet = m_line.quiet || word == "quiet" || word == "fatal" || word == "error";
    } else if (name == "stdinnull") {
        m_line.noInput = m_line.noInput || isYes(word);
    } else if (name == "forkafterauthentication") {
        m_background = m_background || isYes(word);
    } else if (name == "clearallforwardings") {
        m_forwardingsCleared = isYes(word);
    } else if (name == "tunnel" && word != "no" && !m_forwarding) {
        m_forwarding = "-o Tunnel";
    } else if (name == "user" && m_line.user.empty()) {
        m_line.user = value;
    } else if (name == "port" && m_line.port.empty()) {
        m_line.port = value;
    }
    return {};
}

// -e counts before -o, wherever they stand.
Result<> Parser::escape(std::string_view text)
{
    const auto character = escapeCharacterFrom(text);
    if (!character)
        return refuse(str("Bad escape character '", text, "'."));
    m_line.escapeCharacter = *character;
    m_escapeSet = true;
    return {};
}

// "host", "user@host" or "ssh://user@host:port".
Result<> Parser::destination(std::string_view text)
{
    constexpr std::string_view Scheme = "ssh://";
    m_line.word = text;
    const bool isUri = text.starts_with(Scheme);
    if (isUri) {
        text.remove_prefix(Scheme.size());
        text = text.substr(0, text.find('/'));
    }
    if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
        if (m_line.user.empty())
            m_line.user = text.substr(0, at);
        text.remove_prefix(at + 1);
    }
    if (isUri) {
        const std::size_t bracket = text.rfind(']');
        const std::size_t colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
        if (colon != std::string_view::npos && m_line.port.empty())
            m_line.port = text.substr(colon + 1);
        text = text.substr(0, colon);
        if (text.size() > 2 && text.front() == '[' && text.back() == ']')
            text = text.substr(1, text.size() - 2);
    }
    if (text.empty() || text.front() == '-' || m_line.user.starts_with('-'))
        return refuse("ssh: hostname contains invalid characters");
    m_line.destination = text;
    return {};
}

Result<> Parser::command()
{
    std::string words;
    for (const std::string& word : m_rest)
        words += str(words.empty() && &word == m_rest.data() ? "" : " ", word);
    if (!m_rest.empty() && m_remoteCommand)
        return refuse("ssh: cannot execute command-line and remote command");
    if (!m_rest.empty())
        m_line.command = std::move(words);
    else if (m_remoteCommand)
        m_line.command = std::move(*m_remoteCommand);
    if (m_line.command && m_line.command->empty())
        m_line.command.reset();
    if (m_line.subsystem && !m_line.command)
        return refuse(str("ssh: You must specify a subsystem to invoke.\n", Usage));
    return {};
}

Result<> Parser::checkForwardings() const
{
    if (m_line.action == SshCommandLine::Action::PrintConfig)
        return {};
    if (m_forwarding && !m_forwardingsCleared)
        return forwarding(*m_forwarding);
    if (m_background)
        return refuse("ssh -f: it cannot go into the background here; start it with & instead");
    return {};
}

}  // namespace

Result<SshCommandLine> parseSshCommandLine(std::span<const std::string> arguments)
{
    return Parser(arguments).parse();
}

bool matchesPattern(std::string_view name, std::string_view pattern)
{
    std::size_t at = 0;
    std::size_t in = 0;
    std::size_t star = std::string_view::npos;  // in the pattern, and what it has swallowed so far
    std::size_t swallowed = 0;
    while (at < name.size()) {
        if (in < pattern.size() && pattern[in] == '*') {
            star = in++;
            swallowed = at;
        } else if (in < pattern.size() && (pattern[in] == '?' || pattern[in] == name[at])) {
            ++in;
            ++at;
        } else if (star != std::string_view::npos) {
            in = star + 1;
            at = ++swallowed;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', in) == std::string_view::npos;
}

}  // namespace rz::fakessh
