#pragma once

#include "core/base/str.h"
#include "tests/support/fixed_prompts.h"
#include "tests/support/ssh_server.h"
#include "tests/support/test_master.h"

#include <optional>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

namespace rz::test {

// A real sshd that lets a key in, and a master with one local context, from which the OpenSSH program goes there.
class OpensshFixture {
public:
    explicit OpensshFixture(SshServer::Options options = {}) : server(std::move(options))
    {
        ::unsetenv("SSH_AUTH_SOCK");
        server.authorize(user, key.publicLine);
    }

    // Nothing of this machine's configuration of ssh.
    connect::Hop hop(std::vector<std::string> more = {}) const
    {
        connect::Hop made{.method = "ssh", .options = {}};
        made.options.set("hostname", SshServer::host());
        made.options.set("port", server.port());
        made.options.set("username", user.name());
        List arguments;
        for (std::string text : {std::string("-F"), std::string("none"), str("-oUserKnownHostsFile=", knownHosts),
                                 std::string("-oGlobalKnownHostsFile=none"), std::string("-oIdentityAgent=none")})
            arguments.items.emplace_back(std::move(text));
        for (std::string& text : more)
            arguments.items.emplace_back(std::move(text));
        made.options.set("ssh_args", std::move(arguments));
        return made;
    }
    // To the server by a jump, where this configuration holds for all.
    connect::Hop jumping(const std::string& config, const std::string& jump) const
    {
        connect::Hop made{.method = "ssh", .options = {}};
        made.options.set("hostname", SshServer::host());
        made.options.set("port", server.port());
        made.options.set("ssh_args", List{{"-F", config, "-J", jump}});
        return made;
    }
    connect::Hop withKey(std::vector<std::string> more = {}) const
    {
        connect::Hop made = hop(std::move(more));
        made.options.set("identity_file", key.path);
        return made;
    }
    void knowServer() const { writeFile(knownHosts, server.knownHosts()); }

    // From a local context.
    Outcome connect(const connect::Hop& to)
    {
        if (!m_via)
            m_via = master.local();
        return master.connect(to, m_via);
    }
    std::string subject() const { return str(user.name(), "@127.0.0.1:", server.port()); }

    TempDir directory;
    TestUser user;
    SshServer server;
    SshKey key = makeSshKey(directory, "key");
    std::string knownHosts = directory.file("ssh/known_hosts");
    FixedPrompts prompts;
    TestMaster master{&prompts};

private:
    const std::string m_made = directory.makeDirectory("ssh");
    std::optional<ContextId> m_via;
};

inline std::string details(const Outcome& outcome)
{
    if (outcome.error().empty())
        return {};
    const ErrorDetails& known = outcome.result().error().details();
    return str(outcome.error(), "\nstep ", known.step, "\nseen ", known.seen, "\ncause ", known.cause, "\nfix ",
               known.fix);
}

}  // namespace rz::test
