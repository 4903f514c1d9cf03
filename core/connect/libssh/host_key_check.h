#pragma once

#include "core/connect/libssh/known_hosts.h"
#include "core/connect/libssh/leg.h"
#include "core/connect/libssh/worker_link.h"

namespace rz::connect::ssh {

// Decides whether a server that has shown `key` may be talked to, asking the person where the policy says so, and stores
// the key where it is to be remembered. `loopback`: the connection does not leave this machine. Worker thread; blocks.
Result<> checkHostKey(const HostKey& key, const Leg& leg, const KnownHosts& hosts, bool loopback, WorkerLink& link);

}  // namespace rz::connect::ssh
