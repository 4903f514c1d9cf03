#pragma once

#include "core/base/secret.h"
#include "core/base/time.h"
#include "core/connect/libssh/host_config.h"
#include "core/connect/libssh/ssh_opener.h"
#include "core/connect/method.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace rz::connect::ssh {

// One ssh server on the way: a jump, or the host itself. All that is known of it before it is called.
struct Leg {
    ConfigQuery query;
    HostConfig config;
    std::string label;              // "ssh alice@web1:2222"
    std::vector<std::string> path;  // labels of all hops up to and with this one
    HostKeyPolicy hostKeys = HostKeyPolicy::Ask;
    std::optional<Secret> password;
    int debugLevel = 0;
    std::chrono::seconds keepAlive{15};
    Duration connectLimit{};

    const std::string& host() const { return query.host; }  // as the user knows it
    std::string account() const { return config.user + '@' + host(); }
    std::string address() const;  // "web1:22"
    // The name under which its key is stored.
    std::string knownName() const;
};

// The servers to pass on the way to `hop`, itself last, as OpenSSH would: jumps of the first jump's own configuration
// first, and so on. `before`: the hops to the context that connects to it, if that is not this one; then it connects to the host
// itself, whatever the configuration says of jumps and proxies, which is meant for connections from here. Blocks.
Result<std::vector<Leg>> planLegs(const Hop& hop, const std::vector<std::string>& before, const SshSettings& settings,
                                  const CancelToken& cancel);

// "alice@web1:2222", "[::1]:22", "ssh://web1:22".
Result<ConfigQuery> parseJump(std::string_view text);

}  // namespace rz::connect::ssh
