#pragma once

#include "core/base/error.h"
#include "core/base/value.h"

#include <string_view>

namespace rz::rpc {

// A failure of `function` in the context `where` as it travels (protocol 5.3): "module.Class: message" and a trace, cut at
// what a receiver accepts.
CallErrorValue toCallError(const Error& error, std::string_view function, ContextId where);

// An exception as an error. Only inside a handler.
Error currentException();

// Runs `body`, and makes an error of what it throws: registered functions may, the engine does not.
template <class Body>
Result<Value> withoutExceptions(Body&& body)
{
    try {
        return body();
    } catch (...) {
        return std::unexpected(currentException());
    }
}

}  // namespace rz::rpc
