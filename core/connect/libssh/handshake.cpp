#include "core/connect/libssh/handshake.h"

#include "core/base/str.h"
#include "core/connect/bootstrap/python_stage.h"
#include "core/connect/libssh/authenticator.h"
#include "core/connect/libssh/channel_pump.h"
#include "core/connect/libssh/host_key_check.h"
#include "core/connect/libssh/library_log.h"
#include "core/io/profile.h"

namespace rz::connect::ssh {

namespace {

// How long a jump host may take to reach the next one, or a server to make a session.
constexpr Duration ChannelLimit = std::chrono::seconds(60);

Error forwardError(const Leg& leg, const Leg& jump, const std::string& seen)
{
    return Error(ErrorKind::Stream,
                 str(jump.host(), " could not reach ", leg.config.hostName, " port ", leg.config.port))
        .withDetails({.seen = seen,
                      .cause = str("The jump host cannot find or reach it, or does not allow forwarding "
                                   "(AllowTcpForwarding)."),
                      .fix = str("Check name and port as seen from ", jump.host(), '.')});
}

Error commandError(const Leg& leg, const std::string& seen)
{
    return Error(ErrorKind::Stream, str(leg.host(), " does not run commands for ", leg.config.user))
        .withDetails({.seen = seen,
                      .cause = "The account is restricted (ForceCommand, a key's options), or has too many sessions.",
                      .fix = "Use an account that may run a shell; the server's log tells more."});
}

Error passwordExpired(const Leg& leg)
{
    return Error(ErrorKind::Password, str(leg.host(), " wants a new password for ", leg.config.user))
        .withDetails({.cause = "The password has expired and must be changed before anything else.",
                      .fix = "Log in once with the ssh program, which can change it."});
}

}  // namespace

Handshake::Handshake(Hop hop, std::optional<Through> through, SshSettings settings, std::shared_ptr<WorkerLink> link,
                     Log log)
    : m_hop(std::move(hop)),
      m_through(std::move(through)),
      m_tunnelWords(m_through ? std::make_shared<std::string>() : nullptr),
      m_settings(std::move(settings)),
      m_link(std::move(link)),
      m_log(std::move(log))
{
}

void Handshake::run()
{
    Result<> result = shakeHands();
    if (result)
        return;
    Error error = std::move(result).error();
    if (const std::string words = tunnelEnd(); !words.empty())
        error = tunnelBroken(words);
    if (m_current != nullptr && m_legs.size() > 1) {
        ErrorDetails details = error.details();
        details.hop = m_current->label;
        error = std::move(error).withDetails(std::move(details));
    }
    m_link->post([error = std::move(error)](OpenHost& host) { host.failed(error); });
}

// The session only sees that its socket ended.
std::string Handshake::tunnelEnd()
{
    if (!m_tunnelWords)
        return {};
    return m_link->onBroker<std::string>([words = m_tunnelWords](io::Broker&, WorkerLink::Carriers&) { return *words; })
        .value_or(std::string());
}

Result<> Handshake::shakeHands()
{
    m_link->beginStep(m_through ? "read configuration" : "resolve");
    const std::vector<std::string> path = m_through ? m_through->path : std::vector<std::string>();
    RZ_TRY(m_legs, planLegs(m_hop, path, m_settings, m_link->token()));
    const LibraryLog log(m_log, m_legs.back().debugLevel);

    std::unique_ptr<Session> session;
    const Leg* before = nullptr;
    for (const Leg& leg : m_legs) {
        m_current = &leg;
        RZ_TRY(session, openLeg(leg, std::move(session), before));
        before = &leg;
    }
    const Leg& last = m_legs.back();
    beginStep(last, "open session");
    RZ_TRY(ChannelPtr channel, openCommand(*session, last));
    deliver(std::move(session), std::move(channel), last);
    return {};
}

Result<std::unique_ptr<Session>> Handshake::openLeg(const Leg& leg, std::unique_ptr<Session> through, const Leg* before)
{
    RZ_TRY(Reached reached, through ? reachThrough(leg, std::move(through), *before) : reach(leg));

    const KnownHosts hosts(leg.config.userKnownHosts, leg.config.globalKnownHosts);
    RZ_TRY(auto session, Session::create(std::move(reached.socket), leg, hosts.keysOf(leg.knownName()), m_log));
    const CancelToken::SocketGuard guard(m_link->token(), session->socket());

    beginStep(leg, "key exchange");
    RZ_CHECK(session->exchangeKeys(leg.connectLimit));
    m_link->note(session->algorithms());

    beginStep(leg, "host key");
    RZ_TRY(const HostKey key, session->serverKey());
    RZ_CHECK(checkHostKey(key, leg, hosts, reached.loopback, *m_link));

    beginStep(leg, "authentication");
    RZ_CHECK(authenticate(*session, leg, *m_link));
    return session;
}

Result<Reached> Handshake::reach(const Leg& leg)
{
    const io::ProfileSpan span("connect");
    Reach way(m_link, leg, [this, &leg](std::string_view name) {
        // Reading the configuration belongs to the same step.
        if (m_legs.size() > 1 || name != "resolve")
            beginStep(leg, name);
    });
    return m_through ? way.fromThere(*m_through, m_tunnelWords) : way.fromHere();
}

Result<Reached> Handshake::reachThrough(const Leg& leg, std::unique_ptr<Session> jump, const Leg& jumpLeg)
{
    const io::ProfileSpan span("connect through a jump host");
    beginStep(leg, "connect");
    m_link->note(str("through ", jumpLeg.host()));
    const CancelToken::SocketGuard guard(m_link->token(), jump->socket());
    jump->setTimeout(ChannelLimit);
    ChannelPtr channel(ssh_channel_new(jump->raw()));
    if (!channel)
        return std::unexpected(passwordExpired(jumpLeg));
    if (ssh_channel_open_forward(channel.get(), leg.config.hostName.c_str(), leg.config.port, "127.0.0.1", 0) != SSH_OK)
        return std::unexpected(forwardError(leg, jumpLeg, jump->errorText()));

    ChannelPump::Parts parts{.session = std::move(jump),
                             .channel = std::move(channel),
                             .name = jumpLeg.label,
                             .keepAlive = jumpLeg.keepAlive,
                             .keepAliveMax = jumpLeg.config.aliveCountMax,
                             .log = m_log};
    return m_link->onBroker<Reached>(
        [parts = std::move(parts)](io::Broker& broker, WorkerLink::Carriers& carriers) mutable -> Result<Reached> {
            RZ_TRY(auto ends, io::makeSocketPair());
            parts.local = std::move(ends.first);
            carriers.push_back(std::make_shared<ChannelPump>(broker, std::move(parts)));
            return Reached{std::move(ends.second)};
        });
}

Result<ChannelPtr> Handshake::openCommand(Session& session, const Leg& leg)
{
    const io::ProfileSpan span("open session");
    const CancelToken::SocketGuard guard(m_link->token(), session.socket());
    session.setTimeout(ChannelLimit);
    // libssh says that an expired password was accepted, but makes no channel then.
    ChannelPtr channel(ssh_channel_new(session.raw()));
    if (!channel)
        return std::unexpected(passwordExpired(leg));
    if (ssh_channel_open_session(channel.get()) != SSH_OK ||
        ssh_channel_request_exec(channel.get(), stageCommand(m_hop).c_str()) != SSH_OK) {
        if (m_link->closed())
            return std::unexpected(cancelledError());
        return std::unexpected(commandError(leg, session.errorText()));
    }
    return channel;
}

void Handshake::deliver(std::unique_ptr<Session> session, ChannelPtr channel, const Leg& leg)
{
    ChannelPump::Parts parts{.session = std::move(session),
                             .channel = std::move(channel),
                             .name = leg.label,
                             .keepAlive = leg.keepAlive,
                             .keepAliveMax = leg.config.aliveCountMax,
                             .log = m_log,
                             .lastWords = std::make_shared<std::string>(),
                             .carrierWords = m_tunnelWords};
    m_link->finish(
        [parts = std::move(parts)](OpenHost& host, io::Broker& broker, WorkerLink::Carriers carriers) mutable {
            // The pump goes first, then what carried it.
            struct Bundle {
                WorkerLink::Carriers carriers;
                std::unique_ptr<ChannelPump> pump;
            };
            auto ends = io::makeSocketPair();
            auto errors = io::makeSocketPair();
            if (!ends || !errors) {
                host.failed(ends ? errors.error() : ends.error());
                return;
            }
            parts.local = std::move(ends->first);
            parts.diagnostics = std::move(errors->first);
            auto bundle = std::make_shared<Bundle>();
            bundle->carriers = std::move(carriers);
            Transport transport;
            transport.lastWords = parts.lastWords;
            bundle->pump = std::make_unique<ChannelPump>(broker, std::move(parts));
            transport.receiveSide = std::move(ends->second);
            transport.diagnostics = std::move(errors->second);
            transport.session = std::move(bundle);
            transport.start = Transport::Start::Stage;
            host.opened(std::move(transport));
        });
}

void Handshake::beginStep(const Leg& leg, std::string_view name)
{
    m_link->beginStep(&leg == &m_legs.back() ? std::string(name) : str(leg.host(), ": ", name));
}

}  // namespace rz::connect::ssh
