#include "core/rpc/convert.h"

#include "core/base/utf8.h"

namespace rz::rpc {

std::unexpected<Error> wrongType(std::string_view wanted, const Value& value)
{
    return fail(ErrorKind::Argument, str("must be ", wanted, ", not ", value.typeName()));
}

Result<std::string> FromValue<std::string>::convert(Value value)
{
    if (std::string* text = value.as<std::string>())
        return std::move(*text);
    if (const Bytes* bytes = value.as<Bytes>()) {
        if (isUtf8(bytes->view()))
            return bytes->toString();
        return fail(ErrorKind::Argument, "must be text, not bytes that are not UTF-8");
    }
    return wrongType("text", value);
}

}  // namespace rz::rpc
