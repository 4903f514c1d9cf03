#pragma once

#include "core/connect/bootstrap/agent_store.h"
#include "core/connect/openers/opener.h"
#include "core/connect/ssh_settings.h"

#include <memory>

namespace rz::connect {

// The method ssh by the OpenSSH program: for agents, and for the desktop where a hop names a program or arguments of it. Its
// questions come to us by askpass and, for host keys, by KnownHostsCommand: as data, nothing is read off its messages.
// `agents` must outlive it.
std::unique_ptr<Opener> makeOpensshOpener(AgentStore& agents, SshSettings settings = {});

}  // namespace rz::connect
