#pragma once

#include "core/connect/method.h"

#include <string>

namespace rz::connect {

// "ssh.web1", "ssh.web1:2222", "local.4711": the name under which a context is announced (protocol 3.8). `facts` are
// those of its hello.
std::string contextName(const Hop& hop, const Dict& facts);

// "user@host:pid" of this process. The name comes from $USER, else it is the number.
std::string ownRemoteName();

}  // namespace rz::connect
