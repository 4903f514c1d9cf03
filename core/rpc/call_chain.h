#pragma once

#include "core/rpc/context.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rz::rpc {

// Calls to one context that belong together (reference: CallChain; protocol 5.2). They run there in the order in which they
// were made, none waits here for the one before it, and when one fails, or cannot be sent, the later ones do not run: they fail
// with the same error, until reset(). So calls that build on each other go in one round trip. The scope's end resets.
// But a call that the target refuses, since it has no such function or too much waits there, fails alone, and the later
// ones run.
//
//   CallChain chain(context);
//   chain.callNoReply(makeCall<fs::mkdir>("/tmp/x"));
//   chain.callNoReply(makeCall<fs::write>("/tmp/x/a", text));
//   chain.call<fs::list>("/tmp/x");   // throws what the first of them failed with
//
// Move-only; its calls may be made from any thread, one at a time.
class CallChain {
public:
    // No: each call stands for itself, as those of a Context do.
    enum class Pipelined : std::uint8_t { No, Yes };

    explicit CallChain(Context context, Pipelined pipelined = Pipelined::Yes);
    CallChain(CallChain&& other) noexcept;
    CallChain& operator=(CallChain&& other) noexcept;
    ~CallChain();

    const Context& context() const { return m_context; }
    // As it travels; nothing when the chain is not pipelined.
    const std::optional<std::string>& id() const { return m_id; }
    // The error is forgotten, here and by the target: later calls run again. They wait for the earlier ones as before.
    void reset();

    // As the members of Context of the same names. But in a pipelined chain the other context does not log what a
    // function called by callNoReply() failed with: the later calls tell it.
    [[nodiscard]] PendingCall callAsync(Call call, Context::OnResult onResult,
                                        std::optional<Duration> deadline = {}) const;
    [[nodiscard]] std::unique_ptr<Receiver> callAsync(Call call) const;
    void callNoReply(Call call) const;
    Value call(Call call, std::optional<Duration> deadline = {}) const;
    Value call(std::string_view name, std::vector<Value> args = {}, Dict kwargs = {},
               std::optional<Duration> deadline = {}) const;
    Result<Value> tryCall(Call call, std::optional<Duration> deadline = {}) const;
    template <auto Fn, class... Arguments>
        requires CallableWith<Fn, Arguments...>
    detail::ResultOf<Fn> call(Arguments&&... arguments) const
    {
        return valueOrThrow(resultAs<Fn>(tryCall(makeCall<Fn>(std::forward<Arguments>(arguments)...))));
    }

private:
    Result<Payload> encode(Call& call) const;

    Context m_context;
    std::optional<std::string> m_id;
    mutable std::optional<Error> m_unsent;  // why a call could not be sent: the target does not know of it
};

}  // namespace rz::rpc
