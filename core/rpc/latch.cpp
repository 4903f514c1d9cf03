#include "core/rpc/latch.h"

namespace rz::rpc::detail {

Error latchClosed()
{
    return Error(ErrorKind::Latch, "the Latch has been closed");
}

}  // namespace rz::rpc::detail
