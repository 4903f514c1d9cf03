#include "tests/unit/routing_support.h"

#include "core/base/assertion.h"
#include "core/io/process.h"

#include <algorithm>
#include <cerrno>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace rz::test {

namespace {

std::string frameOf(wire::FrameHeader header, std::string_view payload)
{
    header.length = static_cast<std::uint32_t>(payload.size());
    const auto encoded = wire::encodeHeader(header);
    std::string frame(reinterpret_cast<const char*>(encoded.data()), encoded.size());
    return frame.append(payload);
}

std::pair<UniqueFd, UniqueFd> socketPair()
{
    auto pair = io::makeSocketPair();
    RZ_ASSERT(pair);
    return std::move(*pair);
}

}  // namespace

void RawPeer::sends(const wire::FrameHeader& header, std::string_view payload)
{
    sendsBytes(frameOf(header, payload));
}

void RawPeer::offers(const wire::FrameHeader& header, std::string_view payload)
{
    m_offered += frameOf(header, payload);
}

bool RawPeer::pushes()
{
    while (m_pushed < m_offered.size()) {
        const ssize_t sent =
            ::send(m_fd.get(), m_offered.data() + m_pushed, m_offered.size() - m_pushed, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent <= 0)
            return false;
        m_pushed += static_cast<std::size_t>(sent);
    }
    m_offered.clear();
    m_pushed = 0;
    return true;
}

std::vector<Handle> RawPeer::takes()
{
    std::vector<Handle> handles;
    for (const wire::Frame& frame : takesFrames())
        handles.push_back(frame.header.handle);
    return handles;
}

std::deque<wire::Frame> RawPeer::takesFrames()
{
    poll();
    return std::exchange(m_frames, {});
}

