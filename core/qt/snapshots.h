#pragma once

#include "core/attach/listener.h"
#include "core/attach/socket_search.h"
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
#include "core/services/file_service.h"

#include <QMetaType>

#include <chrono>
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
    // Whose ids `id` is one of: RootNode of our own; else the row of the program that we are attached to (engine_api.h).
    NodeKey tree = RootNode;

    // A program that we are attached to, or a context below it. All but what we started there have only their names.
    bool attached() const { return tree != RootNode; }
    bool isProgram() const { return attached() && tree == key; }
    // "ssh alice@web1".
    std::string label() const { return foreign || isProgram() ? name : hop.label(); }
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

// A socket of mitogen.unix on this machine.
struct SocketSnapshot {
    attach::FoundSocket found;
    std::string title;  // what people call the program that listens; empty when nobody does
    std::optional<std::chrono::system_clock::time_point> since;  // its file was made
};

// A program that uses our contexts, or wants to.
struct ClientSnapshot {
    attach::ClientKey key{};
    pid_t pid = 0;  // 0: in a container
    uid_t uid = 0;
    std::string title;        // what people call it
    std::string commandLine;  // its own words
    std::chrono::system_clock::time_point since;
    std::optional<std::uint64_t> question;  // the user has been asked, and has not answered

    bool operator==(const ClientSnapshot&) const = default;
};

// Whether other programs may use our contexts, and which do.
struct SharingSnapshot {
    bool on = false;
    std::string path;              // of the socket that they are given
    std::optional<Error> failure;  // why it could not be switched on
    std::vector<ClientSnapshot> clients;
};

// A file that a context asked this machine for.
struct FetchSnapshot {
    services::FileFetch fetch;
    std::chrono::system_clock::time_point since;

    bool operator==(const FetchSnapshot&) const = default;
};

// What contexts of our own tree may fetch from this machine, and what they fetched.
struct ServingSnapshot {
    std::vector<services::ServedPath> paths;
    std::optional<Error> failure;        // why the last of them could not be added
    std::vector<FetchSnapshot> fetches;  // the last of them, oldest first
    std::uint64_t sentFiles = 0;
    std::uint64_t sentBytes = 0;
};

// A change of the tree, merged per frame: at most one entry for a key.
struct TreeChanges {
    std::vector<NodeSnapshot> changed;  // new or different, parents before children
    std::vector<NodeKey> removed;       // children before parents
};

}  // namespace rz::qt
