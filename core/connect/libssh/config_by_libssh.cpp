#include "core/base/str.h"
#include "core/connect/libssh/handles.h"
#include "core/connect/libssh/host_config.h"
#include "core/io/read_file.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <glob.h>
#include <ranges>
#include <span>

namespace rz::connect::ssh {

namespace {

struct SessionDeleter {
    void operator()(ssh_session session) const { ssh_free(session); }
};

std::string option(ssh_session session, ssh_options_e which)
{
    char* text = nullptr;
    return ssh_options_get(session, which, &text) == SSH_OK ? takeString(text) : std::string();
}

constexpr int MaxIncluded = 16;  // as deep as OpenSSH goes

bool isKeyword(std::string_view word, std::string_view keyword)
{
    return std::ranges::equal(word, keyword, [](unsigned char a, unsigned char b) { return std::tolower(a) == b; });
}

// The next argument of a line, in quotes or not; empty at its end.
std::string takeArgument(std::string_view& line)
{
    constexpr std::string_view Blanks = " \t\r";
    line.remove_prefix(std::min(line.find_first_not_of(Blanks), line.size()));
    std::string argument;
    bool quoted = false;
    for (; !line.empty() && (quoted || !Blanks.contains(line.front())); line.remove_prefix(1)) {
        if (line.front() == '"')
            quoted = !quoted;
        else
            argument += line.front();
    }
    return argument;
}

bool hasRevocations(const std::string& file, const std::string& directory, const LocalUser& local, int depth);

// Of the patterns of an Include.
bool anyHasRevocations(std::string_view patterns, const std::string& directory, const LocalUser& local, int depth)
{
    for (std::string pattern = takeArgument(patterns); !pattern.empty(); pattern = takeArgument(patterns)) {
        if (pattern.starts_with("~/"))
            pattern.replace(0, 1, local.home);
        else if (!pattern.starts_with('/') && !pattern.starts_with('~'))
            pattern.insert(0, directory + '/');
        glob_t found{};
        const bool any = ::glob(pattern.c_str(), GLOB_TILDE, nullptr, &found) == 0;
        const std::span files(found.gl_pathv, any ? found.gl_pathc : 0);
        const bool has = std::ranges::any_of(
            files, [&](const char* file) { return hasRevocations(file, directory, local, depth + 1); });
        ::globfree(&found);
        if (has)
            return true;
    }
    return false;
}

// Whether this file, or one that it includes, has keys revoked, for whatever host; so, too, when it cannot be read. Names of
// others are taken from `directory`.
bool hasRevocations(const std::string& file, const std::string& directory, const LocalUser& local, int depth)
{
    const auto content = io::readFile(file);
    if (!content)
        return content.error().errnum() != ENOENT && content.error().errnum() != EISDIR;
    if (depth > MaxIncluded)
        return true;
    for (const auto part : std::views::split(*content, '\n')) {
        std::string_view line(part.begin(), part.end());
        line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
        const std::size_t end = std::min(line.find_first_of(" \t="), line.size());
        const std::string_view word = line.substr(0, end);
        line.remove_prefix(std::min(line.find_first_not_of(" \t=", end), line.size()));
        if (isKeyword(word, "revokedhostkeys")
                ? takeArgument(line) != "none"
                : isKeyword(word, "include") && anyHasRevocations(line, directory, local, depth))
            return true;
    }
    return false;
}

// Of the files that hold for this query.
bool hasRevocations(const ConfigQuery& query, const LocalUser& local)
{
    const std::string own = local.home + "/.ssh";
    if (!query.file.empty())
        return hasRevocations(query.file, own, local, 0);
    return hasRevocations(own + "/config", own, local, 0) ||
           hasRevocations("/etc/ssh/ssh_config", "/etc/ssh", local, 0);
}

}  // namespace

Result<HostConfig> parseWithLibssh(const ConfigQuery& query, const LocalUser& local)
{
    const std::unique_ptr<ssh_session_struct, SessionDeleter> session(ssh_new());
    if (!session)
        return fail(ErrorKind::Error, "libssh made no session");
    // What is set before the files are read wins over them.
    ssh_options_set(session.get(), SSH_OPTIONS_HOST, query.host.c_str());
    if (!query.user.empty())
        ssh_options_set(session.get(), SSH_OPTIONS_USER, query.user.c_str());
    if (query.port) {
        const unsigned port = *query.port;
        ssh_options_set(session.get(), SSH_OPTIONS_PORT, &port);
    }
    if (ssh_options_parse_config(session.get(), query.file.empty() ? nullptr : query.file.c_str()) != 0)
        return fail(ErrorKind::Argument, str("ssh's configuration could not be read: ", ssh_get_error(session.get())));

    if (hasRevocations(query, local))
        return std::unexpected(
            Error(ErrorKind::Argument, "the host keys that are revoked cannot be known")
                .withDetails({.cause = "RevokedHostKeys is configured, which only the ssh program reads, "
                                       "and there is none on this machine.",
                              .fix = "Install OpenSSH's client."}));

    HostConfig config = defaultHostConfig(query, local);
    if (std::string host = option(session.get(), SSH_OPTIONS_HOST); !host.empty())
        config.hostName = std::move(host);
    if (std::string user = option(session.get(), SSH_OPTIONS_USER); !user.empty())
        config.user = std::move(user);
    unsigned port = 0;
    if (ssh_options_get_port(session.get(), &port) == SSH_OK && port != 0)
        config.port = static_cast<std::uint16_t>(port);
    if (std::string identity = option(session.get(), SSH_OPTIONS_IDENTITY); !identity.empty())
        config.identityFiles.insert(config.identityFiles.begin(), expandTokens(identity, config, query, local));
    if (std::string file = option(session.get(), SSH_OPTIONS_KNOWNHOSTS); !file.empty())
        config.userKnownHosts = {expandTokens(file, config, query, local)};
    config.proxyCommand = option(session.get(), SSH_OPTIONS_PROXYCOMMAND);
    return config;
}

}  // namespace rz::connect::ssh
