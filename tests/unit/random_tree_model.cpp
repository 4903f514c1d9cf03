// What a RandomTree knows of itself, and how it compares that with the tables of the contexts.
#include "core/base/str.h"
#include "core/routing/credit_table.h"
#include "core/routing/id_blocks.h"
#include "tests/unit/random_tree.h"

#include <algorithm>

namespace rz::test {

RandomTree::Place* RandomTree::anyNode()
{
    Place* place = &any();
    return place->node != nullptr ? place : place->parent;
}

RandomTree::Place* RandomTree::anyEnemy()
{
    for (int tries = 0; tries < 20; ++tries) {
        Place& place = any();
        if (place.enemy)
            return &place;
    }
    return nullptr;
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

void RandomTree::markDead(Place& top)
{
    if (top.parent != nullptr)
        std::erase(top.parent->children, &top);
    std::set<ContextId> dead;
    for (Place* const place : subtree(top)) {
        dead.insert(place->id);
        m_dead.insert(place->id);
        m_dying.push_back(place);
        m_alive.back()->index = place->index;
        m_alive[place->index] = m_alive.back();
        m_alive.pop_back();
    }
    for (auto& [pair, conversation] : m_conversations)
        conversation.broken = conversation.broken || dead.contains(pair.first) || dead.contains(pair.second);
    for (auto& [turn, asked] : m_asked)
        asked.mayFail = asked.mayFail || dead.contains(asked.from) || dead.contains(asked.to);
}

// --- comparing -------------------------------------------------------------------------------------------------------

bool RandomTree::nothingAwaited() const
{
    return std::ranges::all_of(
               m_conversations,
               [](const auto& entry) { return entry.second.broken || entry.second.awaited == entry.second.next; }) &&
           std::ranges::all_of(m_asked, [](const auto& entry) { return entry.second.answers > 0; });
}

bool RandomTree::settle()
{
    letDie(m_dying.size());
    const bool arrived = m_tree.until([this] {
        takeEnemiesMail();
        return !m_failure.empty() || nothingAwaited();
    });
    if (!arrived) {
        for (const auto& [pair, conversation] : m_conversations) {
            if (!conversation.broken && conversation.awaited != conversation.next)
                fail(str("lost between two that are alive: letter ", conversation.awaited, " from ", raw(pair.first),
                         " to ", raw(pair.second)));
        }
        for (const auto& [turn, asked] : m_asked) {
            if (asked.answers == 0)
                fail(str("never ended: a call from ", raw(asked.from), " to ", raw(asked.to)));
        }
    }
    std::erase_if(m_conversations, [](const auto& entry) { return entry.second.broken; });
    std::erase_if(m_asked, [](const auto& entry) { return entry.second.answers > 0; });
    std::optional<std::string> difference;
    m_tree.until([&] {
        takeEnemiesMail();
        difference = differenceOfTables();
        return !difference;
    });
    if (difference)
        fail(*difference);
    return m_failure.empty();
}

// Every context knows the way to its parent and to all that are below it, by the right child, and to nobody else; and none
// has a handler left that waits.
std::optional<std::string> RandomTree::differenceOfTables() const
{
    for (const Place* const place : m_alive) {
        if (place->node == nullptr)
            continue;
        std::map<ContextId, ContextId> expected;
        if (place->parent != nullptr)
            expected[place->parent->id] = place->parent->id;
        for (Place* const child : place->children) {
            for (const Place* const target : subtree(*child))
                expected[target->id] = child->id;
        }
        for (const routing::RouteInfo& route : place->node->router->routes()) {
            const auto found = expected.find(route.id);
            if (found == expected.end() || found->second != route.nextHop)
                return str("context ", raw(place->id), " has a wrong route to ", raw(route.id), " by ",
                           raw(route.nextHop));
            expected.erase(found);
        }
        if (!expected.empty())
            return str("context ", raw(place->id), " does not know ", raw(expected.begin()->first), " behind ",
                       raw(expected.begin()->second));
        if (const std::size_t handlers = place->node->router->handlerCount(); handlers != place->handlers)
            return str("context ", raw(place->id), " has ", handlers, " handlers instead of ", place->handlers);
    }
    return std::nullopt;
}

bool RandomTree::end()
{
    Place& master = *m_places.at(MasterId);
    while (!master.children.empty() && m_failure.empty()) {
        Place& top = *master.children[below(master.children.size())];
        markDead(top);
        m_tree.master().router->disconnect(top.id, Error(ErrorKind::Timeout, "the end"));
        letDie(below(20));
    }
    if (!settle())
        return false;
    const routing::Router& router = *m_tree.master().router;
    const auto ownsIds = [&router](ContextId id) {
        const auto owner = router.idBlocks().ownerOf(id);
        return owner && *owner != MasterId;
    };
    if (!router.routes().empty() || !router.getStreams().empty())
        fail("the master still has routes or streams");
    else if (router.credits().size() != 0)
        fail("the master still holds credit");
    else if (const auto kept = std::ranges::find_if(m_dead, ownsIds); kept != m_dead.end())
        fail(str("id ", raw(*kept), " still belongs to a context that is gone"));
    return m_failure.empty();
}

}  // namespace rz::test
