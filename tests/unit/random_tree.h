#pragma once

#include "core/rpc/call_chain.h"
#include "tests/unit/routing_support.h"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace rz::test {

inline constexpr Handle Letters{60};  // where contexts take letters

// A tree that changes at random while everybody talks to everybody, beside a model that knows what may happen: who is alive,
// which letters must arrive, which calls may fail. A difference between the two is a failure, told as text.
// Everything that is done follows from the seed, but for which of the calls that have not ended is cancelled: no other choice
// looks at a clock or at what the tree has done.
//
// Some contexts are enemies: leaves that the test plays, and honest-looking nodes in the middle that pass on what they should
// but put frames of their own between. Some of them are connected twice. Now and then there is a storm: a few contexts stop
// reading while many write to them more than any queue may hold.
class RandomTree {
public:
    struct Plan {
        std::uint64_t seed = 1;
        std::size_t contexts = 1000;  // about so many are alive once it has grown
        bool unidirectional = false;
    };
    explicit RandomTree(Plan plan);
    ~RandomTree();

    // Does `steps` things. False when something went wrong: failure() tells.
    bool run(int steps);
    // Waits for all that must arrive, then compares the tables of every context with the model.
    bool settle();
    // Cuts everything below the master and looks whether anything is left.
    bool end();

    // What went wrong first, and what was done before.
    const std::string& failure() const { return m_failure; }
    const std::deque<std::string>& lastSteps() const { return m_lastSteps; }
    // Of everything that was drawn: the same for the same plan. Only which calls are cancelled depends on how far they have come.
    std::size_t fingerprint() const { return m_fingerprint; }

    struct Done {
        std::size_t most = 0;  // alive at once
        int connected = 0;
        int cut = 0;
        int calls = 0;
        int answered = 0;
        int failed = 0;
        int cancelled = 0;
        int late = 0;
        int refused = 0;
        int raised = 0;
        int letters = 0;
        int delivered = 0;
        int noticed = 0;  // times that somebody was told of a loss
        int feeds = 0;
        int values = 0;
        int forged = 0;
        int expelled = 0;
        int storms = 0;
        std::size_t congested = 0;  // streams of contexts that only passed on what others wrote, at once
    };
    const Done& done() const { return m_done; }

private:
    // A context as the model sees it.
    struct Place {
        ContextId id{};
        Place* parent = nullptr;
        std::vector<Place*> children;
        int depth = 0;
        Node* node = nullptr;         // null: played by the test, and hostile
        std::optional<RawPeer> peer;  // instead of a node
        bool hostile = false;
        std::optional<ContextId> twin;  // who the same enemy is elsewhere in the tree
        bool deaf = false;              // it reads nothing for a while
        std::size_t index = 0;          // in m_alive, while it is there
        std::size_t handlers = 0;       // it has when it waits for nothing
        std::size_t written = 0;        // bytes that began here and may be in its queues
    };
    // Letters from one context to another, which must come in order.
    struct Conversation {
        std::uint32_t next = 0;
        std::uint32_t awaited = 0;
        bool broken = false;  // one of the two is dead: what is under way may be lost
    };
    enum class Kind : std::uint8_t { Echo, Later, Raises, Unknown };
    using Chain = std::optional<rpc::CallChain>;
    struct Asked {
        int turn = 0;
        ContextId from;
        ContextId to;
        Kind kind = Kind::Echo;
        Handle replyTo{};
        std::string expected;
        bool mayFail = false;
        bool cancelled = false;
        bool hasDeadline = false;
        bool forbidden = false;
        rpc::PendingCall pending;
    };
    // A call that its function has not answered yet.
    struct Later {
        int turn = 0;
        std::string text;
        std::stop_token cancelled;
        rpc::Answer answer;
    };
    // Values from a Sender in one context to a Receiver in another, under a credit window.
    struct Feed {
        ContextId reader;
        ContextId feeder;
        std::unique_ptr<rpc::Receiver> receiver;
        std::size_t most = 0;  // that may wait in the receiver
        std::uint32_t count = 0;
        std::uint32_t next = 0;
        bool broken = false;
    };
    struct Pump;
    // Ids that no context is ever given.
    static constexpr std::uint32_t FirstOfNobody = 0xf0000000;
    static constexpr std::uint32_t IdsOfNobody = 1000;
    using Pair = std::pair<ContextId, ContextId>;

    std::size_t below(std::size_t bound)
    {
        const std::uint64_t drawn = m_random();
        return bound == 0 ? 0 : drawn % bound;
    }
    bool oneIn(std::size_t n) { return below(n) == 0; }
    void step();
    void drive(std::size_t turns);
    bool waitFor(const std::function<bool()>& condition);
    // What was drawn, and what depends on how far the tree has come.
    void note(std::string_view what);
    void remember(std::string_view what);
    void fail(std::string what);

