#include "core/modules/policy.h"

#include "core/modules/module_name.h"

#include <algorithm>
#include <array>
#include <span>

namespace rz::modules {

namespace {

// Part of the interpreter, of another system, or known to be asked for in vain.
constexpr std::array<std::string_view, 6> NeverServed{"__builtin__", "builtins", "cStringIO",
                                                      "msvcrt",      "org",      "thread"};

template <class Names>
bool covers(const Names& names, std::string_view name)
{
    return std::any_of(names.begin(), names.end(), [name](std::string_view one) { return isWithin(name, one); });
}

}  // namespace

bool permits(const rpc::ImportPolicy& policy, std::string_view name)
{
    if (covers(NeverServed, name) || covers(policy.blocks, name))
        return false;
    // A package must be there for what is inside of it.
    return policy.overrides.empty() || covers(policy.overrides, name) || topOf(name) == "mitogen" ||
           std::any_of(policy.overrides.begin(), policy.overrides.end(),
                       [name](std::string_view one) { return isWithin(one, name); });
}

}  // namespace rz::modules
