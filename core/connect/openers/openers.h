#pragma once

#include "core/connect/connector.h"

namespace rz::connect {

// Adds the openers that every program of ours has, on the desktop and in agents: all methods, with ssh by the
// OpenSSH program. Broker thread.
// `agents` must outlive the connector.
void addOpeners(Connector& connector, AgentStore& agents);

}  // namespace rz::connect
