#include "core/connect/libssh/reach.h"

#include "core/base/str.h"
#include "core/connect/libssh/proxy_command.h"
#include "core/connect/libssh/resolve.h"
#include "core/connect/via/tcp_tunnel.h"
#include "core/io/tcp_connect.h"

#include <cerrno>
#include <fcntl.h>
#include <vector>

namespace rz::connect::ssh {

namespace {

// A few answers mean the same whatever the address: then the cause can be named.
Error explained(Error error, const io::TcpOptions& options)
{
    ErrorDetails details{.seen = error.text()};
    switch (error.errnum()) {
    case ECONNREFUSED:
        details.cause =
            str("Nothing listens on port ", options.port, " of ", options.host, ", or a firewall refuses it.");
        details.fix = "Check the port, and that the ssh server runs there.";
        break;
    case ETIMEDOUT:
        details.cause =
            str(options.host, " is switched off, unreachable, or behind a firewall that drops connections.");
        details.fix = "Check that the host is up and that port and network are right.";
        break;
    case ENETUNREACH:
    case EHOSTUNREACH:
        details.cause = str("There is no way from here to the network of ", options.host, '.');
        details.fix = "Check the network of this machine, VPN included.";
        break;
    default: break;
    }
    return std::move(error).withDetails(std::move(details));
}

std::string countOrText(std::size_t count, const std::string& first)
{
    return count == 1 ? first : str(count, " addresses");
}

}  // namespace

Result<Reached> Reach::fromHere()
{
    if (!m_leg.config.proxyCommand.empty())
        return byCommand();
    m_beginStep("resolve");
    RZ_TRY(const auto addresses,
           resolveHost(m_leg.config.hostName, m_leg.config.port, m_leg.config.addressFamily, m_link->token()));
    m_link->note(countOrText(addresses.size(), addresses.front().text));

    m_beginStep("connect");
    const io::TcpOptions options{.host = m_leg.host(),
                                 .port = m_leg.config.port,
                                 .bindAddress = m_leg.config.bindAddress,
                                 .limit = m_leg.connectLimit,
                                 .keepAlive = m_leg.config.tcpKeepAlive};
    auto socket = m_link->awaitOnBroker<UniqueFd>(
        [addresses, options](io::Broker& broker, WorkerLink::Carriers&, io::TcpConnect::OnDone done) {
            return std::make_shared<io::TcpConnect>(broker, addresses, options, std::move(done));
        });
    if (!socket)
        return std::unexpected(explained(std::move(socket).error(), options));
    const io::Address address = peerOf(socket->get());
    m_link->note(str(address.text, " port ", m_leg.config.port));
    ::fcntl(socket->get(), F_SETFL, ::fcntl(socket->get(), F_GETFL) & ~O_NONBLOCK);
    return Reached{std::move(*socket), address.isLoopback()};
}

Result<Reached> Reach::byCommand()
{
    m_beginStep("connect");
    const std::string command =
        expandTokens(m_leg.config.proxyCommand, m_leg.config, m_leg.query, LocalUser::current());
    m_link->note(str("by ", command));
    RZ_TRY(UniqueFd socket, m_link->onBroker<UniqueFd>([command, link = std::weak_ptr(m_link)](
                                                           io::Broker& broker, WorkerLink::Carriers& carriers) {
        return startProxyCommand(broker, command, carriers, [link](std::string line) {
            if (const auto alive = link.lock())
                alive->output(std::move(line));
        });
    }));
    return Reached{std::move(socket)};
}

Result<Reached> Reach::fromThere(const Through& through, const std::shared_ptr<std::string>& words)
{
    const std::string label = through.label();
    m_beginStep(str("resolve through ", label));
    TcpTunnel::Target target{.host = m_leg.config.hostName, .port = m_leg.config.port};
    auto onFound = [link = std::weak_ptr(m_link),
                    step = str("connect through ", label)](const std::vector<std::string>& addresses) {
        const auto alive = link.lock();
        if (alive == nullptr)
            return;
        if (!addresses.empty())
            alive->note(countOrText(addresses.size(), addresses.front()));
        alive->beginStep(step);
    };
    auto onBroken = [link = std::weak_ptr(m_link), words](const std::string& why) {
        *words = why;
        // Who is asked something meanwhile need not answer any more.
        if (const auto alive = link.lock())
            alive->post([error = tunnelBroken(why)](OpenHost& host) { host.failed(error); });
    };
    RZ_TRY(UniqueFd socket,
           m_link->awaitOnBroker<UniqueFd>([through, target, onFound, onBroken](
                                               io::Broker&, WorkerLink::Carriers& carriers, TcpTunnel::OnDone done) {
               carriers.push_back(std::make_shared<TcpTunnel>(through.context, through.label(), target, onFound,
                                                              std::move(done), onBroken));
               return nullptr;
           }));
    m_link->note(str("port ", m_leg.config.port));
    return Reached{std::move(socket)};
}

Error tunnelBroken(const std::string& words)
{
    return Error(ErrorKind::Eof, words)
        .withDetails({.cause = "The context that carries the connection is gone, or what it connected to broke off.",
                      .fix = "Connect again; that context first, if it is gone."});
}

}  // namespace rz::connect::ssh
