#pragma once

#include "core/connect/openers/opener.h"
#include "core/connect/ssh_settings.h"

#include <memory>

namespace rz::connect {

// The desktop's own ssh: libssh. Each connection shakes hands on a worker thread, asks through the host, and then
// carries bytes on the broker thread. Hops that name a program or arguments of it go to `program`.
std::unique_ptr<Opener> makeLibsshOpener(SshSettings settings, const Log& log, std::unique_ptr<Opener> program = {});

}  // namespace rz::connect
