// What a RandomTree knows of itself, and how it compares that with the tables of the contexts.
#include "core/base/str.h"
#include "core/routing/credit_table.h"
#include "core/routing/id_blocks.h"
#include "tests/unit/random_tree.h"

#include <algorithm>

namespace rz::test {

RandomTree::Place& RandomTree::anyNode()
{
    Place& place = any();
    return place.node != nullptr ? place : *place.parent;
}

// Null when it is not alive.
RandomTree::Place* RandomTree::find(ContextId id) const
{
    const auto found = m_places.find(id);
    return found == m_places.end() || m_dead.contains(id) ? nullptr : found->second.get();
}

RandomTree::Place& RandomTree::addPlace(Place& parent, ContextId id)
{
    auto place = std::make_unique<Place>();
    place->id = id;
    place->parent = &parent;
    place->depth = parent.depth + 1;
    place->index = m_alive.size();
    m_alive.push_back(place.get());
    m_done.most = std::max(m_done.most, m_alive.size());
    parent.children.push_back(place.get());
    return *(m_places[id] = std::move(place));
}

std::vector<RandomTree::Place*> RandomTree::subtree(Place& top) const
{
    std::vector<Place*> all{&top};
    for (std::size_t i = 0; i < all.size(); ++i)
        all.insert(all.end(), all[i]->children.begin(), all[i]->children.end());
    return all;
}

bool RandomTree::isBelow(const Place& place, const Place& top) const
{
    const Place* above = place.parent;
    while (above != nullptr && above != &top)
        above = above->parent;
    return above != nullptr;
}

// May one write to the other?
bool RandomTree::reach(const Place& one, const Place& other) const
{
    return !m_plan.unidirectional || isBelow(one, other) || isBelow(other, one);
}

// The neighbour through which `from` reaches `to`.
ContextId RandomTree::firstHop(const Place& from, const Place& to) const
{
    if (!isBelow(to, from))
        return from.parent != nullptr ? from.parent->id : from.id;
    const Place* hop = &to;
    while (hop->parent != &from)
        hop = hop->parent;
    return hop->id;
}

void RandomTree::markDead(Place& top)
{
    if (top.parent != nullptr)
        std::erase(top.parent->children, &top);
    std::set<ContextId> dead;
    for (Place* const place : subtree(top)) {
        dead.insert(place->id);
        m_dead.insert(place->id);
        m_deadIds.push_back(place->id);
        m_dying.push_back(place);
        m_alive.back()->index = place->index;
        m_alive[place->index] = m_alive.back();
        m_alive.pop_back();
        if (place->hostile)
            std::erase(m_enemies, place);
        std::erase(m_peers, place);
        std::erase(m_behind, place);
    }
    for (auto& [pair, conversation] : m_conversations)
        conversation.broken = conversation.broken || dead.contains(pair.first) || dead.contains(pair.second);
    for (auto& [turn, asked] : m_asked)
        asked.mayFail = asked.mayFail || dead.contains(asked.from) || dead.contains(asked.to);
    for (auto& [turn, feed] : m_feeds)
        feed.broken = feed.broken || dead.contains(feed.reader) || dead.contains(feed.feeder);
}

RandomTree::Asked* RandomTree::notEnded()
{
    const bool recent = oneIn(2);
    const auto back = static_cast<int>(below(recent ? 10 : static_cast<std::size_t>(m_done.calls)));
    const int turn = m_done.calls - 1 - back;
    const auto found = recent ? m_asked.find(turn) : m_asked.lower_bound(turn);
    return found == m_asked.end() ? nullptr : &found->second;
}

// --- comparing -------------------------------------------------------------------------------------------------------

bool RandomTree::nothingAwaited() const
{
    return m_asked.empty() && m_feeds.empty() && m_later.empty() &&
           std::ranges::all_of(m_conversations, [](const auto& entry) {
               return entry.second.broken || entry.second.awaited == entry.second.next;
           });
}

// Those who run what has been cancelled are told.
bool RandomTree::cancelsHaveArrived() const
{
    return std::ranges::all_of(m_later, [this](const auto& later) {
        return !m_cancelled.contains(later->turn) || later->cancelled.stop_requested();
    });
}

void RandomTree::tellWhatIsMissing()
{
    for (const auto& [pair, conversation] : m_conversations) {
        if (!conversation.broken && conversation.awaited != conversation.next)
            fail(str("lost between two that are alive: letter ", conversation.awaited, " from ", raw(pair.first),
                     " to ", raw(pair.second)));
    }
    for (const auto& [turn, asked] : m_asked)
        fail(str("never ended: call ", turn, " from ", raw(asked.from), " to ", raw(asked.to)));
    for (const auto& [turn, feed] : m_feeds)
        fail(str("never ended: values from ", raw(feed.feeder), " to ", raw(feed.reader)));
}

bool RandomTree::settle()
{
    note("settle");
    endStorm();
    letDie(m_dying.size());
    if (!waitFor([this] { return cancelsHaveArrived(); }))
        fail("somebody has not been told that what he does was cancelled");
    const bool arrived = waitFor([this] {
        answerLater(m_later.size());
        for (auto feed = m_feeds.begin(); feed != m_feeds.end();)
            feed = takeFeed(feed->second, 1000) ? m_feeds.erase(feed) : std::next(feed);
        return nothingAwaited();
    });
    if (!arrived)
        tellWhatIsMissing();
    const auto expelled = [this] {
        return std::ranges::all_of(m_expelled, [](Place* place) {
            place->peer->pushes();
            place->peer->takesFrames();
            return place->peer->closed();
        });
    };
    if (!waitFor(expelled))
        fail("somebody who sent garbage is still connected");
    for (Place* const place : std::exchange(m_expelled, {}))
        dies(*place);
    std::optional<Pair> notTold;
    if (!waitFor([&] { return !(notTold = lossNotTold()); }) && notTold)
        fail(str("context ", raw(notTold->first), " was not told that ", raw(notTold->second), " is gone"));
    m_pumps.clear();
    m_cancelled.clear();
    std::erase_if(m_watches, [this](const auto& entry) { return m_dead.contains(entry.first.first); });
    std::erase_if(m_conversations, [](const auto& entry) { return entry.second.broken; });
    std::optional<std::string> difference;
    if (!waitFor([&] { return !(difference = differenceOfTables()); }))
        fail(difference.value_or("?"));
    for (Place* const place : m_alive)
        place->written = 0;
    m_deadBefore = m_deadIds.size();
    return m_failure.empty();
}

std::optional<std::string> RandomTree::differenceOfTables() const
{
    for (const Place* const place : m_alive) {
        if (place->node == nullptr)
            continue;
        if (auto difference = differenceOfRoutes(*place))
            return difference;
        if (auto left = leftAt(*place))
            return str("context ", raw(place->id), *left);
    }
    return std::nullopt;
}

// A context knows the way to its parent and to all that are below it, by the right child, and to nobody else.
std::optional<std::string> RandomTree::differenceOfRoutes(const Place& place) const
{
    std::map<ContextId, ContextId> expected;
    if (place.parent != nullptr)
        expected[place.parent->id] = place.parent->id;
    for (Place* const child : place.children) {
        for (const Place* const target : subtree(*child))
            expected[target->id] = child->id;
    }
    for (const routing::RouteInfo& route : place.node->router->routes()) {
        const auto found = expected.find(route.id);
        if (found == expected.end() || found->second != route.nextHop)
            return str("context ", raw(place.id), " has a wrong route to ", raw(route.id), " by ", raw(route.nextHop));
        expected.erase(found);
    }
    if (!expected.empty())
        return str("context ", raw(place.id), " does not know ", raw(expected.begin()->first), " behind ",
                   raw(expected.begin()->second));
    return std::nullopt;
}

// Nothing waits, and nobody who is gone is remembered.
std::optional<std::string> RandomTree::leftAt(const Place& place) const
{
    const routing::Router& router = *place.node->router;
    if (const std::size_t handlers = router.handlerCount(); handlers != place.handlers)
        return str(" has ", handlers, " handlers instead of ", place.handlers);
    const auto streams = router.getStreams();
    if (streams.size() != place.children.size() + (place.parent != nullptr ? 1 : 0))
        return str(" has ", streams.size(), " streams for ", place.children.size(), " children");
    for (const auto& stream : streams) {
        if (stream->pendingBytes() != 0)
            return str(" keeps ", stream->pendingBytes(), " bytes for ", raw(stream->remoteId()));
    }
    for (const Place* const other : {place.parent, find(MasterId)}) {
        if (other != nullptr && router.waitingFor(other->id) != 0)
            return str(" still waits for ", raw(other->id));
    }
    for (const Place* const child : place.children) {
        if (router.waitingFor(child->id) != 0)
            return str(" still waits for ", raw(child->id));
    }
    for (std::size_t i = m_deadBefore; i < m_deadIds.size(); ++i) {
        const ContextId dead = m_deadIds[i];
        if (router.waitingFor(dead) != 0)
            return str(" still waits for ", raw(dead), ", which is gone");
        if (const auto owner = router.idBlocks().ownerOf(dead); owner && *owner != MasterId && find(*owner) == nullptr)
            return str(" still knows that ", raw(dead), " was given to ", raw(*owner), ", which is gone");
    }
    if (router.credits().size() != 0)
        return str(" still holds credit for ", router.credits().size(), " receivers");
    if (const std::size_t running = place.node->dispatcher->running(); running != 0)
        return str(" still runs ", running, " calls");
    if (const std::size_t callers = place.node->dispatcher->callersWithChains(); callers != 0)
        return str(" still knows chains of ", callers, " contexts");
    const routing::TableSizes tables = router.tableSizes();
    if (tables.floods + tables.roomAwaited != 0)
        return str(" still counts ", tables.floods, " floods and ", tables.roomAwaited, " who wait for room");
    // Enemies may say that they leave, and stay.
    const auto enemies = static_cast<std::size_t>(std::ranges::count_if(place.children, &Place::hostile));
    if (tables.detaching > enemies)
        return str(" still waits for ", tables.detaching, " to leave, where ", enemies, " children are enemies");
    // Of who is alone: others have talked to each other, and want to hear of each other's end.
    if (place.parent == nullptr && place.children.empty() && tables.egress + tables.disconnectListeners != 0)
        return str(" alone still remembers ", tables.egress, " who talked, and listens for the end of ",
                   tables.disconnectListeners);
    if (const std::size_t callers = place.node->dispatcher->callers(); callers > m_alive.size() - 1)
        return str(" still knows ", callers, " callers where ", m_alive.size() - 1, " are left");
    return std::nullopt;
}

bool RandomTree::end()
{
    checkForgeries();
    Place& master = *m_places.at(MasterId);
    while (!master.children.empty() && m_failure.empty()) {
        Place& top = *master.children[below(master.children.size())];
        note(str("cut ", raw(top.id), " from the master"));
        markDead(top);
        m_tree.master().router->disconnect(top.id, Error(ErrorKind::Timeout, "the end"));
        letDie(below(20));
        drive(below(3));
    }
    m_deadBefore = 0;
    return settle();
}

}  // namespace rz::test
