#include "core/rpc/call_error.h"

#include "core/base/exceptions.h"
#include "core/base/str.h"
#include "core/base/utf8.h"
#include "core/wire/limits.h"

namespace rz::rpc {

namespace {

// Python's name of the class that comes closest.
std::string_view className(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Error: return "mitogen.core.Error";
    case ErrorKind::Call: return "mitogen.core.CallError";
    case ErrorKind::Channel: return "mitogen.core.ChannelError";
    case ErrorKind::Latch: return "mitogen.core.LatchError";
    case ErrorKind::Stream: return "mitogen.core.StreamError";
    case ErrorKind::Timeout: return "mitogen.core.TimeoutError";
    case ErrorKind::Eof: return "mitogen.parent.EofError";
    case ErrorKind::Cancelled: return "mitogen.parent.CancelledError";
    case ErrorKind::Password: return "rhizome.PasswordError";
    case ErrorKind::HostKey: return "rhizome.HostKeyError";
    case ErrorKind::Decode: return "rhizome.DecodeError";
    case ErrorKind::Argument: return "builtins.ValueError";
    case ErrorKind::System: return "builtins.OSError";
    }
    return "mitogen.core.Error";
}

}  // namespace

CallErrorValue toCallError(const Error& error, std::string_view function, ContextId where)
{
    // A CallError has its class in its text already, be it another context's.
    std::string text =
        error.kind() == ErrorKind::Call ? error.text() : str(className(error.kind()), ": ", error.text());
    text += str("\n  ", function, "() in context ", raw(where));
    if (!error.details().trace.empty())
        text += str("\n", error.details().trace);
    text = toValidUtf8(text);
    return {std::string(firstCharacters(text, wire::MaxCallErrorText))};
}

Result<routing::Message> packResult(Result<Value> result, const routing::Router& router)
{
    if (!result)
        return std::unexpected(std::move(result).error());
    auto message = routing::Message::pickled(*result);
    if (!message)
        return fail(ErrorKind::Argument, str("the result cannot travel: ", message.error().text()));
    if (message->data.size() > router.maxMessageSize())
        return fail(ErrorKind::Stream, str("the result has ", message->data.size(), " bytes: message too large (max ",
                                           router.maxMessageSize(), " bytes)"));
    return message;
}

#ifdef __cpp_exceptions
Error currentException()
{
    try {
        throw;
    } catch (const Exception& exception) {
        return exception.error();
    } catch (const std::exception& exception) {
        return Error(ErrorKind::Call, str("std.exception: ", exception.what()));
    } catch (...) {
        return Error(ErrorKind::Call, "std.exception: something that is not an exception was thrown");
    }
}
#endif

}  // namespace rz::rpc
