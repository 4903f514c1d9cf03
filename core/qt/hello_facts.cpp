#include "core/qt/hello_facts.h"

#include "core/base/str.h"

namespace rz::qt {

namespace {

std::string textFact(const Dict& facts, std::string_view name)
{
    const Value* value = facts.find(name);
    const auto* text = value == nullptr ? nullptr : value->as<std::string>();
    return text == nullptr ? std::string() : *text;
}

}  // namespace

std::string identityOf(const Dict& facts)
{
    const std::string user = textFact(facts, "user");
    const std::string host = textFact(facts, "host");
    return user.empty() || host.empty() ? user + host : str(user, '@', host);
}

bool isRoot(const Dict& facts)
{
    const Value* uid = facts.find("uid");
    const auto* number = uid == nullptr ? nullptr : uid->as<std::int64_t>();
    return number != nullptr && *number == 0;
}

}  // namespace rz::qt
