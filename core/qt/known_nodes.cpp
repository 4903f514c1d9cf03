#include "core/qt/known_nodes.h"

#include "core/base/str.h"

#include <utility>

namespace rz::qt {

Error notConnected(const NodeSnapshot* node)
{
    const std::string who = node == nullptr ? std::string("the context") : node->label();
    return {ErrorKind::Channel, str(who, " is not connected")};
}

const NodeSnapshot* KnownNodes::find(NodeKey key) const
{
    const auto found = m_nodes.find(key);
    return found == m_nodes.end() ? nullptr : &found->second;
}

std::vector<NodeSnapshot> KnownNodes::all() const
{
    std::vector<NodeSnapshot> nodes;
    nodes.reserve(m_nodes.size());
    for (const auto& [key, node] : m_nodes)
        nodes.push_back(node);
    return nodes;
}

std::optional<Error> KnownNodes::lossOf(NodeKey key) const
{
    const NodeSnapshot* node = find(key);
    if (node != nullptr && node->attached())
        return Error(ErrorKind::Argument, str(node->label(), " is in the tree of another program"));
    if (key == RootNode || (node != nullptr && node->id && !isEnding(node)))
        return {};
    Error loss = notConnected(node);
    if (node != nullptr && node->failure)
        loss = Error(node->failure->kind(), str(node->label(), " is not connected: ", node->failure->text()));
    return std::move(loss).withDetails({.hop = node == nullptr ? std::string() : node->label()});
}

bool KnownNodes::isEnding(const NodeSnapshot* node) const
{
    for (; node != nullptr && node->key != RootNode; node = find(node->parent)) {
        if (m_ending.contains(node->key))
            return true;
    }
    return false;
}

connect::Chain KnownNodes::chainOf(NodeKey key) const
{
    connect::Chain chain;
    // In other programs' trees none begins at the desktop.
    if (const NodeSnapshot* last = find(key); last != nullptr && last->attached())
        return chain;
    for (const NodeSnapshot* next = find(key); next != nullptr; next = find(next->parent))
        chain.insert(chain.begin(), next->hop);
    return chain;
}

connect::Story KnownNodes::story(NodeKey key) const
{
    const auto found = m_stories.find(key);
    return found == m_stories.end() ? connect::Story() : found->second;
}

const std::vector<rpc::FunctionDescription>* KnownNodes::functionsOf(NodeKey key, ContextId id) const
{
    const auto found = m_functions.find(key);
    return found != m_functions.end() && found->second.id == id ? &found->second.list : nullptr;
}

const NodeSnapshot& KnownNodes::add(NodeKey key, NodeKey parent, const connect::Hop& hop)
{
    NodeSnapshot& node = m_nodes[key];
    node.key = key;
    node.parent = parent;
    node.hop = hop;
    if (const NodeSnapshot* above = find(parent))
        node.tree = above->tree;
    return node;
}

void KnownNodes::addProgram(NodeKey key, std::string name)
{
    NodeSnapshot& node = m_nodes[key];
    node.key = node.tree = key;
    node.name = std::move(name);
}

void KnownNodes::setEnding(NodeKey key)
{
    if (const NodeSnapshot* node = find(key); node != nullptr && node->id)
        m_ending.insert(key);
}

void KnownNodes::setStory(NodeKey key, connect::Story story)
{
    m_stories.insert_or_assign(key, std::move(story));
}

void KnownNodes::setFunctions(NodeKey key, ContextId id, std::vector<rpc::FunctionDescription> functions)
{
    if (m_nodes.contains(key))
        m_functions.insert_or_assign(key, Functions{id, std::move(functions)});
}

void KnownNodes::take(const TreeChanges& changes)
{
    for (const NodeKey key : changes.removed) {
        m_nodes.erase(key);
        m_stories.erase(key);
        m_functions.erase(key);
        m_ending.erase(key);
    }
    for (const NodeSnapshot& node : changes.changed) {
        m_nodes.insert_or_assign(node.key, node);
        if (!node.id)
            m_ending.erase(node.key);
    }
}

}  // namespace rz::qt