    // --- random_tree.cpp: who comes and goes, and calls ---
    void addFunctions();
    void connectOne();
    void connectPeer();
    void cutOne(Place& top);
    void callDown(Place& to);
    // Several calls of which the first fails, and so the others until the chain is reset.
    void callChain(Place& to);
    void callForbidden(Place& from, const Place& to);
    void callDead();
    void cancelOne();
    void cancel(Asked& asked);
    void cancelAnother(const Asked& ended);
    // Alone, or as one of a chain from there to there.
    void ask(Place& from, ContextId to, Kind kind, rpc::Call call, std::string expected, const Chain& chain = {});
    // Somebody above `place`.
    Place& anyAbove(const Place& place);
    // The call that the next ask() makes.
    Asked& nextAsked() { return m_asked[m_done.calls]; }
    void answered(int turn, const Result<Value>& result);
    void answerLater(std::size_t atMost);
    void letDie(std::size_t atMost);
    void dies(Place& place);
    void checkOrphan(const Place& place);

    // --- random_tree_traffic.cpp: letters, values, storms ---
    void listenAt(Place& place);
    void writeLetters(Place& from, Place& to, int count, std::size_t size);
    void letterArrived(const Place& at, const routing::Message& message);
    void writeToNobody(Place& from);
    void watch(const Place& watcher, ContextId other);
    std::optional<Pair> lossNotTold() const;
    void beginFeed(Place& low);
    void feed(routing::Router& router, const routing::Message& request);
    // Takes what has arrived of `feed`, not more than `atMost`; true when that is over.
    bool takeFeed(Feed& feed, std::size_t atMost);
    void takeFeeds();
    void beginStorm();
    Place& anyInStorm();
    void endStorm();
    void checkQueues();
    void servePeers(std::size_t count);
    void serve(Place& peer);

    // --- random_tree_enemies.cpp ---
    struct Forgery {
        ContextId src;
        ContextId auth;
        ContextId dst;
        Handle handle{};
        Handle replyTo{};
    };
    void forgeOne();
    void forgeUp(Place& enemy, Place& victim);
    void forgeDown(Place& enemy, Place& child);
    void forgeIds(Place& enemy);
    void forgeAnswer(Place& enemy, const Asked& asked, std::size_t kind);
    void sendForgery(Place& enemy, Place* down, const Forgery& forgery, std::string_view payload);
    void sendGarbage(Place& enemy);
    // That what was forged has been refused, and for who sent it: from the master the same call is run.
    void checkForgeries();
    // Somebody for whom that enemy may not speak.
    ContextId foreignName(const Place& enemy);
    // The id of nobody: its parent knows it to be another's, or nobody was given it.
    ContextId freeName(const Place& enemy);

    // --- random_tree_model.cpp ---
    Place& any() { return *m_alive[below(m_alive.size())]; }
    Place& anyNode();
    Place* find(ContextId id) const;
    Place& addPlace(Place& parent, ContextId id);
    std::vector<Place*> subtree(Place& top) const;
    // It and all below it: not heard of any more by those above.
    void markDead(Place& top);
    bool isBelow(const Place& place, const Place& top) const;
    bool reach(const Place& one, const Place& other) const;
    ContextId firstHop(const Place& from, const Place& to) const;
    // A call that has not ended, one of the last or any; null where there is none.
    Asked* notEnded();
    bool nothingAwaited() const;
    bool cancelsHaveArrived() const;
    void tellWhatIsMissing();
    std::optional<std::string> differenceOfTables() const;
    std::optional<std::string> differenceOfRoutes(const Place& place) const;
    std::optional<std::string> leftAt(const Place& place) const;

    std::mt19937_64 m_random;
    std::mt19937_64 m_order;  // for what depends on how far the tree has come
    const Plan m_plan;
    Tree m_tree;
    std::map<ContextId, std::unique_ptr<Place>> m_places;
    std::vector<Place*> m_alive;
    std::vector<Place*> m_enemies;   // of those
    std::vector<Place*> m_peers;     // of the enemies
    std::vector<Place*> m_behind;    // of the peers: those who were deaf and have not read everything yet
    std::vector<Place*> m_dying;     // cut off, still there
    std::vector<Place*> m_expelled;  // peers that sent garbage
    std::vector<ContextId> m_deadIds;
    std::size_t m_deadBefore = 0;  // how many of those the tables have been compared without
    std::set<ContextId> m_dead;
    std::map<Pair, Conversation> m_conversations;
    std::map<Pair, Subscription> m_watches;  // who is to be told when the other one is gone
    std::map<int, Asked> m_asked;            // by their turn; those that have not ended
    std::set<int> m_cancelled;               // turns
    std::vector<std::unique_ptr<Later>> m_later;
    std::map<int, Feed> m_feeds;
    std::multimap<ContextId, std::shared_ptr<Pump>> m_pumps;
    std::vector<ContextId> m_deaf;
    std::vector<ContextId> m_flooding;  // those who write to them
    std::set<ContextId> m_watched;      // on the ways of the storm
    std::size_t m_stormLeft = 0;        // steps
    std::size_t m_nextPeer = 0;
    std::size_t m_steps = 0;
    std::string m_forgedCall;  // of a function that nobody may call
    bool m_forgedCallAwaited = false;
    std::deque<std::string> m_lastSteps;
    std::size_t m_fingerprint = 0;
    Done m_done;
    std::string m_failure;
};

}  // namespace rz::test
