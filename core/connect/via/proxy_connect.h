#pragma once

#include "core/connect/connector.h"
#include "core/rpc/context.h"
#include "core/rpc/registry.h"

#include <vector>

namespace rz::connect {

// Connecting on behalf of another context (protocol 4.13): the caller sends `mitogen.parent._proxy_connect` with keywords
// name, method_name and kwargs, and gets a dict with id, name and msg. Between native contexts there is a fourth keyword,
// events: a Sender for steps and questions (connect_event.h), and the dict also holds facts, steps and, on failure, error;
// Python ignores them (PROTOCOL.md).
struct ProxyOutcome {
    Result<Connected> result;
    std::vector<StoryStep> steps;
};

Value toValue(const ProxyOutcome& outcome);
// Of what came back: the dict, or why there is none.
ProxyOutcome proxyOutcomeFrom(Result<Value> reply);

// Registers `mitogen.parent._proxy_connect` and `rhizome.disconnect` for this process's connector, which must outlive the
// dispatcher that serves the registry.
void addProxyConnect(rpc::Registry& registry, Connector& connector, routing::Router& router);

// Whether `via` may say that it has made the context `id`: one of those that it was given. A master knows to whom it gave an id;
// who is in another program's tree may not.
bool mayHaveMade(const rpc::Context& via, ContextId id);

// Has `via` end a context that it started; no answer.
void askToDisconnect(const rpc::Context& via, ContextId id);

// The keyword arguments for a hop; a Secret travels as one.
Dict proxyArguments(const Hop& hop);
// The same for a stock Python parent, which refuses options that it does not know.
Dict stockProxyArguments(const Hop& hop);
Result<Hop> hopFromProxyArguments(const Dict& kwargs);

}  // namespace rz::connect
