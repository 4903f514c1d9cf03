#pragma once

#include "core/base/error.h"
#include "core/base/value.h"
#include "core/rpc/external_context.h"

namespace rz::agent {

// What the hello tells about this process: version, machine, host, user, uid, pid.
Dict facts();

// The child's half of the native bootstrap (core/connect/bootstrap/bootstrap.h): marker line, hello, and the parent's configuration.
// Blocks until that is there; afterwards both descriptors carry frames.
Result<rpc::ChildConfig> startUnderNative(int receive, int transmit);

}  // namespace rz::agent
