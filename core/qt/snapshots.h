#pragma once

#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/base/log.h"
#include "core/base/time.h"
#include "core/base/value.h"
#include "core/connect/method.h"
#include "core/connect/prompt.h"
#include "core/connect/story.h"
#include "core/modules/responder.h"
#include "core/routing/router.h"

#include <QMetaType>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rz::qt {

// A row of the tree keeps its key through connecting, connected, lost and rebuilt; its ContextId changes.
// (Not std::uint64_t: to Qt that is another type than its quint64, and it could not be a QVariant.)
enum class NodeKey : unsigned long long {};
inline constexpr NodeKey RootNode{0};  // the desktop itself, context 0

enum class NodeState : std::uint8_t { Connecting, Connected, Slow, Lost, Failed, Closed };

// One context as it is now; a plain value, made on the engine's thread and read on the GUI's.
struct NodeSnapshot {
    NodeKey key{};
    NodeKey parent{};
    connect::Hop hop;  // its recipe
    NodeState state = NodeState::Connecting;
    std::string step;             // while connecting: "authentication"
    bool waitingForUser = false;  // a question of this connection is open
    std::optional<ContextId> id;
    std::string name;      // as routed: "ssh.web1"
    std::string identity;  // "alice@web1", from the hello; empty until then
    bool root = false;     // runs with uid 0
    bool native = true;
    Dict facts;  // the hello
    std::optional<Duration> rtt;
    std::uint64_t bytesIn = 0;
    std::uint64_t bytesOut = 0;
    std::optional<Error> failure;  // why it is Lost or Failed
    bool foreign = false;          // appeared in the routes without our asking
};

struct LinkSnapshot {
    ContextId id{};
    std::string name;
    routing::LinkCounters counters;
    std::size_t callsInFlight = 0;
};

// The modules that went to Python contexts.
struct ModulesSnapshot {
    routing::RouterStats counters;
    std::vector<modules::ServedModule> served;  // the last of them, oldest first
};

// A change of the tree, merged per frame: at most one entry for a key.
struct TreeChanges {
    std::vector<NodeSnapshot> changed;  // new or different, parents before children
    std::vector<NodeKey> removed;       // children before parents
};

}  // namespace rz::qt
