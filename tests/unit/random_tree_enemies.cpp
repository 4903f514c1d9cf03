// What the enemies in a RandomTree try. None of it may have an effect on those for whom they may not speak.
#include "core/base/big_endian.h"
#include "core/base/str.h"
#include "core/routing/credit_table.h"
#include "core/routing/stream.h"
#include "core/wire/pickle.h"
#include "tests/unit/random_tree.h"

#include <algorithm>
#include <array>
#include <utility>

namespace rz::test {

namespace {

constexpr Handle NoAnswerWanted{77};
constexpr std::string_view Forged = "forged";
// Of so many some are of each kind.
constexpr int ForgeriesOfAllKinds = 100;

std::string handleText(Handle handle)
{
    std::string text;
    appendU32(text, raw(handle));
    return text;
}

std::string pickledText(const Value& value)
{
    return routing::Message::pickled(value).value().data.flat().toString();
}

// A frame that claims more than anybody takes.
std::string endlessFrame()
{
    const auto header = wire::encodeHeader({.magic = wire::Magic::Mgc, .handle = Letters, .length = 0xfffffff0});
    return {reinterpret_cast<const char*>(header.data()), header.size()};
}

}  // namespace

ContextId RandomTree::foreignName(const Place& enemy)
{
    const bool twins = oneIn(3);
    const Place* other = &any();
    // What is its own over there is not its own here.
    Place* const twin = enemy.twin ? find(*enemy.twin) : nullptr;
    if (twins && twin != nullptr) {
        const auto over = subtree(*twin);
        other = over[below(over.size())];
    }
    return other == &enemy || isBelow(*other, enemy) ? MasterId : other->id;
}

ContextId RandomTree::freeName(const Place& enemy)
{
    const bool never = oneIn(2);
    for (int tries = 0; tries < 20 && !never && !m_deadIds.empty(); ++tries) {
        const ContextId id = m_deadIds[below(m_deadIds.size())];
        const Place& owner = *m_places.at(id)->parent;
        const bool foreign = &owner != &enemy && !isBelow(owner, enemy);
        if (foreign && isBelow(owner, *enemy.parent) && !m_dead.contains(owner.id))
            return id;
    }
    return ContextId{FirstOfNobody + static_cast<std::uint32_t>(below(IdsOfNobody))};
}

void RandomTree::forgeOne()
{
    const std::size_t dice = below(60);
    Place* const enemy = m_enemies.empty() ? nullptr : m_enemies[below(m_enemies.size())];
    Place& victim = any();
    if (enemy == nullptr)
        return;
    if (dice == 0)
        sendGarbage(*enemy);
    else if (dice < 20 && !enemy->children.empty())
        forgeDown(*enemy, *enemy->children[below(enemy->children.size())]);
    else if (&victim != enemy)
        forgeUp(*enemy, victim);
}

// To its parent, and through that to all the others.
void RandomTree::forgeUp(Place& enemy, Place& victim)
{
    const std::size_t kind = below(15);
    const ContextId name = foreignName(enemy);
    const ContextId self = enemy.id;
    note(str("forgery ", kind, " by ", raw(self), " in the name of ", raw(name), " to ", raw(victim.id)));
    const auto offer = [&](ContextId src, ContextId auth, ContextId dst, Handle handle, std::string_view payload) {
        sendForgery(enemy, nullptr, {.src = src, .auth = auth, .dst = dst, .handle = handle, .replyTo = NoAnswerWanted},
                    payload);
    };
    const ContextId near = oneIn(2) ? enemy.parent->id : victim.id;
    // Right behind an honest frame, of which a router may remember where such ones go.
    if (oneIn(2))
        writeLetters(enemy, victim, 1, 0);
    switch (kind) {
    case 0: offer(name, self, victim.id, Letters, Forged); break;
    case 1: offer(self, name, victim.id, Letters, Forged); break;
    case 2: offer(name, name, victim.id, Letters, Forged); break;
    case 3: offer(name, name, victim.id, wire::CallFunction, m_forgedCall); break;
    case 4:
        if (victim.parent != nullptr && !isBelow(*victim.parent, enemy) && victim.parent != &enemy)
            offer(self, victim.parent->id, victim.id, wire::CallFunction, m_forgedCall);
        break;
    case 5:
    case 6:
    case 7: {
        // Drawn although no call may be left, which is a matter of time: the next choices are the same then.
        const std::size_t answer = below(5);
        if (const Asked* const asked = notEnded())
            forgeAnswer(enemy, *asked, answer);
        break;
    }
    case 8: offer(self, self, near, wire::AddRoute, str(raw(name), ":mine")); break;
    case 9: offer(self, self, enemy.parent->id, wire::AddRoute, str(raw(freeName(enemy)), ":mine")); break;
    case 10: offer(self, self, near, wire::DelRoute, str(raw(name))); break;
    // In its own name: it is nobody's parent there.
    case 11:
        if (victim.parent != nullptr && !isBelow(victim, enemy))
            offer(self, self, victim.id, wire::CallFunction, m_forgedCall);
        break;
    case 12: {
        constexpr std::array Handles{wire::AddRoute,      wire::DelRoute,  wire::Credit,     wire::CallFunction,
                                     wire::CallService,   wire::Detaching, wire::CancelCall, wire::ForwardLog,
                                     wire::ForwardModule, wire::Shutdown,  Handle{62}};
        std::string junk(9 + below(40), '\xff');
        for (std::size_t i = 1; i < junk.size(); ++i)
            junk[i] = static_cast<char>(below(256));
        offer(self, self, near, Handles[below(Handles.size())], junk);
        break;
    }
    case 13:
        if (enemy.peer)
            offer(self, self, MasterId, wire::AllocateId, {});
        forgeIds(enemy);
        break;
    case 14:
        offer(self, self, victim.id, wire::Credit, routing::encodeCredit(Letters, 1000).toString());
        offer(self, self, victim.id, wire::Credit, routing::encodeCredit(Letters, 0).toString());
        break;
    default: break;
    }
}

// One asks for ids so that it is not answered, another one answers in the master's place.
void RandomTree::forgeIds(Place& enemy)
{
    Place& accomplice = *m_enemies[below(m_enemies.size())];
    const Value ids(Tuple{{Value(FirstOfNobody), Value(FirstOfNobody + IdsOfNobody)}});
    sendForgery(enemy, nullptr,
                {.src = enemy.id, .auth = enemy.id, .dst = MasterId, .handle = wire::AllocateId, .replyTo = NoHandle},
                {});
    sendForgery(accomplice, nullptr,
                {.src = accomplice.id, .auth = accomplice.id, .dst = enemy.id, .handle = NoHandle, .replyTo = NoHandle},
                pickledText(ids));
}

// To a context below it, whose parent it is: it may say all, but not in the name of what is below that one.
void RandomTree::forgeDown(Place& enemy, Place& child)
{
    const std::size_t kind = below(5);
    const auto under = subtree(child);
    const Place& named = *under[below(under.size())];
    const Place& to = *under[below(under.size())];
    const Place& outside = any();
    const ContextId self = enemy.id;
    if (child.node == nullptr)
        return;
    note(str("forgery ", kind, " by ", raw(self), " in the name of ", raw(named.id), " down to ", raw(child.id)));
    const auto offer = [&](ContextId src, ContextId auth, ContextId dst, Handle handle, std::string_view payload) {
        sendForgery(enemy, &child, {.src = src, .auth = auth, .dst = dst, .handle = handle, .replyTo = NoAnswerWanted},
                    payload);
    };
    if (kind == 0) {
        if (&outside != &child && !isBelow(outside, child))
            offer(self, self, outside.id, Letters, Forged);
        return;
    }
    if (&named == &child)
        return;
    switch (kind) {
    case 1: offer(named.id, named.id, to.id, Letters, Forged); break;
    case 2: offer(named.id, self, to.id, Letters, Forged); break;
    case 3: offer(self, self, child.id, wire::DelRoute, str(raw(named.id))); break;
    case 4: offer(self, self, child.id, wire::AddRoute, str(raw(named.id), ":mine")); break;
    default: break;
    }
}

// To end or to change somebody's call.
void RandomTree::forgeAnswer(Place& enemy, const Asked& asked, std::size_t kind)
{
    const ContextId self = enemy.id;
    const Place* const from = find(asked.from);
    const Place* const to = find(asked.to);
    if (from == nullptr || to == nullptr || from == &enemy || to == &enemy)
        return;
    const bool foreign = !isBelow(*to, enemy);
    const auto offer = [&](ContextId name, ContextId dst, Handle handle, Handle replyTo, std::string_view payload) {
        sendForgery(enemy, nullptr, {.src = name, .auth = name, .dst = dst, .handle = handle, .replyTo = replyTo},
                    payload);
    };
    note(str("forged answer ", kind, " to call ", asked.turn));
    switch (kind) {
    case 0: offer(self, asked.from, asked.replyTo, NoHandle, pickledText(Value("forged"))); break;
    case 1:
        if (foreign)
            offer(asked.to, asked.from, asked.replyTo, NoHandle, pickledText(Value("forged")));
        break;
    case 2:
        if (foreign)
            offer(asked.to, asked.from, asked.replyTo, wire::IsDead, "forged");
        break;
    // That nothing will come of it may be said by whoever is on that side.
    case 3:
        if (firstHop(*from, enemy) == firstHop(*from, *to))
            m_asked.at(asked.turn).mayFail = true;
        offer(self, asked.from, asked.replyTo, wire::IsDead, "forged");
        break;
    case 4: offer(self, asked.to, wire::CancelCall, NoHandle, handleText(asked.replyTo)); break;
    default: break;
    }
}

void RandomTree::sendForgery(Place& enemy, Place* down, const Forgery& forgery, std::string_view payload)
{
    const wire::FrameHeader header{.magic = wire::Magic::Mgc,
                                   .dstId = forgery.dst,
                                   .srcId = forgery.src,
                                   .authId = forgery.auth,
                                   .handle = forgery.handle,
                                   .replyTo = forgery.replyTo,
                                   .length = static_cast<std::uint32_t>(payload.size())};
    ++m_done.forged;
    if (enemy.peer) {
        enemy.peer->offers(header, payload);
        return;
    }
    routing::Router& router = *enemy.node->router;
    const auto stream = router.streamById(down != nullptr ? down->id : enemy.parent->id);
    stream->transmit(header, Bytes(payload), io::Traffic::Interactive);
}

// What is no frame ends the stream it comes on, and everybody behind that is gone.
void RandomTree::sendGarbage(Place& enemy)
{
    const bool endless = oneIn(2);
    const bool half = oneIn(3);
    const bool down = oneIn(2) && !enemy.children.empty();
    Place& end = down ? *enemy.children[below(enemy.children.size())] : enemy;
    const std::string garbage = endless ? endlessFrame() : std::string(100, 'x');
    note(str("garbage from ", raw(enemy.id), down ? " down to " : " up, of ", raw(end.id)));
    ++m_done.expelled;
    if (enemy.peer) {
        enemy.peer->offersBytes(half ? endlessFrame().substr(0, 10) : garbage);
        enemy.peer->pushes();
        markDead(enemy);
        std::erase(m_dying, &enemy);
        if (half)
            dies(enemy);
        else
            m_expelled.push_back(&enemy);
        return;
    }
    enemy.node->router->streamById(down ? end.id : enemy.parent->id)
        ->forward(Bytes(garbage), 1, io::Traffic::Interactive);
    markDead(end);
}

void RandomTree::checkForgeries()
{
    for (const char* const refusal : {"bad auth_id: got ", "bad src_id: got ", "refused by policy: handle "}) {
        if (m_done.forged >= ForgeriesOfAllKinds && !m_tree.log.contains(refusal))
            fail(str("of ", m_done.forged, " forgeries none was told as \"", refusal, '"'));
    }
    const auto honest = std::ranges::find_if(m_alive, [](const Place* place) {
        return place->parent != nullptr && place->parent->parent == nullptr && place->node != nullptr;
    });
    if (honest == m_alive.end())
        return;
    routing::Message call;
    call.dstId = (*honest)->id;
    call.handle = wire::CallFunction;
    call.data = Bytes(m_forgedCall);
    m_forgedCallAwaited = true;
    m_tree.master().router->route(std::move(call));
    if (!waitFor([this] { return !m_forgedCallAwaited; }))
        fail("the call that is forged is not even run for the master");
}

}  // namespace rz::test
