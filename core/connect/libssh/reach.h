#pragma once

#include "core/connect/libssh/leg.h"
#include "core/connect/libssh/worker_link.h"
#include "core/connect/openers/opener.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace rz::connect::ssh {

// A socket, which waits, to the first server on the way.
struct Reached {
    UniqueFd socket;
    bool loopback = false;  // the server is this machine
};

// The ways to get there. Worker thread; each tells its steps.
class Reach {
public:
    using BeginStep = std::function<void(std::string_view name)>;
    Reach(std::shared_ptr<WorkerLink> link, const Leg& leg, BeginStep beginStep)
        : m_link(std::move(link)), m_leg(leg), m_beginStep(std::move(beginStep))
    {
    }

    // As the configuration says: from here, or by its ProxyCommand.
    Result<Reached> fromHere();
    // By a tunnel. `words` gets why it broke off, on the broker thread; until the transport is there the host is told as well.
    Result<Reached> fromThere(const Through& through, const std::shared_ptr<std::string>& words);

private:
    Result<Reached> byCommand();

    std::shared_ptr<WorkerLink> m_link;
    const Leg& m_leg;
    BeginStep m_beginStep;
};

Error tunnelBroken(const std::string& words);

}  // namespace rz::connect::ssh
