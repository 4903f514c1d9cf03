#pragma once

#include "core/io/broker.h"
#include "core/routing/id_source.h"
#include "core/routing/router.h"
#include "core/rpc/context.h"
#include "core/rpc/dispatcher.h"
#include "core/rpc/receiver.h"
#include "core/rpc/registry.h"
#include "tests/support/log_keeper.h"

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rz::test {

using namespace std::chrono_literals;

inline constexpr Duration Patience = 60s;

// A handle for tests to add, and to have answers sent to.
inline constexpr Handle Answer{0x77};

// One end of a stream in the hands of the test: frames as bytes.
class RawPeer {
public:
    explicit RawPeer(UniqueFd fd) : m_fd(std::move(fd)) {}

    void sends(const wire::FrameHeader& header, std::string_view payload = {});
    void sendsBytes(std::string_view bytes);
    // The same without waiting: kept until pushes() gets rid of it.
    void offers(const wire::FrameHeader& header, std::string_view payload = {});
    void offersBytes(std::string_view bytes) { m_offered += bytes; }
    // Sends what is offered as far as it goes; true when nothing is left.
    bool pushes();
    // The handles of all frames that have arrived.
    std::vector<Handle> takes();
    // The same, whole.
    std::deque<wire::Frame> takesFrames();
    // The other end had closed when it was last looked at what arrived.
    bool closed() const { return m_closed; }
    // The next frame that arrives while `broker` is driven; nothing within the time.
    std::optional<wire::Frame> receives(io::Broker& broker, Duration patience = Patience);
    // True once the other end has closed.
    bool isClosed(io::Broker& broker);
    // Drives until everything sent so far has been handled: a ping goes there and back. False when none came back.
    // Frames that arrived before are kept for receives().
    bool settled(io::Broker& broker, ContextId self, ContextId router, Duration patience = Patience);
    void close() { m_fd.reset(); }

private:
    bool poll();

    UniqueFd m_fd;
    std::unique_ptr<wire::FrameDecoder> m_decoder = std::make_unique<wire::FrameDecoder>();
    std::deque<wire::Frame> m_frames;
    std::string m_offered;
    std::size_t m_pushed = 0;  // of m_offered
    bool m_closed = false;
};

// A context in this process: a router and what belongs to it.
class Node {
public:
    Node(io::Broker& broker, routing::RouterOptions options, const rpc::Registry& registry);
    ~Node();

    ContextId id() const { return router->id(); }
    // Another context as it is seen from here.
    rpc::Context context(ContextId other) const { return {*router, other}; }

    std::unique_ptr<routing::Router> router;
    std::unique_ptr<routing::IdSource> ids;
    std::unique_ptr<rpc::Dispatcher> dispatcher;
};

// A tree of contexts in this process, all driven by the test's thread.
class Tree {
public:
    struct Link {
        std::string name;
        std::optional<ContextId> authStamp;
        bool unidirectional = false;
        std::size_t maxMessageSize = wire::DefaultMaxMessageSize;
        std::optional<ContextId> carrier;
        bool native = true;
    };
    Tree() : Tree(Link()) {}
    // Of `ofMaster` counts what is not of a stream.
    explicit Tree(const Link& ofMaster);
    ~Tree();

    Node& master() { return *m_nodes.at(MasterId); }
    // A context id as `parent` gets it for a child.
    ContextId allocate(Node& parent);
    Node& addChild(Node& parent, Link link);
    Node& addChild(Node& parent) { return addChild(parent, Link{}); }
    // A chain of `depth` contexts below `top`, from above.
    std::vector<Node*> addChain(Node& top, int depth);
    // A child that the test plays itself.
    RawPeer addRawChild(Node& parent, ContextId id, Link link);
    RawPeer addRawChild(Node& parent, ContextId id) { return addRawChild(parent, id, Link{}); }
    // A context whose parent the test plays.
    std::pair<Node*, RawPeer> addRawParent(ContextId id, std::vector<ContextId> parentIds);
    // As if its process had died.
    void kill(Node& node);

    // Drives until `condition`; false when it does not come true in time.
    bool until(const std::function<bool()>& condition, Duration patience = Patience);
    // Drives until nothing is left to do at the moment.
    void drain();

    std::unique_ptr<io::Broker> broker;
    rpc::Registry registry;
    LogKeeper log;
    // What the test does at each turn while it waits for the tree.
    std::function<void()> meanwhile;

private:
    routing::RouterOptions options(ContextId id, std::vector<ContextId> parentIds, const Link& link);

    std::map<ContextId, std::unique_ptr<Node>> m_nodes;
};

// Makes `below` a child of `above`, over a socket pair. Broker thread.
void connectNodes(Node& above, Node& below, io::Broker& broker);
std::unique_ptr<routing::Stream> makeStream(routing::Router& router, io::Broker& broker, UniqueFd fd,
                                            routing::StreamOptions options);

}  // namespace rz::test
