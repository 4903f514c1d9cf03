#pragma once

#include "core/base/error.h"
#include "core/base/value.h"
#include "core/routing/message.h"
#include "core/rpc/running_calls.h"
#include "core/rpc/service.h"

#include <string>
#include <vector>

namespace rz::rpc {

// A CALL_SERVICE as it arrived (protocol 5.7).
struct ServiceRequest : RunningCall {
    routing::Message message;  // its header; the payload has become the rest
    std::string serviceName;
    std::string methodName;
    Dict kwargs;
    // Found by the pool.
    Service* service = nullptr;
    const Service::Method* method = nullptr;
    std::vector<Value> args;
    std::string cacheKey;  // of a deduplicated call: makeKey(), before it takes the arguments

    // What it gives is for others as well.
    bool shared() const { return !cacheKey.empty(); }

    // Fails with what is wrong with the payload, in the reference's words.
    Result<> read(const routing::Message& received);
    // Puts the keywords where they belong. Fails with the reference's text for the one that is missing.
    Result<> bind();
    // The same for the same call, whatever the order of its keywords. Empty where it holds a Secret, which is not kept.
    std::string makeKey() const;
};

// The payload of a call of ours. Fails with Argument when an argument cannot travel.
Result<Payload> encodeServiceCall(std::string_view service, std::string_view method, Dict kwargs);

}  // namespace rz::rpc
