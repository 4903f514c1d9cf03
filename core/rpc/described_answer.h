#pragma once

#include "core/rpc/call.h"

namespace rz::rpc {

// `call`, whose result may be of any class of Python: it is described then, for people who read it (wire::unpickleDescribed).
// Otherwise such a result is an error.
Call describingObjects(Call call);

}  // namespace rz::rpc
