#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/base/value.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rz::routing {
struct Message;
}

namespace rz::rpc {

// One call as it travels in CALL_FUNCTION (protocol 5.1); makeCall<Fn>() makes one whose arguments the compiler has checked.
struct Call {
    std::string module;
    std::optional<std::string> className;
    std::string function;
    std::vector<Value> args;
    Dict kwargs;
    std::optional<std::string> chainId;
    // How its answer becomes a Value, where the caller is not given the message: Message::unpickle if null.
    Result<Value> (*readAnswer)(const routing::Message& answer) = nullptr;

    // "os.getpid"; "module.Class.method", when the part before the last begins with a capital; else a Python module path
    // keeps all but the last part ("a.b.f" is module a.b).
    static Call byName(std::string_view qualifiedName, std::vector<Value> args = {}, Dict kwargs = {});
    std::string name() const;
    // The payload. Fails with Argument when an argument cannot travel.
    Result<Payload> encode() const;
};

}  // namespace rz::rpc
