#pragma once

#include "core/base/log.h"
#include "core/routing/router.h"

namespace rz::rpc {

// Makes a router without a parent the master of its tree: log records that contexts forward to it (FORWARD_LOG, protocol
// 1.5) go to `sink`, with the context they come from. Records that cannot be read are told of in the router's own
// log. Broker thread, or before the broker runs; `sink` must outlive the router.
void becomeMaster(routing::Router& router, LogSink& sink);

}  // namespace rz::rpc
