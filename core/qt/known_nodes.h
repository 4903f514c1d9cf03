#pragma once

#include "core/connect/method.h"
#include "core/connect/story.h"
#include "core/qt/snapshots.h"
#include "core/rpc/function.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace rz::qt {

// That the context of this row cannot be asked: it is not connected, or there is no such row (null).
Error notConnected(const NodeSnapshot* node);

// The rows as the GUI thread knows them: what it was last told, and what it has begun since. GUI thread.
class KnownNodes {
public:
    // Null for rows that are not known.
    const NodeSnapshot* find(NodeKey key) const;
    std::vector<NodeSnapshot> all() const;
    // Why nothing can run there, or nothing when it can.
    std::optional<Error> lossOf(NodeKey key) const;
    // The hops that lead there from the desktop; none for rows of other programs' trees.
    connect::Chain chainOf(NodeKey key) const;
    connect::Story story(NodeKey key) const;
    // What the context with that id, which may have been replaced since, was found to offer; null when it was not asked.
    const std::vector<rpc::FunctionDescription>* functionsOf(NodeKey key, ContextId id) const;

    // What was just begun, so that it can be asked about before the loop tells of it.
    const NodeSnapshot& add(NodeKey key, NodeKey parent, const connect::Hop& hop);
    void addProgram(NodeKey key, std::string name);
    // It was told to end: what runs there may do so before the loop tells of the row itself.
    void setEnding(NodeKey key);
    void setStory(NodeKey key, connect::Story story);
    void setFunctions(NodeKey key, ContextId id, std::vector<rpc::FunctionDescription> functions);
    void take(const TreeChanges& changes);

private:
    struct Functions {
        ContextId id{};
        std::vector<rpc::FunctionDescription> list;
    };

    bool isEnding(const NodeSnapshot* node) const;

    std::map<NodeKey, NodeSnapshot> m_nodes;  // keys grow, so parents come before children
    std::map<NodeKey, connect::Story> m_stories;
    std::map<NodeKey, Functions> m_functions;
    std::set<NodeKey> m_ending;  // still connected
};

}  // namespace rz::qt
