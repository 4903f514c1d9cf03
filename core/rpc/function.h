#pragma once

#include "core/base/error.h"
#include "core/base/value.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rz::routing {
class Router;
struct Message;
}  // namespace rz::routing

namespace rz::rpc {

class ExternalContext;

// Where a function runs. Worker: on a thread of the dispatcher's pool, so that it never holds up others. Inline: on the broker
// thread, where its message was read; nothing else of the context goes on meanwhile, not even its end, so that it must finish in
// microseconds, and may neither wait, nor make blocking calls, nor print more than a pipe holds.
enum class Runs : std::uint8_t { Inline, Worker };

struct ParameterInfo {
    std::string_view name;
    std::string_view help;
    std::string_view fallback = {};  // shown as the default of an optional parameter
};

// What a number in a result stands for, so that people are shown it as they read it. Meanings travel as these words; one
// that is not known is shown as the value is.
namespace meaning {
inline constexpr std::string_view FileMode = "file mode";  // permission bits, with or without those of the type
inline constexpr std::string_view Bytes = "bytes";
inline constexpr std::string_view Time = "time";        // seconds since 1970
inline constexpr std::string_view Seconds = "seconds";  // a duration
}  // namespace meaning

// The meaning of what has that key in a result, however deep: the key of a dict, or empty for the result itself.
struct FieldInfo {
    std::string_view name;
    std::string_view meaning;
};

// What a function tells about itself, written beside its declaration:
//
//   namespace rz::os { std::int64_t getpid(); }
//   template <> inline constexpr auto rz::rpc::describe<&rz::os::getpid> =
//       rz::rpc::FunctionInfo<0>{"os.getpid", "Process id of the context.", Runs::Inline, {}};
//
// The name is "module.function" or "module.Class.function", as in CALL_FUNCTION. A caller may leave out a std::optional<T>.
// Types are those of core/rpc/convert.h; the error of a Result that it returns, or what it throws, is the caller's CallError.
template <std::size_t ParameterCount>
struct FunctionInfo {
    std::string_view name;
    std::string_view help;
    Runs runs = Runs::Worker;
    std::array<ParameterInfo, ParameterCount> parameters = {};
    std::span<const FieldInfo> fields = {};  // of what it returns and streams; of static storage
};

namespace detail {
// What a function has that nobody has described; to use it is an error.
template <auto Fn>
consteval FunctionInfo<0> notDescribed()
{
    static_assert(Fn == nullptr,
                  "the function is not described; write beside its declaration, in no namespace: template <> inline "
                  "constexpr auto rz::rpc::describe<&function> = rz::rpc::FunctionInfo<1>{\"module.function\", "
                  "\"What it does.\", rz::rpc::Runs::Worker, {{{\"parameter\", \"What it means.\"}}}}; where 1 is the "
                  "number of its parameters");
    return {};
}
}  // namespace detail

template <auto Fn>
inline constexpr auto describe = detail::notDescribed<Fn>();

// What a function may ask about its call while it runs. A registered function that wants it takes `CallContext&` first, or only
// `routing::Router&` or `ExternalContext&` of it; that is not a parameter of the caller (reference: takes_econtext,
// takes_router). In a master, which has none, one that takes an ExternalContext is an error to call.
struct CallContext {
    routing::Router& router;
    ExternalContext* externalContext;  // null in a master
    ContextId caller{};                // src_id
    ContextId authority{};             // auth_id
    // Requested by cancel, deadline or the loss of the caller, but of no parent that was left; never of an Inline one.
    std::stop_token cancelled;
    // The header of a service's call, for a method that answers it itself (reference: msg). Null for functions.
    const routing::Message* message = nullptr;
};

// Answers a call later: once, from any thread. Dropped unanswered it answers with an error, so no caller waits for ever.
class Answer {
public:
    using Deliver = std::move_only_function<void(Result<Value>)>;

    explicit Answer(Deliver deliver) : m_deliver(std::move(deliver)) {}
    Answer(Answer&& other) noexcept : m_deliver(std::exchange(other.m_deliver, nullptr)) {}
    Answer& operator=(Answer&&) = delete;
    ~Answer();

    void operator()(Result<Value> result) { std::exchange(m_deliver, nullptr)(std::move(result)); }

private:
    Deliver m_deliver;
};

// A parameter or function as shown to people and to forms.
struct ParameterDescription {
    std::string name;
    std::string type;  // "int", "text", "bytes", "bool", "float", "list of text", "dict", "sender", "any" …
    std::string help;
    bool optional = false;
    std::string fallback;
};

// A FieldInfo, as a function is described to others.
struct FieldDescription {
    std::string name;
    std::string meaning;
};

struct FunctionDescription {
    std::string name;
    std::string help;
    std::string result;  // type, as above; "none" when it returns nothing
    std::vector<ParameterDescription> parameters;
    std::vector<FieldDescription> fields = {};
};

Value toValue(const FunctionDescription& description);
Result<FunctionDescription> functionDescriptionFrom(const Value& value);  // fails with Argument

}  // namespace rz::rpc
