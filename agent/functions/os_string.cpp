#include "agent/functions/os_string.h"

#include "core/base/str.h"
#include "core/base/utf8.h"

namespace rz {

Value toValue(OsString string)
{
    if (isUtf8(string.bytes))
        return Value(std::move(string.bytes));
    return Value(Bytes(std::move(string.bytes)));
}

Result<> fromValue(const Value& value, OsString& out)
{
    if (const auto* text = value.as<std::string>())
        out.bytes = *text;
    else if (const auto* bytes = value.as<Bytes>())
        out.bytes = bytes->toString();
    else
        return fail(ErrorKind::Argument, str("must be text or bytes, not ", value.typeName()));
    if (out.bytes.find('\0') != std::string::npos)
        return fail(ErrorKind::Argument, "must not contain a NUL character");
    return {};
}

std::string quoted(const OsString& string)
{
    return repr(toValue(string), 1000);
}

}  // namespace rz
