#pragma once

#include "agent/life.h"
#include "core/base/error.h"
#include "core/connect/openers/fork_request.h"

#include <optional>

namespace rz::agent {

// `rhizome-agent template`: waits on standard input, a socket of packets, and becomes a copy of itself with the descriptors
// that come with a packet as its standard streams (core/connect/openers/fork_opener.h). Comes back with the request in each copy,
// which is then like an agent just executed, and with nothing in the template itself once nobody can ask it any more.
std::optional<connect::ForkRequest> copyOnRequest();

// First of all in a copy: calls what it is to call, and sees that what it is to start with can be called. Fails with which of the
// two is wrong, and why.
Result<> beginCopy(const connect::ForkRequest& request, AddFunctions addFunctions);

}  // namespace rz::agent
