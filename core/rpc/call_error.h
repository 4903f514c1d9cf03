#pragma once

#include "core/base/error.h"
#include "core/base/value.h"
#include "core/routing/router.h"

#include <string_view>

namespace rz::rpc {

// A failure of `function` in the context `where` as it travels (protocol 5.3): "module.Class: message" and a trace, cut at
// what a receiver accepts.
CallErrorValue toCallError(const Error& error, std::string_view function, ContextId where);

// `result` as the message that answers a call. Fails with what it failed with, or because it cannot travel.
Result<routing::Message> packResult(Result<Value> result, const routing::Router& router);

#ifdef __cpp_exceptions
// An exception as an error. Only inside a handler.
Error currentException();
#endif

// Runs `body`, and makes an error of what it throws: registered functions may, but for those of agents, which are compiled
// without exceptions; the engine does not.
template <class Body>
Result<Value> withoutExceptions(Body&& body)
{
#ifdef __cpp_exceptions
    try {
        return body();
    } catch (...) {
        return std::unexpected(currentException());
    }
#else
    return body();
#endif
}

}  // namespace rz::rpc
