#include "tests/integration/transport_fixture.h"

#include "core/base/str.h"

#include <array>
#include <cerrno>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace rz::test {

using connect::Hop;
using connect::Transport;

FarShell::FarShell(io::Broker& broker, Transport transport) : m_broker(broker), m_transport(std::move(transport))
{
    readUntil("RZI0 ");
    send("exec sh\n");
    m_received.clear();
}

void FarShell::send(std::string_view text)
{
    spinUntil(m_broker, [&] {
        const ssize_t sent = ::send(fd(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno != EAGAIN)
            return true;
        text.remove_prefix(sent < 0 ? 0 : static_cast<std::size_t>(sent));
        return text.empty();
    });
}

bool FarShell::readSome()
{
    std::array<char, 64 * 1024> buffer;
    const ssize_t count = ::recv(fd(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (count < 0 && errno == EAGAIN)
        return false;
    if (count <= 0)
        m_ended = true;
    else
        m_received.append(buffer.data(), static_cast<std::size_t>(count));
    return count > 0;
}

const std::string& FarShell::readUntil(std::string_view text)
{
    spinUntil(m_broker, [&] {
        readSome();
        return m_ended || m_received.find(text) != std::string::npos;
    });
    return m_received;
}

bool FarShell::readToEnd(Duration deadline)
{
    return spinUntil(
        m_broker,
        [&] {
            readSome();
            return m_ended;
        },
        deadline);
}

std::string FarShell::diagnostics()
{
    std::string text;
    std::array<char, 4096> buffer;
    for (;;) {
        const ssize_t count = ::recv(m_transport.diagnostics.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (count <= 0)
            return text;
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
}

Opened::Opened(io::Broker& broker, connect::Opener& opener, const Hop& hop, FixedPrompts& prompts)
    : m_broker(broker),
      m_questions(&prompts, broker, m_nextPrompt, [](bool) {}),
      m_opening(opener.open(hop, broker, *this))
{
}

TransportFixture::TransportFixture()
{
    auto made = io::Broker::create(io::Broker::Drive::Caller);
    if (!made)
        throw std::runtime_error(made.error().text());
    broker = std::move(*made);
    // Of no use to anybody here, and a test must not depend on who runs it.
    ::unsetenv("SSH_AUTH_SOCK");
}

Hop TransportFixture::hop(const SshServer& server) const
{
    Hop hop{.method = "ssh"};
    hop.options.set("hostname", SshServer::host());
    hop.options.set("port", server.port());
    hop.options.set("username", user.name());
    return hop;
}

Hop TransportFixture::hop(const SshServer& server, const SshKey& key) const
{
    Hop made = hop(server);
    made.options.set("identity_file", key.path);
    return made;
}

std::unique_ptr<Opened> TransportFixture::open(const Hop& hop)
{
    if (!opener)
        opener = connect::makeLibsshOpener(settings, {});
    return std::make_unique<Opened>(*broker, *opener, hop, prompts);
}

FarShell TransportFixture::shell(const Hop& hop)
{
    const auto opened = open(hop);
    if (!opened->wait() || opened->error())
        throw std::runtime_error(str("no shell: ", opened->errorText()));
    return {*broker, opened->takeTransport()};
}

void TransportFixture::trust(const SshServer& server) const
{
    writeFile(knownHosts, readFile(knownHosts) + server.knownHosts());
}

}  // namespace rz::test
