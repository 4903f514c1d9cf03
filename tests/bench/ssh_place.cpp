#include "tests/bench/ssh_place.h"

#include "core/base/str.h"
#include "core/connect/libssh/ssh_opener.h"

#include <stdexcept>

namespace rz::bench {

SshPlace::SshPlace()
{
    m_server.authorize(m_user, m_key.publicLine);
    m_master.connector().addOpener(connect::makeLibsshOpener({.configFile = "none"}, m_master.log("ssh")));
    connect::Hop hop{.method = "ssh", .options = {}};
    hop.options.set("hostname", test::SshServer::host());
    hop.options.set("port", std::int64_t{m_server.port()});
    hop.options.set("username", m_user.name());
    hop.options.set("identity_file", m_key.path);
    hop.options.set("check_host_keys", "ignore");
    const test::Outcome outcome = m_master.connect(hop);
    if (!outcome.error().empty())
        throw std::runtime_error(outcome.error());
    m_context = outcome.result()->id;
    m_options = {"-F", "none", "-i", m_key.path};
    for (const std::string& setting :
         {std::string("StrictHostKeyChecking=no"), std::string("UserKnownHostsFile=/dev/null"),
          std::string("LogLevel=ERROR"), str("Port=", m_server.port()), str("User=", m_user.name())})
        m_options.insert(m_options.end(), {"-o", setting});
}

std::string SshPlace::ssh() const
{
    std::string line = "ssh";
    for (const std::string& option : m_options)
        line += str(' ', option);
    return line;
}

}  // namespace rz::bench
