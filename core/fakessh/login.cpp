#include "core/fakessh/login.h"

#include "core/base/str.h"
#include "core/fakessh/sftp_server.h"
#include "core/io/own_account.h"

#include <algorithm>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace rz::fakessh {

namespace {

// What a login brings with it, by sshd or PAM, and is passed on if this process was given it. A trailing * stands for more.
constexpr std::string_view Kept[] = {
    "PATH=",
    "TZ=",
    "LANG=",
    "LANGUAGE=",
    "LC_*",
    "XDG_*",
    "SSH_CLIENT=",
    "SSH_CONNECTION=",
    "SSH_AUTH_SOCK=",
    "KRB5CCNAME=",
    "DBUS_SESSION_BUS_ADDRESS=",
    "MAIL=",
};

constexpr std::string_view UserPath = "/usr/local/bin:/usr/bin:/bin:/usr/games";
constexpr std::string_view RootPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

constexpr const char* SftpServers[] = {
    "/usr/lib/openssh/sftp-server", "/usr/libexec/openssh/sftp-server",
    "/usr/libexec/sftp-server",     "/usr/lib/ssh/sftp-server",
    "/usr/lib/sftp-server",
};

// One variable after another, a later one in place of an earlier one of its name.
class Environment {
public:
    void set(std::string_view variable)
    {
        const std::string_view name = variable.substr(0, variable.find('=') + 1);
        const auto found =
            std::ranges::find_if(m_variables, [&](const auto& known) { return known.starts_with(name); });
        if (found != m_variables.end())
            *found = variable;
        else
            m_variables.emplace_back(variable);
    }
    std::vector<std::string> take() { return std::move(m_variables); }

private:
    std::vector<std::string> m_variables;
};

bool isKept(std::string_view variable)
{
    return std::ranges::any_of(Kept, [variable](std::string_view kept) {
        return variable.starts_with(kept.ends_with('*') ? kept.substr(0, kept.size() - 1) : kept);
    });
}

std::vector<std::string> loginEnvironment(const SessionRequest& request, const io::OwnAccount& account,
                                          const std::string& home, const std::string& shell)
{
    Environment environment;
    environment.set(str("PATH=", ::geteuid() == 0 ? RootPath : UserPath));
    environment.set(str("MAIL=/var/mail/", account.name));
    for (char** entry = ::environ; entry != nullptr && *entry != nullptr; ++entry) {
        if (isKept(*entry))
            environment.set(*entry);
    }
    for (const std::string& variable : request.environment)
        environment.set(variable);
    environment.set(str("USER=", account.name));
    environment.set(str("LOGNAME=", account.name));
    environment.set(str("HOME=", home));
    environment.set(str("SHELL=", shell));
    if (request.terminal)
        environment.set(str("TERM=", request.terminal->type));
    return environment.take();
}

}  // namespace

Result<io::SpawnOptions> loginProgram(const SessionRequest& request, const std::string& ownExecutable)
{
    const io::OwnAccount account = io::ownAccount();
    const std::string shell = account.shell.empty() ? "/bin/sh" : account.shell;
    const bool homeless = account.home.empty() || ::access(account.home.c_str(), X_OK) != 0;
    io::SpawnOptions options;
    options.workingDirectory = homeless ? "/" : account.home;
    options.environment = loginEnvironment(request, account, account.home.empty() ? "/" : account.home, shell);
    options.program = shell;
    const std::string name = shell.substr(shell.rfind('/') + 1);
    if (request.subsystem) {
        if (request.command != "sftp")
            return fail(ErrorKind::Argument, str(SubsystemRefused, ": there is no \"", *request.command, '"'));
        const auto* const found =
            std::ranges::find_if(SftpServers, [](const char* path) { return ::access(path, X_OK) == 0; });
        options.program = found != std::end(SftpServers) ? *found : ownExecutable;
        options.argv = {std::string(SftpServerName)};
    } else if (request.command) {
        options.argv = {name, "-c", *request.command};
    } else {
        options.argv = {str('-', name)};
    }
    return options;
}

}  // namespace rz::fakessh
