#pragma once

#include "core/base/error.h"
#include "core/base/unique_fd.h"
#include "core/connect/libssh/cancel_token.h"
#include "core/io/thread.h"

#include <libssh/libssh.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rz::connect::ssh {

struct AgentKey {
    std::string blob;  // base64 of the public key
    std::string comment;
};

// Stands between libssh and the user's ssh-agent. libssh offers whatever keys its agent shows, in the agent's order; behind
// this it sees only wanted keys, in the wanted order. Signing is passed on. A thread of its own serves libssh while that
// waits; it ends with the object.
class AgentProxy {
public:
    // Connects to the agent and lists its keys. Errors: System when nothing listens there, Timeout when what does takes no
    // connection.
    static Result<std::unique_ptr<AgentProxy>> create(const std::string& socketPath,
                                                      std::shared_ptr<CancelToken> token);
    ~AgentProxy();
    AgentProxy(const AgentProxy&) = delete;
    AgentProxy& operator=(const AgentProxy&) = delete;

    const std::vector<AgentKey>& keys() const { return m_keys; }

    // From now on this is the session's agent, with these keys: for ssh_userauth_agent().
    Result<> attach(ssh_session session, std::vector<AgentKey> wanted);
    // The key that the server accepted, so that it was signed with; nothing if there was none.
    std::optional<AgentKey> signedWith() const;

private:
    AgentProxy(UniqueFd agent, std::shared_ptr<CancelToken> token);

    Result<> listKeys();
    Result<> connectTo(ssh_session session);
    void serve();
    std::string answer(const std::string& request);
    std::string listing() const;
    void noteSigning(std::string_view request);

    std::shared_ptr<CancelToken> m_token;
    UniqueFd m_agent;
    CancelToken::SocketGuard m_agentGuard;
    std::vector<AgentKey> m_keys;

    ssh_session m_session = nullptr;  // that has our other end
    UniqueFd m_theirs;
    UniqueFd m_ours;
    std::optional<CancelToken::SocketGuard> m_oursGuard;
    mutable std::mutex m_mutex;  // guards what follows
    std::vector<AgentKey> m_wanted;
    std::optional<AgentKey> m_signedWith;
    io::Thread m_thread;
};

}  // namespace rz::connect::ssh
