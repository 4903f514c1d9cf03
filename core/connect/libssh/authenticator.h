#pragma once

#include "core/connect/libssh/leg.h"
#include "core/connect/libssh/session.h"
#include "core/connect/libssh/worker_link.h"

namespace rz::connect::ssh {

// Proves who we are, by whatever the server takes, the configuration allows and the person can give, in the order of
// PreferredAuthentications. Several methods in a row when the server wants that. Worker thread; blocks.
Result<> authenticate(Session& session, const Leg& leg, WorkerLink& link);

}  // namespace rz::connect::ssh