void RawPeer::sendsBytes(std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::send(m_fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        RZ_ASSERT(written > 0);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

bool RawPeer::poll()
{
    for (;;) {
        const auto room = m_decoder->prepare();
        const ssize_t count = ::recv(m_fd.get(), room.data(), room.size(), MSG_DONTWAIT);
        if (count <= 0) {
            m_closed = m_closed || count == 0 || errno == ECONNRESET;
            break;
        }
        m_decoder->commit(static_cast<std::size_t>(count));
    }
    for (;;) {
        auto frame = m_decoder->next();
        RZ_ASSERT(frame);
        if (!*frame)
            return !m_frames.empty();
        m_frames.push_back(std::move(**frame));
    }
}

std::optional<wire::Frame> RawPeer::receives(io::Broker& broker, Duration patience)
{
    const TimePoint deadline = Clock::now() + patience;
    while (!poll() && !m_closed && Clock::now() < deadline)
        broker.runOnce(1ms);
    if (m_frames.empty())
        return std::nullopt;
    wire::Frame frame = std::move(m_frames.front());
    m_frames.pop_front();
    return frame;
}

bool RawPeer::isClosed(io::Broker& broker)
{
    const TimePoint deadline = Clock::now() + Patience;
    while (!m_closed && Clock::now() < deadline) {
        broker.runOnce(1ms);
        poll();
    }
    return m_closed;
}

bool RawPeer::settled(io::Broker& broker, ContextId self, ContextId router, Duration patience)
{
    constexpr Handle Probe{0x51};
    sends({.magic = wire::Magic::Mgc,
           .dstId = router,
           .srcId = self,
           .authId = self,
           .handle = wire::Ping,
           .replyTo = Probe,
           .length = 0});
    const TimePoint deadline = Clock::now() + patience;
    const auto isAnswer = [](const wire::Frame& frame) { return frame.header.handle == Probe; };
    while (!m_closed && Clock::now() < deadline) {
        poll();
        if (std::erase_if(m_frames, isAnswer) != 0)
            return true;
        broker.runOnce(1ms);
    }
    return false;
}

Node::Node(io::Broker& broker, routing::RouterOptions options, const rpc::Registry& registry)
    : router(std::make_unique<routing::Router>(broker, std::move(options)))
{
    ids = router->isMaster() ? routing::makeMasterIdSource(*router) : routing::makeChildIdSource(*router);
    rpc::Dispatcher::Options dispatching;
    if (!router->isMaster())
        dispatching.policy = routing::hasParentAuthority;
    dispatcher = std::make_unique<rpc::Dispatcher>(*router, registry, nullptr, std::move(dispatching));
}

Node::~Node() = default;

Tree::Tree(const Link& ofMaster)
{
    auto created = io::Broker::create(io::Broker::Drive::Caller, Log(log, "rhizome.io"));
    RZ_ASSERT(created);
    broker = std::move(*created);
    rpc::addStandardFunctions(registry);
    m_nodes[MasterId] = std::make_unique<Node>(*broker, options(MasterId, {}, ofMaster), registry);
}

Tree::~Tree()
{
    // From the leaves up, as children end before their parents.
    while (!m_nodes.empty())
        m_nodes.erase(std::prev(m_nodes.end()));
    drain();
}

routing::RouterOptions Tree::options(ContextId id, std::vector<ContextId> parentIds, const Link& link)
{
    return {.id = id,
            .parentIds = std::move(parentIds),
            .maxMessageSize = link.maxMessageSize,
            .unidirectional = link.unidirectional,
            .log = Log(log, "rhizome.routing", LogLevel::Debug)};
}

ContextId Tree::allocate(Node& parent)
{
    std::optional<ContextId> id;
    parent.ids->allocate([&id](Result<ContextId> allocated) {
        RZ_ASSERT(allocated);
        id = *allocated;
    });
    RZ_ASSERT(until([&id] { return id.has_value(); }));
    return *id;
}

Node& Tree::addChild(Node& parent, Link link)
{
    const ContextId id = allocate(parent);
    std::vector<ContextId> parentIds{parent.id()};
    parentIds.insert(parentIds.end(), parent.router->parentIds().begin(), parent.router->parentIds().end());
    auto [above, below] = socketPair();
    auto child = std::make_unique<Node>(*broker, options(id, parentIds, link), registry);
    if (link.name.empty())
        link.name = str("local.", raw(id));
    parent.router->registerStream(makeStream(*parent.router, *broker, std::move(above),
                                             {.remoteId = id,
                                              .name = link.name,
                                              .authStamp = link.authStamp,
                                              .native = true,
                                              .maxMessageSize = link.maxMessageSize}));
    child->router->registerParent(makeStream(*child->router, *broker, std::move(below),
                                             {.remoteId = parent.id(),
                                              .name = "parent",
                                              .authStamp = {},
                                              .native = true,
                                              .maxMessageSize = link.maxMessageSize}));
    RZ_ASSERT(until([this, id] { return master().router->findRoute(id).has_value(); }));
    return *(m_nodes[id] = std::move(child));
}

std::vector<Node*> Tree::addChain(Node& top, int depth)
{
    std::vector<Node*> chain;
    Node* parent = &top;
    for (int i = 0; i < depth; ++i)
        chain.push_back(parent = &addChild(*parent));
    return chain;
}

RawPeer Tree::addRawChild(Node& parent, ContextId id, Link link)
{
    auto [above, below] = socketPair();
    parent.router->registerStream(makeStream(*parent.router, *broker, std::move(above),
                                             {.remoteId = id,
                                              .name = link.name.empty() ? "raw" : link.name,
                                              .authStamp = link.authStamp,
                                              .native = link.native,
                                              .maxMessageSize = link.maxMessageSize,
                                              .carrier = link.carrier}));
    drain();
    return RawPeer(std::move(below));
}

std::pair<Node*, RawPeer> Tree::addRawParent(ContextId id, std::vector<ContextId> parentIds)
{
    auto [above, below] = socketPair();
    const ContextId parent = parentIds.front();
    auto child = std::make_unique<Node>(*broker, options(id, std::move(parentIds), {}), registry);
    child->router->registerParent(makeStream(*child->router, *broker, std::move(below),
                                             {.remoteId = parent,
                                              .name = "parent",
                                              .authStamp = {},
                                              .native = true,
                                              .maxMessageSize = wire::DefaultMaxMessageSize}));
    drain();
    return {(m_nodes[id] = std::move(child)).get(), RawPeer(std::move(above))};
}

void Tree::kill(Node& node)
{
    m_nodes.erase(node.id());
}

bool Tree::until(const std::function<bool()>& condition, Duration patience)
{
    // In short turns: what other threads change does not wake the loop.
    const TimePoint deadline = Clock::now() + patience;
    const auto done = [this, &condition] {
        if (meanwhile)
            meanwhile();
        return condition();
    };
    while (!broker->runUntil(done, std::min(deadline, Clock::now() + 2ms))) {
        if (Clock::now() >= deadline)
            return false;
    }
    return true;
}

void Tree::drain()
{
    // Something done may be something for another context to do; a few quiet turns mean that nothing is.
    for (int quiet = 0; quiet < 8; ++quiet)
        broker->runOnce(Duration::zero());
}

void connectNodes(Node& above, Node& below, io::Broker& broker)
{
    auto [upper, lower] = socketPair();
    above.router->registerStream(
        makeStream(*above.router, broker, std::move(upper),
                   {.remoteId = below.id(), .name = str("local.", raw(below.id())), .authStamp = {}, .native = true}));
    below.router->registerParent(
        makeStream(*below.router, broker, std::move(lower),
                   {.remoteId = above.id(), .name = "parent", .authStamp = {}, .native = true}));
}

std::unique_ptr<routing::Stream> makeStream(routing::Router& router, io::Broker& broker, UniqueFd fd,
                                            routing::StreamOptions options)
{
    auto stream = routing::Stream::create(router, broker, std::move(fd), {}, std::move(options));
    RZ_ASSERT(stream);
    return std::move(*stream);
}

}  // namespace rz::test
