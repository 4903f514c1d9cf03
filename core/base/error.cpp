#include "core/base/error.h"

#include "core/base/str.h"

#include <cstring>

namespace rz {

std::string_view toString(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Error: return "Error";
    case ErrorKind::Call: return "CallError";
    case ErrorKind::Channel: return "ChannelError";
    case ErrorKind::Latch: return "LatchError";
    case ErrorKind::Stream: return "StreamError";
    case ErrorKind::Timeout: return "TimeoutError";
    case ErrorKind::Eof: return "EofError";
    case ErrorKind::Cancelled: return "CancelledError";
    case ErrorKind::Password: return "PasswordError";
    case ErrorKind::HostKey: return "HostKeyError";
    case ErrorKind::Decode: return "DecodeError";
    case ErrorKind::Argument: return "ArgumentError";
    case ErrorKind::System: return "SystemError";
    }
    return "Error";
}

Error::Error(ErrorKind kind, std::string text, int errnum) : m_kind(kind), m_errnum(errnum), m_text(std::move(text)) {}

Error Error::fromErrno(std::string_view what, int errnum)
{
    // Neither translated nor shared between threads, unlike strerror().
    const char* description = ::strerrordesc_np(errnum);
    if (description == nullptr)
        return {ErrorKind::System, str(what, ": error ", errnum), errnum};
    return {ErrorKind::System, str(what, ": ", description), errnum};
}

const ErrorDetails& Error::details() const
{
    static const ErrorDetails none;
    return m_details ? *m_details : none;
}

Error Error::within(std::string_view context) &&
{
    m_text = str(context, ": ", m_text);
    return std::move(*this);
}

Error Error::withDetails(ErrorDetails details) &&
{
    m_details = std::make_shared<const ErrorDetails>(std::move(details));
    return std::move(*this);
}

}  // namespace rz
