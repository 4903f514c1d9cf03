#pragma once

#include "core/connect/libssh/auth_context.h"

#include <optional>

namespace rz::connect::ssh {

// Method "publickey", in OpenSSH's order: keys of the agent that an identity file names, the agent's other keys (unless
// only identity files are wanted), identity files. A passphrase is asked for only when the server takes that key.
// Whatever cannot be used is noted and passed over. After Partial a second call tries the keys that are left.
class PublicKeyAuth {
public:
    explicit PublicKeyAuth(AuthContext& context);
    ~PublicKeyAuth();

    Result<AuthOutcome> authenticate();
    // Tries what authenticate() would try first, if that is a file's key that needs no passphrase and no agent; nothing
    // otherwise.
    std::optional<Result<AuthOutcome>> tryKeyAtHand();

private:
    struct Identity;
    void loadOnce();
    void loadFile(const std::string& path, bool wanted);
    void loadAgent();
    std::vector<struct AgentKey> wantedAgentKeys() const;
    Result<AuthOutcome> tryAgent();
    Result<AuthOutcome> tryFile(Identity& identity);
    Result<AuthOutcome> tryKey(Identity& identity, ssh_key privateKey);
    Result<KeyPtr> unlock(const Identity& identity);

    AuthContext& m_context;
    bool m_loaded = false;
    std::vector<std::unique_ptr<Identity>> m_identities;
    std::unique_ptr<class AgentProxy> m_agent;
    std::vector<std::string> m_used;  // blobs of keys that were accepted
};

}  // namespace rz::connect::ssh
