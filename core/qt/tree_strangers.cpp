// The rows of contexts that were not made here.
#include "core/qt/hello_facts.h"
#include "core/qt/tree_keeper.h"

#include <algorithm>
#include <utility>

namespace rz::qt {

namespace {

// What other programs tell is not believed to be deeper: rows are walked through by functions that call themselves.
constexpr std::size_t MaxDepth = 64;

}  // namespace

void TreeKeeper::adopt(NodeKey key, const Stranger& stranger)
{
    auto parent = stranger.parent ? keyOf(*stranger.parent) : std::nullopt;
    if (parent && depthOf(*parent) >= MaxDepth)
        parent.reset();
    Node& node = insert(key, parent.value_or(m_root));
    node.phase = Phase::Up;
    node.shown.foreign = true;
    node.shown.state = NodeState::Connected;
    node.shown.id = stranger.id;
    fill(node, stranger);
    m_byId[stranger.id] = key;
    node.gone = m_router.onDisconnect(stranger.id, [this, key](const Error& reason) { onGone(key, reason); });
    publish(node);
}

void TreeKeeper::fill(Node& node, const Stranger& stranger)
{
    node.shown.name = stranger.name;
    node.shown.native = stranger.native;
    node.shown.facts = stranger.facts;
    node.shown.identity = identityOf(stranger.facts);
    node.shown.root = isRoot(stranger.facts);
    std::vector<std::string> path;
    for (const Node* at = &node; at != nullptr; at = find(at->shown.parent))
        path.push_back(at->shown.label());
    std::ranges::reverse(path);
    m_connector.introduce(stranger.id, std::move(path),
                          stranger.native ? connect::Connector::Runtime::Native : connect::Connector::Runtime::Python);
}

void TreeKeeper::describe(const Stranger& stranger)
{
    const auto key = keyOf(stranger.id);
    Node* node = key ? find(*key) : nullptr;
    if (node == nullptr || !node->shown.foreign)
        return;
    const NodeSnapshot& shown = node->shown;
    if (shown.name == stranger.name && shown.native == stranger.native && shown.facts == stranger.facts)
        return;
    fill(*node, stranger);
    publish(*node);
}

void TreeKeeper::showSilence(ContextId id, std::optional<Duration> silence)
{
    const auto key = keyOf(id);
    if (const Node* node = key ? find(*key) : nullptr; node != nullptr && node->shown.foreign)
        setRoundTrip(*key, silence, silence.has_value());
}

void TreeKeeper::dropStranger(ContextId id)
{
    const auto key = keyOf(id);
    if (const Node* node = key ? find(*key) : nullptr; node != nullptr && node->shown.foreign) {
        RZ_LOG_INFO(m_log, node->shown.label(), " has ended");
        remove(*key);
    }
}

std::vector<ContextId> TreeKeeper::strangers() const
{
    std::vector<ContextId> ids;
    for (const auto& [id, key] : m_byId) {
        if (find(key)->shown.foreign)
            ids.push_back(id);
    }
    return ids;
}

}  // namespace rz::qt
