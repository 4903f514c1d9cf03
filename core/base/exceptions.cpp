#include "core/base/exceptions.h"

namespace rz {

void throwError(Error error)
{
    switch (error.kind()) {
    case ErrorKind::Call: throw CallError(std::move(error));
    case ErrorKind::Channel: throw ChannelError(std::move(error));
    case ErrorKind::Latch: throw LatchError(std::move(error));
    case ErrorKind::Stream: throw StreamError(std::move(error));
    case ErrorKind::Timeout: throw TimeoutError(std::move(error));
    case ErrorKind::Eof: throw EofError(std::move(error));
    case ErrorKind::Cancelled: throw CancelledError(std::move(error));
    case ErrorKind::Password: throw PasswordError(std::move(error));
    case ErrorKind::HostKey: throw HostKeyError(std::move(error));
    case ErrorKind::Error:
    case ErrorKind::Decode:
    case ErrorKind::Argument:
    case ErrorKind::System: break;
    }
    throw Exception(std::move(error));
}

}  // namespace rz
