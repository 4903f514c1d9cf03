#include "core/connect/libssh/session.h"

#include "core/base/str.h"
#include "core/io/profile.h"

#include <cerrno>
#include <fcntl.h>

namespace rz::connect::ssh {

namespace {

// What libssh would offer by itself, where the configuration does not say.
constexpr std::string_view DefaultHostKeyAlgorithms =
    "ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,"
    "sk-ssh-ed25519@openssh.com,sk-ecdsa-sha2-nistp256@openssh.com,"
    "rsa-sha2-512,rsa-sha2-256";

struct Explanation {
    std::string_view sign;  // part of libssh's message
    std::string_view text;
    std::string_view cause;
    std::string_view fix;
};

constexpr std::string_view ClosedEarly = "closed the connection before the key exchange was done";
constexpr std::string_view ClosedEarlyCause =
    "The server is overloaded (MaxStartups), refuses this address, or is no ssh server.";
constexpr std::string_view ClosedEarlyFix = "Try again in a moment; the server's log tells more.";

constexpr Explanation ExchangeExplanations[] = {
    {"No version of SSH protocol usable", "does not speak version 2 of the ssh protocol",
     "The server is a very old one.", "Update the ssh server."},
    {"too large banner", "is no ssh server", "Another service answers on this port.", "Check the port."},
    {"no match for method", "has no algorithm in common with us",
     "The server, or ssh's configuration, allows only algorithms that the other does not know.",
     "See which ones in the message; allow another one in the configuration or update the server."},
    {"disconnected", ClosedEarly, ClosedEarlyCause, ClosedEarlyFix},
    // What has not been read when the other end closes makes a reset of it, and what is still to be written a broken pipe.
    {"Connection reset", ClosedEarly, ClosedEarlyCause, ClosedEarlyFix},
    {"Broken pipe", ClosedEarly, ClosedEarlyCause, ClosedEarlyFix},
    // libssh's words for an end that came with an event but without an error number.
    {"Success", ClosedEarly, ClosedEarlyCause, ClosedEarlyFix},
};

}  // namespace

Result<std::unique_ptr<Session>> Session::create(UniqueFd socket, const Leg& leg, const std::vector<KnownKey>& known,
                                                 const Log& log)
{
    ssh_session raw = ssh_new();
    if (raw == nullptr)
        return fail(ErrorKind::Error, "libssh made no session");
    std::unique_ptr<Session> session(new Session(raw, std::move(socket)));
    RZ_CHECK(session->configure(leg, known, log));
    return session;
}

Session::~Session()
{
    // Closes libssh's descriptor in every state, unlike ssh_disconnect() alone.
    ssh_silent_disconnect(m_session);
    ssh_free(m_session);
}

Result<> Session::set(ssh_options_e option, const std::string& value, std::string_view keyword)
{
    if (value.empty() || ssh_options_set(m_session, option, value.c_str()) == SSH_OK)
        return {};
    return std::unexpected(
        Error(ErrorKind::Argument, str("nothing that ", keyword, " allows is known here"))
            .withDetails({.seen = str(keyword, ' ', value),
                          .cause = "The ssh library of this program knows fewer algorithms than OpenSSH.",
                          .fix = str("Allow another algorithm by ", keyword, " in ssh's configuration.")}));
}

Result<> Session::configure(const Leg& leg, const std::vector<KnownKey>& known, const Log& log)
{
    m_host = leg.host();
    m_port = leg.config.port;
    // Configuration and known hosts are ours to read: libssh knows fewer of their rules.
    const bool off = false;
    ssh_options_set(m_session, SSH_OPTIONS_PROCESS_CONFIG, &off);
    ssh_options_set(m_session, SSH_OPTIONS_KNOWNHOSTS, "/dev/null");
    ssh_options_set(m_session, SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null");
    ssh_options_set(m_session, SSH_OPTIONS_USER, leg.config.user.c_str());
    ssh_options_set(m_session, SSH_OPTIONS_COMPRESSION, leg.config.compression ? "yes" : "no");
    ssh_options_set(m_session, SSH_OPTIONS_REKEY_DATA, &leg.config.rekeyBytes);
    const auto rekeySeconds = static_cast<std::uint32_t>(leg.config.rekeyInterval.count());
    ssh_options_set(m_session, SSH_OPTIONS_REKEY_TIME, &rekeySeconds);
    const std::string& algorithms = leg.config.hostKeyAlgorithms;
    const std::string hostKeys = preferKnown(algorithms.empty() ? DefaultHostKeyAlgorithms : algorithms, known);
    RZ_CHECK(set(SSH_OPTIONS_HOSTKEYS, hostKeys, "HostKeyAlgorithms"));
    RZ_CHECK(set(SSH_OPTIONS_KEY_EXCHANGE, leg.config.keyExchanges, "KexAlgorithms"));
    RZ_CHECK(set(SSH_OPTIONS_CIPHERS_C_S, leg.config.ciphers, "Ciphers"));
    RZ_CHECK(set(SSH_OPTIONS_CIPHERS_S_C, leg.config.ciphers, "Ciphers"));
    RZ_CHECK(set(SSH_OPTIONS_HMAC_C_S, leg.config.macs, "MACs"));
    RZ_CHECK(set(SSH_OPTIONS_HMAC_S_C, leg.config.macs, "MACs"));
    RZ_CHECK(set(SSH_OPTIONS_PUBLICKEY_ACCEPTED_TYPES, leg.config.publicKeyAlgorithms, "PubkeyAcceptedAlgorithms"));
    ssh_set_counters(m_session, &m_traffic, nullptr);
    RZ_LOG_DEBUG(log, "ssh to ", leg.account(), " on descriptor ", m_socket.get(), ", host keys ", hostKeys);
    return {};
}

Result<> Session::exchangeKeys(Duration limit)
{
    const io::ProfileSpan span("key exchange");
    // libssh closes the descriptor it is given; that of a cancellation must stay ours.
    const int theirs = ::fcntl(m_socket.get(), F_DUPFD_CLOEXEC, 3);
    if (theirs < 0)
        return failErrno("dup", errno);
    ssh_options_set(m_session, SSH_OPTIONS_FD, &theirs);
    setTimeout(limit);
    const TimePoint begin = Clock::now();
    if (ssh_connect(m_session) == SSH_OK)
        return {};
    return std::unexpected(exchangeError(limit, Clock::now() - begin >= limit));
}

Error Session::exchangeError(Duration limit, bool timedOut) const
{
    const std::string seen = errorText();
    if (timedOut) {
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(limit).count();
        return Error(ErrorKind::Timeout, str(m_host, " did not complete the key exchange within ", seconds, " s"))
            .withDetails({.seen = seen,
                          .cause = str("What listens on port ", m_port, " of ", m_host, " hangs, or is no ssh server."),
                          .fix = "Check the port, and the load of the host."});
    }
    for (const Explanation& one : ExchangeExplanations) {
        if (seen.find(one.sign) != std::string::npos)
            return Error(ErrorKind::Stream, str(m_host, " port ", m_port, ' ', one.text))
                .withDetails({.seen = seen, .cause = std::string(one.cause), .fix = std::string(one.fix)});
    }
    return Error(ErrorKind::Stream, str("key exchange with ", m_host, " port ", m_port, " failed: ", seen))
        .withDetails({.seen = seen});
}

void Session::setTimeout(Duration limit)
{
    const auto all = std::chrono::duration_cast<std::chrono::microseconds>(limit).count();
    const long seconds = static_cast<long>(all / 1'000'000);
    const long rest = static_cast<long>(all % 1'000'000);
    ssh_options_set(m_session, SSH_OPTIONS_TIMEOUT, &seconds);
    ssh_options_set(m_session, SSH_OPTIONS_TIMEOUT_USEC, &rest);
}

std::string Session::algorithms() const
{
    const char* exchange = ssh_get_kex_algo(m_session);
    const char* cipher = ssh_get_cipher_out(m_session);
    return str(exchange == nullptr ? "?" : exchange, ", ", cipher == nullptr ? "?" : cipher);
}

Result<HostKey> Session::serverKey() const
{
    ssh_key raw = nullptr;
    char* blob = nullptr;
    if (ssh_get_server_publickey(m_session, &raw) != SSH_OK)
        return fail(ErrorKind::HostKey, str("the key of ", m_host, " cannot be read: ", errorText()));
    const KeyPtr key(raw);
    if (ssh_pki_export_pubkey_base64(raw, &blob) != SSH_OK)
        return fail(ErrorKind::HostKey, str("the key of ", m_host, " cannot be read"));
    return HostKey{.type = ssh_key_type_to_char(ssh_key_type(raw)), .blob = takeString(blob)};
}

std::string Session::errorText() const
{
    return ssh_get_error(m_session);
}

void Session::becomeNonBlocking()
{
    ssh_set_blocking(m_session, 0);
    // libssh makes the socket itself blocking once it is connected; a write to it would wait then. It writes only after
    // poll() has said that it can, and copes with writing a part.
    ::fcntl(m_socket.get(), F_SETFL, ::fcntl(m_socket.get(), F_GETFL) | O_NONBLOCK);
}

}  // namespace rz::connect::ssh
