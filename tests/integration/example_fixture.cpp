#include "tests/integration/example_fixture.h"

#include "core/base/str.h"
#include "core/base/value.h"
#include "core/connect/method.h"
#include "tests/support/paths.h"

#include <QTest>

#include <utility>

namespace rz::test {

std::string example(std::string_view name)
{
    return buildPath(str("examples/", name));
}

SshTarget::SshTarget()
{
    m_server.authorize(m_user, m_key.publicLine);
    writeFile(m_knownHosts, m_server.knownHosts());
}

std::string SshTarget::chain() const
{
    connect::Hop hop{.method = "ssh", .options = {}};
    hop.options.set("hostname", SshServer::host());
    hop.options.set("port", m_server.port());
    hop.options.set("username", m_user.name());
    hop.options.set("identity_file", m_key.path);
    List arguments;
    for (std::string text : {std::string("-F"), std::string("none"), str("-oUserKnownHostsFile=", m_knownHosts),
                             std::string("-oGlobalKnownHostsFile=none"), std::string("-oIdentityAgent=none")})
        arguments.items.emplace_back(std::move(text));
    hop.options.set("ssh_args", std::move(arguments));
    return hop.toChainText();
}

void addWays()
{
    QTest::addColumn<bool>("bySsh");
    QTest::newRow("local") << false;
    QTest::newRow("ssh") << true;
}

std::string whyNot(bool bySsh)
{
    return bySsh ? SshServer::unavailable() : std::string();
}

}  // namespace rz::test
