#pragma once

#include "core/base/value.h"
#include "core/rpc/function.h"

#include <QString>

#include <map>
#include <string>
#include <string_view>

namespace rz::app {

// What the fields of a result stand for, as its function says: key of a dict to one of rpc::meaning. The empty key is the
// result itself.
class Meanings {
public:
    Meanings() = default;
    explicit Meanings(const std::vector<rpc::FieldDescription>& fields);

    // Empty where nothing is said.
    std::string_view of(std::string_view field) const;

private:
    std::map<std::string, std::string, std::less<>> m_meanings;
};

// A value as people read it: "rw-r--r--", "1.3 MB", "2026-11-22 12:04", "3.2 s"; cellText() when it means nothing else.
QString readableText(const Value& value, std::string_view meaning);
// The same for a tooltip or the clipboard, where nothing may be rounded: "0644", "1312456", with milliseconds.
QString exactText(const Value& value, std::string_view meaning);
// Whether readableText() says something else than the value itself.
bool isReadable(const Value& value, std::string_view meaning);

}  // namespace rz::app
