#pragma once

#include "core/base/log.h"
#include "core/connect/libssh/leg.h"
#include "core/connect/libssh/reach.h"
#include "core/connect/libssh/session.h"
#include "core/connect/libssh/worker_link.h"

#include <memory>
#include <optional>
#include <string>

namespace rz::connect::ssh {

// All of opening one ssh transport, from the configuration to the running first stage, as one sequence on a worker
// thread: for each leg resolve, connect, key exchange, host key, authentication; then a session on the last one. A leg
// is reached through a channel of the leg before, pumped on the broker thread; the first one from here or by a tunnel.
class Handshake {
public:
    // `through`: whose tunnel it is, if it is to be one.
    Handshake(Hop hop, std::optional<Through> through, SshSettings settings, std::shared_ptr<WorkerLink> link, Log log);

    // Reports to the host of the link: opened or failed, unless the link is closed before.
    void run();

private:
    Result<> shakeHands();
    Result<std::unique_ptr<Session>> openLeg(const Leg& leg, std::unique_ptr<Session> through, const Leg* before);
    Result<Reached> reach(const Leg& leg);
    Result<Reached> reachThrough(const Leg& leg, std::unique_ptr<Session> jump, const Leg& jumpLeg);
    std::string tunnelEnd();
    Result<ChannelPtr> openCommand(Session& session, const Leg& leg);
    void deliver(std::unique_ptr<Session> session, ChannelPtr channel, const Leg& leg);
    void beginStep(const Leg& leg, std::string_view name);

    Hop m_hop;
    std::optional<Through> m_through;
    std::shared_ptr<std::string> m_tunnelWords;  // broker thread: why the tunnel broke off
    SshSettings m_settings;
    std::shared_ptr<WorkerLink> m_link;
    Log m_log;
    std::vector<Leg> m_legs;
    const Leg* m_current = nullptr;  // for errors
};

}  // namespace rz::connect::ssh
