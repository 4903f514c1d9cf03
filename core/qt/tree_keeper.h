#pragma once

#include "core/base/signal.h"
#include "core/connect/connector.h"
#include "core/qt/outbox.h"
#include "core/qt/tree_attempt.h"
#include "core/routing/router.h"

#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace rz::qt {

// The rows of one router's tree and what becomes of them: connects each below its parent, notices when one is gone, and makes
// lost ones again from their recipes, parents first. Tells every change to the outbox. Broker thread.
//
//   Waiting     its parent is not up yet
//   Connecting  the connector works on it
//   Up          messages reach it
//   Ending      the user wants it gone; it still answers
//   Down        lost, failed, closed or cancelled; the row stays until it is forgotten
class TreeKeeper final : private TreeAttempt::Owner {
public:
    // All must outlive it. `root` is the row that its rows are below: the desktop, or a program that we are attached to.
    TreeKeeper(routing::Router& router, connect::Connector& connector, PromptQueue& prompts, Outbox& outbox,
               NodeKey root = RootNode);
    // Cancels what is under way; contexts that are up stay so.
    ~TreeKeeper();
    TreeKeeper(const TreeKeeper&) = delete;
    TreeKeeper& operator=(const TreeKeeper&) = delete;

    void add(NodeKey key, NodeKey parent, connect::Hop hop);
    void cancel(NodeKey key);
    void disconnect(NodeKey key);
    void reconnect(NodeKey key);
    void forget(NodeKey key);
    // Ends everything that we started, as before the program ends.
    void endAll();
    // Something that we started is up still.
    bool hasOwn() const;
    // Takes all rows out; what is up stays so.
    void removeAll();

    // A context that others started, as far as it is known.
    struct Stranger {
        ContextId id{};
        std::string name;
        std::optional<ContextId> parent;  // unknown: right below the root
        bool native = false;
        Dict facts;
    };
    // Gives it a row, which goes with its route.
    void adopt(NodeKey key, const Stranger& stranger);
    // More is known of one that has a row; where it is stays.
    void describe(const Stranger& stranger);
    // A stranger has not answered for so long, or does.
    void showSilence(ContextId id, std::optional<Duration> silence);
    // The row of a stranger goes, its route or not.
    void dropStranger(ContextId id);
    std::vector<ContextId> strangers() const;
    bool knows(ContextId id) const { return m_byId.contains(id); }
    std::optional<NodeKey> keyOf(ContextId id) const;
    // Something is being connected, so a new route may be its. Not what waits for an answer of the user, which can be for ever
    // and has no context yet.
    bool connecting() const;

    struct Live {
        NodeKey key{};
        ContextId id{};
        bool native = false;
    };
    std::vector<Live> live() const;
    void setRoundTrip(NodeKey key, std::optional<Duration> rtt, bool slow);
    void setTraffic(ContextId id, std::uint64_t bytesIn, std::uint64_t bytesOut);
    // It does not answer any more: gives it up, for this reason.
    void lose(NodeKey key, Error reason);

    // As they are now, parents before children.
    std::vector<NodeSnapshot> rows() const;
    // Any of them is another now, or gone.
    Signal<> changed;

private:
    enum class Phase { Waiting, Connecting, Up, Ending, Down };
    struct Node {
        NodeSnapshot shown;
        connect::Story story;
        std::vector<NodeKey> children;
        Phase phase = Phase::Waiting;
        std::unique_ptr<TreeAttempt> attempt;
        Subscription gone;
        std::optional<Error> lossReason;  // known to us better than to the router
        bool reconnectWhenGone = false;
    };

    Node* find(NodeKey key);
    const Node* find(NodeKey key) const;
    bool isUp(NodeKey key) const;
    bool mayComeUp(NodeKey key) const;
    bool isEnding(const Node& node) const;
    Node& insert(NodeKey key, NodeKey parent);
    void remove(NodeKey key);

    void begin(Node& node);
    void waitForParent(Node& node);
    void prepareSubtree(Node& node);
    void onStory(NodeKey key, const connect::Story& story) override;
    void onFinished(NodeKey key, const Result<connect::Connected>& result, const connect::Story& story) override;
    void comeUp(Node& node, const connect::Connected& connected);
    void onGone(NodeKey key, const Error& reason);
    void settleGone();
    std::size_t depthOf(NodeKey key) const;
    void endBelow(const std::vector<NodeKey>& keys);
    void fallDown(Node& node, NodeState state, std::optional<Error> failure);
    void takeChildrenDown(const Node& node);
    void stopAttempt(Node& node);
    // Destroys it after the current event: it may be what is calling us.
    template <class Thing>
    void retire(Thing thing);
    void publish(const Node& node);
    void fill(Node& node, const Stranger& stranger);
    void listBelow(const std::vector<NodeKey>& keys, std::vector<NodeSnapshot>& rows) const;

    routing::Router& m_router;
    connect::Connector& m_connector;
    PromptQueue& m_prompts;
    Outbox& m_outbox;
    const NodeKey m_root;
    Log m_log;
    std::unordered_map<NodeKey, Node> m_nodes;
    std::vector<NodeKey> m_top;  // children of the root
    std::unordered_map<ContextId, NodeKey> m_byId;
    std::vector<std::pair<NodeKey, Error>> m_gone;                 // told by the router in this turn
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);  // what was put off ends with it
};

}  // namespace rz::qt
