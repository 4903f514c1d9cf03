#pragma once

#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/base/value.h"
#include "core/routing/router.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rz::attach {

// Of the names of programs that are attached to a listener; their process ids follow.
inline constexpr std::string_view ClientNamePrefix = "unix_client.";

// A context of another program's tree, as far as that tells of it; or one of ours, as we tell others.
struct KnownContext {
    ContextId id{};
    std::string name;                 // "ssh.web1"; empty when nobody told
    std::optional<ContextId> parent;  // of the same tree
    bool native = false;
    bool responds = true;  // false: there is a way to it, but it said nothing in time
    Dict facts;            // what is known of "host", "user" (text), "uid", "pid" (integers): as in a hello

    bool operator==(const KnownContext&) const = default;
};

// As they travel: a list of dicts with `context` (a Context, which is usable at once in Python), `parent` (an id or None),
// `native` and `facts` (PROTOCOL.md, 7.3).
Value toValue(const std::vector<KnownContext>& contexts);
Result<std::vector<KnownContext>> knownContextsFrom(const Value& value);

// Those that `router` has routes to, but for the programs that are attached to it, as they are now. Any thread.
std::vector<KnownContext> contextsBelow(const routing::Router& router);

}  // namespace rz::attach
