#include "core/rpc/latch.h"

namespace rz::rpc::detail {

Error latchClosed()
{
    return Error(ErrorKind::Latch, "the Latch has been closed");
}

Error waitedInVain(std::optional<TimePoint> deadline)
{
    if (deadline && Clock::now() >= *deadline)
        return Error(ErrorKind::Timeout, "nothing came in time");
    return Error(ErrorKind::Channel, "Broker has exitted");
}

}  // namespace rz::rpc::detail
