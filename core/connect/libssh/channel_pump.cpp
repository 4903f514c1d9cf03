#include "core/connect/libssh/channel_pump.h"

#include "core/base/str.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <libssh/server.h>
#include <netinet/in.h>  // IWYU pragma: keep (IPPROTO_TCP)
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace rz::connect::ssh {

namespace {

using io::Readiness;

// libssh reads so much from its socket at once; a full read means that there may be more.
constexpr std::uint64_t PacketRead = 4096;
// Fairness: what one connection may do before others get their turn.
constexpr int ReadsATurn = 64;
constexpr int WritesATurn = 4;
constexpr std::size_t BufferSize = 64 * 1024;
// More than this unsent in the kernel only makes small frames wait behind large ones.
constexpr int UnsentLimit = 128 * 1024;

}  // namespace

ChannelPump::ChannelPump(io::Broker& broker, Parts parts)
    : m_broker(broker),
      m_parts(std::move(parts)),
      m_output{.fd = std::move(m_parts.local)},
      m_errors{.fd = std::move(m_parts.diagnostics)},
      m_event(ssh_event_new())
{
    Session& session = *m_parts.session;
    session.becomeNonBlocking();
    ::setsockopt(session.socket(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &UnsentLimit, sizeof UnsentLimit);
    acknowledgeAtOnce();
    ssh_event_add_session(m_event.get(), session.raw());
    ssh_callbacks_init(&m_callbacks);
    m_callbacks.userdata = this;
    m_callbacks.channel_data_function = &ChannelPump::onData;
    m_callbacks.channel_exit_status_function = &ChannelPump::onExitStatus;
    m_callbacks.channel_exit_signal_function = &ChannelPump::onExitSignal;
    m_callbacks.channel_close_function = &ChannelPump::onClose;
    ssh_set_channel_callbacks(m_parts.channel.get(), &m_callbacks);

    m_sessionWatch = broker.watch(session.socket(), Readiness::Readable, [this](Readiness) { service(); });
    m_localWatch = broker.watch(m_output.fd.get(), Readiness::Readable, [this](Readiness) { service(); });
    if (m_errors.fd)
        m_errorsWatch = broker.watch(m_errors.fd.get(), Readiness::None, [this](Readiness) { service(); });
    armTick();
    // What came together with the last answer of the handshake lies in libssh, and no event tells of it.
    m_begin = broker.after(Duration::zero(), [this] {
        m_output.kept = static_cast<std::size_t>(std::max(0, ssh_channel_poll(m_parts.channel.get(), 0)));
        m_errors.kept = static_cast<std::size_t>(std::max(0, ssh_channel_poll(m_parts.channel.get(), 1)));
        service();
    });
}

ChannelPump::~ChannelPump()
{
    finish({});
}

std::size_t ChannelPump::Outlet::send(std::string_view data)
{
    const ssize_t sent = fd ? ::send(fd.get(), data.data(), data.size(), MSG_NOSIGNAL | MSG_DONTWAIT) : -1;
    blocked = sent < static_cast<ssize_t>(data.size());
    if (sent >= 0)
        return static_cast<std::size_t>(sent);
    if (fd && (errno == EAGAIN || errno == EINTR))
        return 0;
    // Nobody reads it any more.
    blocked = false;
    return data.size();
}

int ChannelPump::onData(ssh_session, ssh_channel, void* data, std::uint32_t size, int isError, void* self)
{
    auto& pump = *static_cast<ChannelPump*>(self);
    Outlet& outlet = isError != 0 ? pump.m_errors : pump.m_output;
    // All that libssh holds is shown each time, the oldest first.
    const bool waiting = outlet.blocked || !outlet.rest.empty();
    const std::size_t taken = waiting ? 0 : outlet.send({static_cast<const char*>(data), size});
    outlet.kept = size - taken;
    return static_cast<int>(taken);
}

void ChannelPump::onExitStatus(ssh_session, ssh_channel, int status, void* self)
{
    auto& pump = *static_cast<ChannelPump*>(self);
    if (status != 0)
        pump.m_exit = str(pump.m_parts.name, ": the command ended with status ", status);
}

void ChannelPump::onExitSignal(ssh_session, ssh_channel, const char* signal, int, const char*, const char*, void* self)
{
    auto& pump = *static_cast<ChannelPump*>(self);
    pump.m_exit = str(pump.m_parts.name, ": the command was killed by SIG", signal);
}

void ChannelPump::onClose(ssh_session, ssh_channel, void* self)
{
    static_cast<ChannelPump*>(self)->m_channelClosed = true;
}

void ChannelPump::service()
{
    if (m_finished)
        return;
    drain(m_output, false);
    drain(m_errors, true);
    const bool alive = takePackets() && feed();
    passEnds();
    if (!alive && !m_channelClosed)
        finish(lossText());
    else if (!alive || (m_channelClosed && m_output.empty()))
        finish(m_exit);
    else
        setInterests();
}

// From the connection into the channel, which hands data on by onData(). False when the connection is lost.
bool ChannelPump::takePackets()
{
    for (int i = 0; i < ReadsATurn; ++i) {
        const std::uint64_t before = m_parts.session->traffic().in_bytes;
        const int result = ssh_event_dopoll(m_event.get(), 0);
        if (result == SSH_ERROR || !connected())
            return false;
        if (result == SSH_AGAIN || m_parts.session->traffic().in_bytes - before < PacketRead) {
            acknowledgeAtOnce();
            return true;
        }
    }
    return true;
}

// sshd leaves Nagle's algorithm on where there is no terminal: what it has to send next waits for the acknowledgement of what
// it sent last, which the kernel would keep back for 40 ms. It goes on doing so by itself, so it is told each time.
void ChannelPump::acknowledgeAtOnce()
{
    constexpr int On = 1;
    ::setsockopt(m_parts.session->socket(), IPPROTO_TCP, TCP_QUICKACK, &On, sizeof On);
}

// What libssh has kept because it could not be sent when it came. Reading it opens the window again.
void ChannelPump::drain(Outlet& outlet, bool isError)
{
    std::array<char, BufferSize> buffer;
    outlet.blocked = false;
    for (;;) {
        outlet.rest.erase(0, outlet.rest.empty() ? 0 : outlet.send(outlet.rest));
        if (!outlet.rest.empty() || outlet.kept == 0)
            return;
        const auto wanted = static_cast<std::uint32_t>(std::min(outlet.kept, buffer.size()));
        const int count = ssh_channel_read_nonblocking(m_parts.channel.get(), buffer.data(), wanted, isError ? 1 : 0);
        if (count <= 0) {
            outlet.kept = 0;
            return;
        }
        const std::string_view data(buffer.data(), static_cast<std::size_t>(count));
        outlet.kept -= data.size();
        outlet.rest = data.substr(outlet.send(data));
    }
}

// From the socket into the channel, as far as its window and the connection take it. False when the connection is lost.
bool ChannelPump::feed()
{
    std::array<char, BufferSize> buffer;
    std::size_t used = 0;
    const bool lives = feedBy(buffer, used);
    ::explicit_bzero(buffer.data(), used);  // there may have been secrets
    return lives;
}

// `used`: how much of the buffer was.
bool ChannelPump::feedBy(std::span<char> buffer, std::size_t& used)
{
    for (int i = 0; i < WritesATurn; ++i) {
        if (std::string unsent = std::exchange(m_unsent, {}); !unsent.empty()) {
            const bool lives = writeToChannel(unsent);
            Secret::wipe(unsent);
            if (!lives)
                return false;
        }
        const std::uint32_t window = ssh_channel_window_size(m_parts.channel.get());
        if (m_localEnded || !m_unsent.empty() || window == 0 || writePending())
            return true;
        const ssize_t count =
            ::recv(m_output.fd.get(), buffer.data(), std::min<std::size_t>(buffer.size(), window), MSG_DONTWAIT);
        if (count < 0 && (errno == EAGAIN || errno == EINTR))
            return true;
        if (count <= 0) {
            m_localEnded = true;
            ssh_channel_send_eof(m_parts.channel.get());
            return connected();
        }
        used = std::max(used, static_cast<std::size_t>(count));
        if (!writeToChannel({buffer.data(), static_cast<std::size_t>(count)}))
            return false;
    }
    return true;
}

bool ChannelPump::writeToChannel(std::string_view data)
{
    const int count = ssh_channel_write(m_parts.channel.get(), data.data(), static_cast<std::uint32_t>(data.size()));
    if (count < 0) {
        // Either the connection is gone, or the far program, which takes nothing more.
        m_localEnded = true;
        return connected();
    }
    // In the middle of a key exchange nothing is taken; it goes when packets come again.
    m_unsent = data.substr(static_cast<std::size_t>(count));
    return connected();
}

bool ChannelPump::writePending() const
{
    return (ssh_get_status(m_parts.session->raw()) & SSH_WRITE_PENDING) != 0;
}

bool ChannelPump::connected() const
{
    return ssh_is_connected(m_parts.session->raw()) != 0;
}

void ChannelPump::passEnds()
{
    if (!m_channelEnded && m_output.empty() && ssh_channel_is_eof(m_parts.channel.get()) != 0) {
        m_channelEnded = true;
        ::shutdown(m_output.fd.get(), SHUT_WR);
    }
}

void ChannelPump::setInterests()
{
    const bool pending = writePending();
    m_sessionWatch.setInterest(pending ? Readiness::Both : Readiness::Readable);
    const bool hungry =
        !m_localEnded && m_unsent.empty() && !pending && ssh_channel_window_size(m_parts.channel.get()) > 0;
    const Readiness local = hungry ? Readiness::Readable : Readiness::None;
    m_localWatch.setInterest(m_output.blocked ? local | Readiness::Writable : local);
    if (m_errorsWatch)
        m_errorsWatch.setInterest(m_errors.blocked ? Readiness::Writable : Readiness::None);
}

void ChannelPump::armTick()
{
    if (m_parts.keepAlive.count() > 0)
        m_tick = m_broker.after(m_parts.keepAlive, [this] { onTick(); });
}

void ChannelPump::onTick()
{
    const std::uint64_t heard = m_parts.session->traffic().in_bytes;
    m_silentTicks = heard == m_heard ? m_silentTicks + 1 : 0;
    m_heard = heard;
    if (m_silentTicks > m_parts.keepAliveMax) {
        finish(str(m_parts.name, ": the connection was lost: no answer for ", m_parts.keepAlive.count() * m_silentTicks,
                   " s"));
        return;
    }
    if (m_silentTicks > 0) {
        // While an answer is outstanding nothing is sent; once it is there, the first call only takes note of it.
        ssh_send_keepalive(m_parts.session->raw());
        ssh_send_keepalive(m_parts.session->raw());
    }
    armTick();
    service();
}

// What carries the connection knows better than the session, which only sees its socket end.
std::string ChannelPump::lossText() const
{
    const bool carrierEnded = m_parts.carrierWords && !m_parts.carrierWords->empty();
    return str(m_parts.name,
               ": the connection was lost: ", carrierEnded ? *m_parts.carrierWords : m_parts.session->errorText());
}

void ChannelPump::finish(std::string_view lastWords)
{
    if (std::exchange(m_finished, true))
        return;
    m_sessionWatch = {};
    m_localWatch = {};
    m_errorsWatch = {};
    m_begin.cancel();
    m_tick.cancel();
    if (!lastWords.empty()) {
        RZ_LOG_INFO(m_parts.log, lastWords);
        if (m_parts.lastWords)
            *m_parts.lastWords = lastWords;
        m_errors.send(str(lastWords, '\n'));
    }
    // The other end sees this at once. What libssh still has to say to us falls on closed outlets.
    m_output.fd.reset();
    m_errors.fd.reset();
    m_parts.channel.reset();
    m_event.reset();
    m_parts.session.reset();
}

}  // namespace rz::connect::ssh
