#include "tests/support/ssh_account.h"

#include "core/base/str.h"
#include "tests/support/paths.h"

namespace rz::test {

SshAccount::SshAccount()
{
    m_server.authorize(m_user, m_key.publicLine);
    m_knownHosts = m_files.write("known_hosts", m_server.knownHosts());
}

std::string SshAccount::chain() const
{
    return str("ssh:", m_user.name(), '@', SshServer::host(), ':', m_server.port());
}

connect::Hop SshAccount::hop() const
{
    connect::Hop hop{.method = "ssh", .options = {}};
    // A machine that is busy with everything else takes its time.
    hop.options.set("connect_timeout", 120);
    hop.options.set("hostname", SshServer::host());
    hop.options.set("port", m_server.port());
    hop.options.set("username", m_user.name());
    hop.options.set("identity_file", m_key.path);
    return hop;
}

std::vector<std::string> SshAccount::ssh() const
{
    return {"ssh",
            "-F",
            "none",
            "-o",
            "UserKnownHostsFile=" + m_knownHosts,
            "-i",
            m_key.path,
            "-p",
            str(m_server.port()),
            "-l",
            m_user.name()};
}

std::vector<std::string> SshAccount::ctl() const
{
    return {binary("rhizomectl"), "--ask",      "never",      "--ssh-config", "none",
            "--known-hosts",      m_knownHosts, "--identity", m_key.path};
}

}  // namespace rz::test
