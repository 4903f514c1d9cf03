#pragma once

#include "app/hosts/host_tree.h"

#include <QString>

namespace rz::app {

// What the row of a host or group says beside its name: the hops it leads over, or a group's settings.
QString hostSummary(const HostNode& node);
// The chain of a host as it is connected; as written when it cannot be read.
QString hostChain(const HostNode& node);
// Why a host cannot be connected; empty when it can, and for groups.
QString hostProblem(const HostNode& node);
// All of it, with what is inherited from where.
QString hostToolTip(const HostNode& node);
// One sentence, for screen readers.
QString spokenHost(const HostNode& node);

}  // namespace rz::app
