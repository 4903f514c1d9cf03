#include "app/ctl/exit_code.h"

namespace rz::ctl {

ExitCode exitCodeFor(const Error& error)
{
    switch (error.kind()) {
    case ErrorKind::Call: return ExitCode::CallFailed;
    case ErrorKind::Argument: return ExitCode::Usage;
    case ErrorKind::Password:
    case ErrorKind::HostKey: return ExitCode::Refused;
    case ErrorKind::Timeout: return ExitCode::TimedOut;
    case ErrorKind::Cancelled: return ExitCode::Cancelled;
    case ErrorKind::Error:
    case ErrorKind::Channel:
    case ErrorKind::Latch:
    case ErrorKind::Stream:
    case ErrorKind::Eof:
    case ErrorKind::Decode:
    case ErrorKind::System: return ExitCode::ConnectFailed;
    }
    return ExitCode::ConnectFailed;
}

}  // namespace rz::ctl
