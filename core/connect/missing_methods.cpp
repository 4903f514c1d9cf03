#include "core/connect/missing_methods.h"

#include "core/connect/method.h"
#include "core/io/spawn.h"

#include <algorithm>
#include <utility>

namespace rz::connect {

std::vector<std::string> methodsWithoutProgram()
{
    std::vector<std::string> missing;
    for (const MethodDescription* method : methods()) {
        if (!method->program.empty() && !io::canBeStarted(method->program))
            missing.emplace_back(method->name);
    }
    return missing;
}

void addMissingMethods(rpc::Registry& registry)
{
    registry.add({
        .description = {.name = "rhizome.missing_methods",
                        .help = "Connection methods whose program is not installed where this context runs.",
                        .result = "list",
                        .parameters = {}},
        .runs = rpc::Runs::Worker,
        .invoke = [](const rpc::FunctionDescription&, rpc::CallContext&, std::vector<Value>&) -> Result<Value> {
            List list;
            for (std::string& name : methodsWithoutProgram())
                list.items.emplace_back(std::move(name));
            return Value(std::move(list));
        },
    });
}

rpc::Call missingMethodsCall()
{
    return rpc::Call::byName("rhizome.missing_methods");
}

std::vector<std::string> missingMethodsFrom(const Value& answer)
{
    std::vector<std::string> missing;
    const List* list = answer.as<List>();
    for (const MethodDescription* method : methods()) {
        if (list != nullptr && std::ranges::find(list->items, Value(method->name)) != list->items.end())
            missing.emplace_back(method->name);
    }
    return missing;
}

}  // namespace rz::connect
