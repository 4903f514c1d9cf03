#pragma once

#include "core/base/error.h"

#include <exception>
#include <utility>

namespace rz {

// The reference's exceptions, one class for each kind of Error a caller may want to tell apart. They exist at the
// public edge only: blocking calls throw them, inside the engine a failure is a Result.
class Exception : public std::exception {
public:
    explicit Exception(Error error) : m_error(std::move(error)) {}

    const char* what() const noexcept override { return m_error.text().c_str(); }
    const Error& error() const { return m_error; }

private:
    Error m_error;
};

// The remote function failed; error().details().trace is its trace. A registered function may throw one itself.
class CallError : public Exception {
public:
    using Exception::Exception;
};

// A dead message ended the conversation.
class ChannelError : public Exception {
public:
    using Exception::Exception;
};

// The queue was closed while somebody waited on it.
class LatchError : public Exception {
public:
    using Exception::Exception;
};

// A connection could not be made or broke. EofError, PasswordError and HostKeyError are its closer cases.
class StreamError : public Exception {
public:
    using Exception::Exception;
};

// The other end closed before it was ready.
class EofError : public StreamError {
public:
    using StreamError::StreamError;
};

// A secret was missing, refused or wrong.
class PasswordError : public StreamError {
public:
    using StreamError::StreamError;
};

// A host key was unknown, changed or refused.
class HostKeyError : public StreamError {
public:
    using StreamError::StreamError;
};

// A deadline passed.
class TimeoutError : public Exception {
public:
    using Exception::Exception;
};

// The user or a shutdown stopped it.
class CancelledError : public Exception {
public:
    using Exception::Exception;
};

// Throws the class that belongs to the error's kind; Exception itself for Error, Decode, Argument and System.
[[noreturn]] void throwError(Error error);

// The value of a result, or its error thrown.
template <class T>
T valueOrThrow(Result<T> result)
{
    if (!result)
        throwError(std::move(result).error());
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

}  // namespace rz
