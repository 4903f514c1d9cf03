#pragma once

#include "core/rpc/convert.h"
#include "core/rpc/function.h"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace rz::rpc {

namespace detail {
struct TypedFunction;
}

// A registered function with its types erased. Positional arguments fill parameters in order, keywords by name;
// missing, surplus and wrongly typed ones are refused with the parameter's name.
struct RegisteredFunction {
    // `args` has one value for each parameter of `self`, and may be taken from.
    using Invoke =
        std::function<Result<Value>(const FunctionDescription& self, CallContext& context, std::vector<Value>& args)>;
    // Runs where its message was read and answers when it pleases. `context` is only there during the call itself.
    using Start = std::function<void(CallContext& context, std::vector<Value> args, const Dict& kwargs, Answer answer)>;

    FunctionDescription description;
    Runs runs = Runs::Worker;
    Invoke invoke;
    Start start;  // instead of invoke
    // Calls it where there is no CallContext yet (reference: on_fork). Null when it takes anything.
    Result<Value> (*callWithoutContext)() = nullptr;

    // Binds the arguments, then invokes.
    Result<Value> call(CallContext& context, std::vector<Value> args, const Dict& kwargs) const;
};

// The functions that other contexts may call. Filled before the context starts, then only read, on any thread.
class Registry {
public:
    // Registers Fn under describe<Fn>.name; a name registered twice is a bug and asserted.
    template <auto Fn>
    void add();
    // The same for one that no forked context begins with (callWithoutContext), which is less code.
    template <auto Fn>
    void addForCallers();
    void add(RegisteredFunction function);
    // The same functions under another module ("posix" for "os").
    void alias(std::string module, std::string ofModule);

    // Null when there is none. `className` is empty for a function of the module itself.
    const RegisteredFunction* find(std::string_view module, std::string_view className,
                                   std::string_view function) const;
    // By its whole name, to be called without arguments. Fails with Call where it could not be.
    Result<const RegisteredFunction*> findToStart(std::string_view name) const;
    std::vector<FunctionDescription> descriptions() const;  // sorted by name

    // Why find() found nothing, in Python's words and with the nearest name that exists (protocol 5.3).
    std::string explainMissing(std::string_view module, std::string_view className, std::string_view function) const;

private:
    void add(const detail::TypedFunction& function, Result<Value> (*callWithoutContext)());

    // Looks up by string_view without making a string.
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    template <class T>
    using ByName = std::unordered_map<std::string, T, Hash, std::equal_to<>>;

    ByName<RegisteredFunction> m_functions;
    ByName<std::string> m_aliases;
};

// Puts `kwargs` where they belong behind `args`, so that there is one value for each parameter; None for an optional one left
// out. Fails with the text of Python's TypeError.
Result<> bindArguments(const FunctionDescription& function, std::vector<Value>& args, const Dict& kwargs);

}  // namespace rz::rpc

#include "core/rpc/registry_impl.h"
