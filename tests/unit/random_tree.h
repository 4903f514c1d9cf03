#pragma once

#include "tests/unit/routing_support.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace rz::test {

// A tree that changes at random while everybody talks to everybody, beside a model that knows what may happen: who is alive,
// which letters must arrive, which calls may fail. A difference between the two is a failure, told as text.
// Everything follows from the seed: no choice looks at a clock or at what the tree has done.
class RandomTree {
public:
    struct Plan {
        std::uint64_t seed = 1;
        std::size_t contexts = 1000;  // about so many are alive once it has grown
    };
    explicit RandomTree(Plan plan);
    ~RandomTree();

    // Does `steps` things. False when something went wrong: failure() tells.
    bool run(int steps);
    // Waits for all that must arrive, then compares the tables of every context with the model.
    bool settle();
    // Cuts everything below the master and looks whether anything is left.
    bool end();

    const std::string& failure() const { return m_failure; }

    struct Done {
        std::size_t most = 0;  // alive at once
        int connected = 0;
        int cut = 0;
        int calls = 0;
        int answered = 0;
        int failed = 0;
        int cancelled = 0;
        int refused = 0;
        int letters = 0;
        int delivered = 0;
        int forged = 0;
    };
    const Done& done() const { return m_done; }
    std::size_t alive() const { return m_alive.size(); }

private:
    // A context as the model sees it.
    struct Place {
        ContextId id{};
        Place* parent = nullptr;
        std::vector<Place*> children;
        int depth = 0;
        Node* node = nullptr;          // null: played by the test, and hostile
        std::optional<RawPeer> enemy;  // instead of a node
        std::size_t index = 0;         // in m_alive, while it is there
        std::uint32_t calls = 0;       // it has made
        std::size_t handlers = 0;      // it has when it waits for nothing
    };
    // Letters from one context to another, which must come in order.
    struct Conversation {
        std::uint32_t next = 0;
        std::uint32_t awaited = 0;
        bool broken = false;  // one of the two is dead: what is under way may be lost
    };
    struct Asked {
        ContextId from;
        ContextId to;
        Handle replyTo{};
        std::string expected;
        bool mayFail = false;
        bool cancelled = false;
        bool forbidden = false;
        int answers = 0;
        rpc::PendingCall pending;
    };
    using Pair = std::pair<ContextId, ContextId>;

    std::size_t below(std::size_t bound) { return bound == 0 ? 0 : m_random() % bound; }
    bool oneIn(std::size_t n) { return below(n) == 0; }
    void step();
    void drive(std::size_t turns);
    void fail(std::string what);

    // --- what happens ---
    void connectOne();
    void connectEnemy();
    void cutOne();
    void callDown(Place& to);
    void callForbidden();
    void cancelOne();
    void writeLetters(Place& from, Place& to, int count, std::size_t size);
    void forgeOne();
    void letDie(std::size_t atMost);
    void dies(Place& place);

    // --- the model ---
    Place& any() { return *m_alive[below(m_alive.size())]; }
    Place* anyNode();
    Place* anyEnemy();
    Place& addPlace(Place& parent, ContextId id);
    std::vector<Place*> subtree(Place& top) const;
    // It and all below it: not heard of any more by those above.
    void markDead(Place& top);
    bool isBelow(const Place& place, const Place& top) const;

    void listenAt(Place& place);
    void letterArrived(Place& at, const routing::Message& message);
    // A call that has just been made and not ended; null where there is none.
    Asked* recentlyAsked();
    void ask(Place& from, Place& to, std::string text, bool forbidden);
    void answered(Asked& asked, const Result<Value>& result);
    bool nothingAwaited() const;
    std::optional<std::string> differenceOfTables() const;
    void takeEnemiesMail();

    std::mt19937_64 m_random;
    const Plan m_plan;
    Tree m_tree;
    std::map<ContextId, std::unique_ptr<Place>> m_places;
    std::vector<Place*> m_alive;
    std::vector<Place*> m_dying;  // cut off, still there
    std::set<ContextId> m_dead;
    std::map<Pair, Conversation> m_conversations;
    std::map<int, Asked> m_asked;  // by their turn; those that have not ended
    std::string m_forgedCall;      // of a function that nobody may call
    Done m_done;
    std::string m_failure;
};

}  // namespace rz::test
