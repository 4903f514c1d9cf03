#pragma once

#include "core/rpc/convert.h"
#include "core/rpc/function.h"

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

namespace rz::rpc {

// A registered function with its types erased. Positional arguments fill parameters in order, keywords by name;
// missing, surplus and wrongly typed ones are refused with the parameter's name.
struct RegisteredFunction {
    FunctionDescription description;
    Runs runs = Runs::Inline;
    std::function<Result<Value>(CallContext& context, std::vector<Value> args, const Dict& kwargs)> invoke;
};

// The functions that other contexts may call. Filled before the context starts, then only read.
class Registry {
public:
    // Registers Fn under describe<Fn>.name; a name registered twice is a bug and asserted.
    template <auto Fn>
    void add();
    void add(RegisteredFunction function);
    // The same function under another module ("posix" for "os").
    void alias(std::string module, std::string ofModule);

    const RegisteredFunction* find(std::string_view module, std::string_view className, std::string_view function) const;
    std::vector<FunctionDescription> descriptions() const;  // sorted by name

private:
    std::unordered_map<std::string, RegisteredFunction> m_functions;
    std::unordered_map<std::string, std::string> m_aliases;
};

}  // namespace rz::rpc

#include "core/rpc/registry_impl.h"
