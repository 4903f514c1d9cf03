#pragma once

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/time.h"
#include "core/base/unique_fd.h"
#include "core/connect/libssh/handles.h"
#include "core/connect/libssh/known_hosts.h"
#include "core/connect/libssh/leg.h"

#include <libssh/libssh.h>

#include <memory>
#include <string>

namespace rz::connect::ssh {

// A libssh session over a socket that we made. First a worker thread drives it, blocking, through the handshake; then the
// broker thread takes it over, non-blocking, for good. Destroying it closes the connection without a word.
class Session {
public:
    // `known`: keys under which the host is known, whose algorithms are then preferred.
    static Result<std::unique_ptr<Session>> create(UniqueFd socket, const Leg& leg, const std::vector<KnownKey>& known,
                                                   const Log& log);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    ssh_session raw() const { return m_session; }
    // The connection; libssh waits on a duplicate, which it closes when it pleases.
    int socket() const { return m_socket.get(); }

    // Banner and key exchange. Blocks for at most `limit`.
    Result<> exchangeKeys(Duration limit);
    // How long each further blocking call may take.
    void setTimeout(Duration limit);

    // "curve25519-sha256, aes256-gcm@openssh.com", for the story. After exchangeKeys().
    std::string algorithms() const;
    // What the server has shown. After exchangeKeys().
    Result<HostKey> serverKey() const;

    // Why the last call failed, in libssh's words.
    std::string errorText() const;

    // From now on no call waits.
    void becomeNonBlocking();

    // Bytes that went over the socket.
    const ssh_counter_struct& traffic() const { return m_traffic; }

private:
    Session(ssh_session session, UniqueFd socket) : m_session(session), m_socket(std::move(socket)) {}

    Result<> configure(const Leg& leg, const std::vector<KnownKey>& known, const Log& log);
    Result<> set(ssh_options_e option, const std::string& value, std::string_view keyword);
    Error exchangeError(Duration limit, bool timedOut) const;

    ssh_session m_session;
    UniqueFd m_socket;
    std::string m_host;  // for messages
    std::uint16_t m_port = 22;
    ssh_counter_struct m_traffic{};
};

}  // namespace rz::connect::ssh
