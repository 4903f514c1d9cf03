#include "core/connect/told_fields.h"

#include "core/base/utf8.h"

namespace rz::connect {

std::string textAt(const Value& dict, std::string_view key)
{
    const Value* value = dict.find(key);
    const std::string* text = value == nullptr ? nullptr : value->as<std::string>();
    if (text == nullptr)
        return {};
    return text->size() <= MaxToldText ? *text : toValidUtf8(text->substr(0, MaxToldText));
}

std::int64_t numberAt(const Value& dict, std::string_view key)
{
    const Value* value = dict.find(key);
    const std::int64_t* number = value == nullptr ? nullptr : value->as<std::int64_t>();
    return number == nullptr ? 0 : *number;
}

}  // namespace rz::connect
