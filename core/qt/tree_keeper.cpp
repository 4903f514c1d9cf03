#include "core/qt/tree_keeper.h"

#include "core/base/str.h"
#include "core/qt/hello_facts.h"

#include <algorithm>
#include <utility>

namespace rz::qt {

TreeKeeper::TreeKeeper(routing::Router& router, connect::Connector& connector, PromptQueue& prompts, Outbox& outbox,
                       NodeKey root)
    : m_router(router),
      m_connector(connector),
      m_prompts(prompts),
      m_outbox(outbox),
      m_root(root),
      m_log(router.log().child("tree"))
{
}

TreeKeeper::~TreeKeeper()
{
    for (auto& [key, node] : m_nodes) {
        if (node.attempt)
            node.attempt->giveUp();
    }
}

TreeKeeper::Node* TreeKeeper::find(NodeKey key)
{
    const auto found = m_nodes.find(key);
    return found == m_nodes.end() ? nullptr : &found->second;
}

const TreeKeeper::Node* TreeKeeper::find(NodeKey key) const
{
    const auto found = m_nodes.find(key);
    return found == m_nodes.end() ? nullptr : &found->second;
}

bool TreeKeeper::isUp(NodeKey key) const
{
    const Node* node = find(key);
    return key == m_root || (node != nullptr && node->phase == Phase::Up);
}

bool TreeKeeper::mayComeUp(NodeKey key) const
{
    const Node* node = find(key);
    return node != nullptr && (node->phase == Phase::Waiting || node->phase == Phase::Connecting);
}

bool TreeKeeper::connecting() const
{
    return std::ranges::any_of(m_nodes, [](const auto& entry) {
        const Node& node = entry.second;
        return node.phase == Phase::Connecting && !node.shown.waitingForUser;
    });
}

template <class Thing>
void TreeKeeper::retire(Thing thing)
{
    m_router.broker().deferLater([retired = std::move(thing)] {});
}

void TreeKeeper::publish(const Node& node)
{
    m_outbox.nodeChanged(node.shown);
    changed.fire();
}

TreeKeeper::Node& TreeKeeper::insert(NodeKey key, NodeKey parent)
{
    Node& node = m_nodes[key];
    node.shown.key = key;
    node.shown.parent = parent;
    node.shown.tree = m_root;
    Node* above = find(parent);
    (above == nullptr ? m_top : above->children).push_back(key);
    return node;
}

void TreeKeeper::remove(NodeKey key)
{
    auto taken = m_nodes.extract(key);
    if (taken.empty())
        return;
    Node& node = taken.mapped();
    for (const NodeKey child : std::exchange(node.children, {}))
        remove(child);
    if (Node* above = find(node.shown.parent))
        std::erase(above->children, key);
    else
        std::erase(m_top, key);
    if (node.shown.id)
        m_byId.erase(*node.shown.id);
    m_outbox.nodeRemoved(key);
    stopAttempt(node);
    retire(std::move(node.gone));
    changed.fire();
}

void TreeKeeper::add(NodeKey key, NodeKey parent, connect::Hop hop)
{
    if (parent != m_root && find(parent) == nullptr)
        return;  // forgotten a moment ago
    Node& node = insert(key, parent);
    node.shown.hop = std::move(hop);
    waitForParent(node);
    if (isUp(parent)) {
        begin(node);
    } else if (!mayComeUp(parent)) {
        fallDown(node, NodeState::Failed,
                 Error(ErrorKind::Stream,
                       str(find(parent)->shown.hop.label(), ", which it is to start from, is not connected")));
    }
}

// Ready to begin, but for the parent.
void TreeKeeper::waitForParent(Node& node)
{
    node.phase = Phase::Waiting;
    NodeSnapshot& shown = node.shown;
    shown.state = NodeState::Connecting;
    shown.step.clear();
    shown.waitingForUser = false;
    shown.identity.clear();
    shown.root = false;
    shown.facts = {};
    shown.failure.reset();
    shown.bytesIn = shown.bytesOut = 0;
    node.story = {};
    node.lossReason.reset();
    node.reconnectWhenGone = false;
    publish(node);
}

void TreeKeeper::begin(Node& node)
{
    node.phase = Phase::Connecting;
    TreeAttempt::Owner& owner = *this;
    node.attempt = std::make_unique<TreeAttempt>(owner, m_prompts, m_root, node.shown.key);
    std::optional<ContextId> via;
    if (const Node* parent = find(node.shown.parent))
        via = parent->shown.id;
    node.attempt->start(m_connector, node.shown.hop, via);
    publish(node);
}

void TreeKeeper::onStory(NodeKey key, const connect::Story& story)
{
    Node& node = m_nodes.at(key);
    node.story = story;
    m_outbox.storyChanged(key, story);
    NodeSnapshot& shown = node.shown;
    const connect::StoryStep* step = story.steps.empty() ? nullptr : &story.steps.back();
    const std::string name = step == nullptr ? std::string() : step->name;
    const bool waits = step != nullptr && step->state == connect::StepState::Waiting;
    if (shown.step == name && shown.waitingForUser == waits)
        return;
    shown.step = name;
    shown.waitingForUser = waits;
    publish(node);
}

void TreeKeeper::onFinished(NodeKey key, const Result<connect::Connected>& result, const connect::Story& story)
{
    Node& node = m_nodes.at(key);
    node.story = story;
    m_outbox.storyChanged(key, story);
    retire(std::move(node.attempt));
    if (result)
        comeUp(node, *result);
    else
        fallDown(node, NodeState::Failed, result.error());
}

void TreeKeeper::comeUp(Node& node, const connect::Connected& connected)
{
    const NodeKey key = node.shown.key;
    node.phase = Phase::Up;
    NodeSnapshot& shown = node.shown;
    shown.state = NodeState::Connected;
    shown.step.clear();
    shown.waitingForUser = false;
    shown.id = connected.id;
    shown.name = connected.name;
    shown.native = connected.native;
    shown.facts = connected.facts;
    shown.identity = identityOf(connected.facts);
    shown.root = isRoot(connected.facts);
    shown.failure.reset();
    m_byId[connected.id] = key;
    RZ_LOG_INFO(m_log, shown.hop.label(), " is connected as ", shown.identity, ", context ", raw(connected.id));
    node.gone = m_router.onDisconnect(connected.id, [this, key](const Error& reason) { onGone(key, reason); });
    publish(node);
    const std::vector<NodeKey> children = node.children;
    for (const NodeKey child : children) {
        if (Node* waiting = find(child); waiting != nullptr && waiting->phase == Phase::Waiting)
            begin(*waiting);
    }
}

// What stands on a context that is ending goes with it, and may be gone first.
bool TreeKeeper::isEnding(const Node& node) const
{
    const Node* next = &node;
    while (next != nullptr && next->phase != Phase::Ending)
        next = find(next->shown.parent);
    return next != nullptr;
}

void TreeKeeper::onGone(NodeKey key, const Error& reason)
{
    const Node* node = find(key);
    if (node == nullptr)
        return;
    if (node->shown.foreign) {
        RZ_LOG_INFO(m_log, node->shown.label(), " has ended: ", reason.text());
        remove(key);
        return;
    }
    // With a context all below it lose their routes, and the router tells of them in any order. Judged when it has told all.
    m_gone.emplace_back(key, reason);
    if (m_gone.size() > 1)
        return;
    m_router.broker().deferLater([this, alive = std::weak_ptr(m_alive)] {
        if (!alive.expired())
            settleGone();
    });
}

// Parents first: what stands on them learns from them why it went.
void TreeKeeper::settleGone()
{
    std::vector<std::pair<NodeKey, Error>> gone = std::exchange(m_gone, {});
    std::ranges::stable_sort(gone, {}, [this](const auto& entry) { return depthOf(entry.first); });
    for (const auto& [key, reason] : gone) {
        Node* node = find(key);
        if (node == nullptr || (node->phase != Phase::Up && node->phase != Phase::Ending))
            continue;
        const bool wanted = isEnding(*node);
        const Error why = node->lossReason.value_or(reason);
        const bool again = node->reconnectWhenGone;
        fallDown(*node, wanted ? NodeState::Closed : NodeState::Lost, wanted ? std::nullopt : std::optional(why));
        if (again)
            reconnect(key);
    }
}

std::size_t TreeKeeper::depthOf(NodeKey key) const
{
    std::size_t depth = 0;
    for (const Node* node = find(key); node != nullptr; node = find(node->shown.parent))
        ++depth;
    return depth;
}

void TreeKeeper::fallDown(Node& node, NodeState state, std::optional<Error> failure)
{
    stopAttempt(node);
    retire(std::move(node.gone));
    node.phase = Phase::Down;
    NodeSnapshot& shown = node.shown;
    if (shown.id)
        m_byId.erase(*shown.id);
    shown.id.reset();
    shown.state = state;
    shown.step.clear();
    shown.waitingForUser = false;
    shown.rtt.reset();
    shown.failure = std::move(failure);
    if (shown.failure)
        RZ_LOG_WARNING(m_log, shown.hop.label(),
                       state == NodeState::Lost ? " is lost: " : " failed: ", shown.failure->text());
    else
        RZ_LOG_INFO(m_log, shown.hop.label(), " is closed");
    publish(node);
    takeChildrenDown(node);
}

// What stands on a context goes with it. The router tells of each in its own time; the reason it knows then is the same.
void TreeKeeper::takeChildrenDown(const Node& node)
{
    const bool closed = node.shown.state == NodeState::Closed;
    std::string why = str("it was reached through ", node.shown.hop.label(), ", which is not there any more");
    if (node.shown.failure)
        why += str(": ", node.shown.failure->text());
    const std::vector<NodeKey> children = node.children;
    for (const NodeKey key : children) {
        Node* child = find(key);
        if (child == nullptr || child->phase == Phase::Down)
            continue;
        if (child->shown.foreign) {
            remove(key);
            continue;
        }
        const bool wasUp = child->phase == Phase::Up || child->phase == Phase::Ending;
        const NodeState state = closed ? NodeState::Closed : wasUp ? NodeState::Lost : NodeState::Failed;
        fallDown(*child, state, closed ? std::nullopt : std::optional(Error(ErrorKind::Channel, why)));
    }
}

void TreeKeeper::stopAttempt(Node& node)
{
    if (!node.attempt)
        return;
    node.attempt->giveUp();
    retire(std::move(node.attempt));
}

void TreeKeeper::cancel(NodeKey key)
{
    Node* node = find(key);
    if (node != nullptr && mayComeUp(key))
        fallDown(*node, NodeState::Closed, std::nullopt);
}

void TreeKeeper::disconnect(NodeKey key)
{
    Node* node = find(key);
    if (node == nullptr || node->phase != Phase::Up) {
        cancel(key);
        return;
    }
    // What a program that we are attached to has started is not ours to end.
    if (node->shown.foreign && m_root != RootNode)
        return;
    node->phase = Phase::Ending;
    m_connector.disconnect(*node->shown.id);
}

void TreeKeeper::reconnect(NodeKey key)
{
    Node* node = find(key);
    if (node == nullptr || node->shown.foreign || mayComeUp(key))
        return;
    if (node->phase == Phase::Up || node->phase == Phase::Ending) {
        node->reconnectWhenGone = true;
        disconnect(key);
        return;
    }
    prepareSubtree(*node);
    // What it stands on has to come back first.
    Node* first = node;
    for (Node* above = find(first->shown.parent); above != nullptr && above->phase == Phase::Down;
         above = find(first->shown.parent)) {
        waitForParent(*above);
        first = above;
    }
    if (isUp(first->shown.parent))
        begin(*first);
}

void TreeKeeper::prepareSubtree(Node& node)
{
    waitForParent(node);
    for (const NodeKey key : node.children) {
        if (Node* child = find(key); child != nullptr && child->phase == Phase::Down)
            prepareSubtree(*child);
    }
}

void TreeKeeper::forget(NodeKey key)
{
    if (const Node* node = find(key); node != nullptr && node->phase == Phase::Down)
        remove(key);
}

void TreeKeeper::endAll()
{
    endBelow(m_top);
}

// What stands on a context that is ended goes with it.
void TreeKeeper::endBelow(const std::vector<NodeKey>& keys)
{
    const std::vector<NodeKey> ending = keys;
    for (const NodeKey key : ending) {
        const Node* node = find(key);
        if (node != nullptr && node->shown.foreign && m_root != RootNode)
            endBelow(node->children);
        else
            disconnect(key);
    }
}

bool TreeKeeper::hasOwn() const
{
    return std::ranges::any_of(m_nodes, [](const auto& entry) {
        const Node& node = entry.second;
        return !node.shown.foreign && (node.phase == Phase::Up || node.phase == Phase::Ending);
    });
}

void TreeKeeper::removeAll()
{
    const std::vector<NodeKey> top = m_top;
    for (const NodeKey key : top)
        remove(key);
}

std::optional<NodeKey> TreeKeeper::keyOf(ContextId id) const
{
    const auto found = m_byId.find(id);
    return found == m_byId.end() ? std::nullopt : std::optional(found->second);
}

std::vector<NodeSnapshot> TreeKeeper::rows() const
{
    std::vector<NodeSnapshot> rows;
    listBelow(m_top, rows);
    return rows;
}

void TreeKeeper::listBelow(const std::vector<NodeKey>& keys, std::vector<NodeSnapshot>& rows) const
{
    for (const NodeKey key : keys) {
        const Node* node = find(key);
        rows.push_back(node->shown);
        listBelow(node->children, rows);
    }
}

std::vector<TreeKeeper::Live> TreeKeeper::live() const
{
    std::vector<Live> live;
    for (const auto& [key, node] : m_nodes) {
        if (node.phase == Phase::Up && node.shown.id)
            live.push_back({key, *node.shown.id, node.shown.native});
    }
    return live;
}

void TreeKeeper::setRoundTrip(NodeKey key, std::optional<Duration> rtt, bool slow)
{
    Node* node = find(key);
    if (node == nullptr || node->phase != Phase::Up)
        return;
    const NodeState state = slow ? NodeState::Slow : NodeState::Connected;
    if (node->shown.rtt == rtt && node->shown.state == state)
        return;
    node->shown.rtt = rtt;
    node->shown.state = state;
    publish(*node);
}

void TreeKeeper::setTraffic(ContextId id, std::uint64_t bytesIn, std::uint64_t bytesOut)
{
    const auto found = m_byId.find(id);
    Node* node = found == m_byId.end() ? nullptr : find(found->second);
    if (node == nullptr || (node->shown.bytesIn == bytesIn && node->shown.bytesOut == bytesOut))
        return;
    node->shown.bytesIn = bytesIn;
    node->shown.bytesOut = bytesOut;
    publish(*node);
}

void TreeKeeper::lose(NodeKey key, Error reason)
{
    Node* node = find(key);
    if (node == nullptr || node->phase != Phase::Up)
        return;
    const ContextId id = *node->shown.id;
    node->lossReason = reason;
    // Should it wake again, it is to end: nobody here would speak to it.
    m_connector.disconnect(id, Duration::zero());
    if (!m_router.disconnect(id, reason))
        m_router.delRoute(id);
}

}  // namespace rz::qt
