#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace rz {

// What went wrong, in the reference's vocabulary; the public exceptions in exceptions.h mirror it.
enum class ErrorKind : std::uint8_t {
    Error,      // anything without a closer kind
    Call,       // the remote function failed (CallError)
    Channel,    // a dead message ended the conversation (ChannelError)
    Latch,      // the queue was closed (LatchError)
    Stream,     // a connection could not be made or broke (StreamError)
    Timeout,    // a deadline passed (TimeoutError)
    Eof,        // the other end closed before it was ready (EofError)
    Cancelled,  // the user or a shutdown stopped it (CancelledError)
    Password,   // a secret was missing, refused or wrong (PasswordError)
    HostKey,    // a host key was unknown, changed or refused (HostKeyError)
    Decode,     // bytes from a peer do not follow the format
    Argument,   // the caller passed something that cannot be
    System,     // a system call failed; errnum() says how
};

std::string_view toString(ErrorKind kind);

// Where in a connection something failed, and what a person should know about it.
struct ErrorDetails {
    std::string hop;    // "ssh alice@web1", with the full path when known
    std::string step;   // of the connection's Story: "authentication"
    std::string seen;   // the last lines the program or peer produced
    std::string cause;  // the likely cause, one sentence
    std::string fix;    // what to try, one sentence
    std::string trace;  // the remote trace of a CallError
};

// A failure: kind, one line of plain English, and for connections the details.
// Copying is cheap enough for the error path; a Result without an error never allocates.
class Error {
public:
    Error(ErrorKind kind, std::string text, int errnum = 0);

    // Of kind System; text is "what: strerror(errnum)".
    static Error fromErrno(std::string_view what, int errnum);

    ErrorKind kind() const { return m_kind; }
    const std::string& text() const { return m_text; }
    int errnum() const { return m_errnum; }  // 0: no system call failed
    const ErrorDetails& details() const;     // empty texts where nothing is known

    // The same failure seen from further up: "context: text".
    Error within(std::string_view context) &&;
    Error withDetails(ErrorDetails details) &&;

    bool operator==(const Error& other) const
    {
        return m_kind == other.m_kind && m_text == other.m_text && m_errnum == other.m_errnum;
    }

private:
    ErrorKind m_kind;
    int m_errnum;
    std::string m_text;
    std::shared_ptr<const ErrorDetails> m_details;
};

template <class T = void>
using Result = std::expected<T, Error>;

// A Result that is an error, to be returned: `return fail(ErrorKind::Argument, "must not be empty");`
inline std::unexpected<Error> fail(ErrorKind kind, std::string text)
{
    return std::unexpected(Error(kind, std::move(text)));
}

// The same with Error::fromErrno().
inline std::unexpected<Error> failErrno(std::string_view what, int errnum)
{
    return std::unexpected(Error::fromErrno(what, errnum));
}

}  // namespace rz

#define RZ_CONCAT_INNER(a, b) a##b
#define RZ_CONCAT(a, b) RZ_CONCAT_INNER(a, b)
#define RZ_TRY_WITH(tmp, decl, expr)                    \
    auto tmp = (expr);                                  \
    if (!tmp) [[unlikely]]                              \
        return std::unexpected(std::move(tmp).error()); \
    decl = std::move(*tmp)

// `RZ_TRY(auto x, f());` declares x from a Result or returns its error.
#define RZ_TRY(decl, ...) RZ_TRY_WITH(RZ_CONCAT(rzTry, __COUNTER__), decl, __VA_ARGS__)

// `RZ_CHECK(f());` is the same for Result<void>.
#define RZ_CHECK(...)                                                \
    do {                                                             \
        if (auto rzChecked = (__VA_ARGS__); !rzChecked) [[unlikely]] \
            return std::unexpected(std::move(rzChecked).error());    \
    } while (false)
