#include "core/base/str.h"
#include "core/connect/libssh/handles.h"
#include "core/connect/libssh/host_config.h"

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
