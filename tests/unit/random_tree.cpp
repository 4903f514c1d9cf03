#include "tests/unit/random_tree.h"

#include "core/base/str.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace rz::test {

namespace {

constexpr Handle Letters{60};
constexpr int MaxDepth = 9;
constexpr std::string_view Forged = "forged";

// Who writes to whom, the how manieth, and a filling that must arrive as it was.
std::string letter(ContextId from, ContextId to, std::uint32_t number, std::size_t size)
{
    std::string text = str(raw(from), ":", raw(to), ":", number, ":");
    text.resize(std::max(text.size(), size), static_cast<char>('a' + number % 26));
    return text;
}

std::optional<std::uint32_t> cutNumber(std::string_view& text)
{
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end == text.data() + text.size() || *end != ':')
        return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
    return number;
}

}  // namespace

RandomTree::RandomTree(Plan plan) : m_random(plan.seed), m_plan(plan)
{
    m_tree.registry.add({.description = {.name = "test.forged", .help = {}, .result = "none", .parameters = {}},
                         .runs = rpc::Runs::Inline,
                         .invoke = [this](const rpc::FunctionDescription&, rpc::CallContext& call,
                                          std::vector<Value>&) -> Result<Value> {
                             fail(str("a forged call was run, in the name of ", raw(call.caller)));
                             return Value();
                         },
                         .start = {}});
    m_forgedCall = rpc::Call::byName("test.forged").encode().value().flat().toString();
    auto master = std::make_unique<Place>();
    master->id = MasterId;
    master->node = &m_tree.master();
    m_alive.push_back(master.get());
    listenAt(*master);
    m_places.emplace(MasterId, std::move(master));
}

// Calls that are dropped are told so by the tree while there is somebody to tell.
RandomTree::~RandomTree()
{
    for (auto& [turn, asked] : m_asked)
        asked.pending.cancel();
    m_tree.drain();
}

void RandomTree::fail(std::string what)
{
    if (m_failure.empty())
        m_failure = std::move(what);
}

bool RandomTree::run(int steps)
{
    for (int i = 0; i < steps && m_failure.empty(); ++i)
        step();
    return m_failure.empty();
}

void RandomTree::step()
{
    const std::size_t dice = below(100);
    const bool growing = m_alive.size() < m_plan.contexts;
    if (dice < 25)
        growing ? connectOne() : cutOne();
    else if (dice < 28)
        connectEnemy();
    else if (dice < 29)
        cutOne();
    else if (dice < 50)
        callDown(any());
    else if (dice < 55)
        callForbidden();
    else if (dice < 58)
        cancelOne();
    else if (dice < 80)
        writeLetters(*anyNode(), *anyNode(), 1 + static_cast<int>(below(4)), below(200));
    else if (dice < 82)
        writeLetters(*anyNode(), *anyNode(), 50, 4096);
    else if (dice < 83)
        writeLetters(*anyNode(), *anyNode(), 3, 200'000);
    else
        forgeOne();
    letDie(oneIn(4) ? 1 : 0);
    drive(below(3));
    std::erase_if(m_asked, [](const auto& entry) { return entry.second.answers > 0; });
}

void RandomTree::drive(std::size_t turns)
{
    for (; turns > 0; --turns)
        m_tree.broker->runOnce(Duration::zero());
    takeEnemiesMail();
}

// --- what happens ----------------------------------------------------------------------------------------------------

void RandomTree::connectOne()
{
    Place* const parent = anyNode();
    if (parent->depth >= MaxDepth)
        return;
    Node& node = m_tree.addChild(*parent->node);
    Place& place = addPlace(*parent, node.id());
    place.node = &node;
    listenAt(place);
    ++m_done.connected;
}

void RandomTree::connectEnemy()
{
    Place* const parent = anyNode();
    if (parent->depth >= MaxDepth)
        return;
    const ContextId id = m_tree.allocate(*parent->node);
    Place& place = addPlace(*parent, id);
    place.enemy.emplace(m_tree.addRawChild(*parent->node, id));
    ++m_done.connected;
}

void RandomTree::cutOne()
{
    Place& top = any();
    if (top.parent == nullptr)
        return;
    const bool fromAbove = oneIn(2);
    Place& parent = *top.parent;
    // In the middle of what is under way.
    const std::vector<Place*> all = subtree(top);
    for (int i = 0; i < 5; ++i) {
        Place& inside = *all[below(all.size())];
        callDown(inside);
        writeLetters(inside.node != nullptr ? inside : *inside.parent, *anyNode(), 3, below(5000));
        writeLetters(*anyNode(), inside.node != nullptr ? inside : *inside.parent, 3, below(5000));
    }
    drive(below(6));
    markDead(top);
    ++m_done.cut;
    if (fromAbove)
        parent.node->router->disconnect(top.id, Error(ErrorKind::Timeout, "cut at random"));
    else
        dies(top);
}

// What has been cut off ends in its own time and order, as processes do.
void RandomTree::letDie(std::size_t atMost)
{
    for (; atMost > 0 && !m_dying.empty(); --atMost) {
        const std::size_t index = below(m_dying.size());
        Place* const place = std::exchange(m_dying[index], m_dying.back());
        m_dying.pop_back();
        dies(*place);
    }
}

void RandomTree::dies(Place& place)
{
    if (place.node != nullptr)
        m_tree.kill(*std::exchange(place.node, nullptr));
    place.enemy.reset();
}

// From the one above it, or farther up.
void RandomTree::callDown(Place& to)
{
    if (to.node == nullptr || to.parent == nullptr)
        return;
    Place* from = to.parent;
    while (from->parent != nullptr && !oneIn(3))
        from = from->parent;
    ask(*from, to, std::string(oneIn(50) ? 100'000 : below(100), 'q'), false);
}

// Only what is above may call.
void RandomTree::callForbidden()
{
    Place* const from = anyNode();
    Place* const to = anyNode();
    if (from == to || to->parent == nullptr || isBelow(*to, *from))
        return;
    ask(*from, *to, "forbidden", true);
}

void RandomTree::ask(Place& from, Place& to, std::string text, bool forbidden)
{
    Asked& asked = m_asked[m_done.calls++];
    asked.from = from.id;
    asked.to = to.id;
    // Handles are counted up, and nothing else here takes one.
    asked.replyTo = Handle{raw(wire::FirstDynamic) + from.calls++};
    asked.expected = std::move(text);
    asked.forbidden = forbidden;
    asked.pending =
        from.node->context(to.id).callAsync(rpc::Call::byName("rhizome.echo", {Value(asked.expected)}),
                                            [this, &asked](const Result<Value>& result) { answered(asked, result); });
    if (asked.answers != 0)
        fail("a call was answered inside the function that started it");
}

void RandomTree::answered(Asked& asked, const Result<Value>& result)
{
    const auto about = [&asked](std::string_view what) {
        return str("call from ", raw(asked.from), " to ", raw(asked.to), ": ", what);
    };
    if (++asked.answers > 1)
        return fail(about("answered twice"));
    if (result) {
        ++m_done.answered;
        if (asked.forbidden)
            fail(about("allowed to somebody who is not above"));
        else if (*result != Value(asked.expected))
            fail(about("another result than its own"));
        return;
    }
    const Error& error = result.error();
    if (error.kind() == ErrorKind::Cancelled) {
        ++m_done.cancelled;
        if (!asked.cancelled)
            fail(about("cancelled by nobody"));
    } else if (asked.forbidden && error.text() == "refused by policy") {
        ++m_done.refused;
    } else {
        ++m_done.failed;
        if (error.kind() != ErrorKind::Channel || !asked.mayFail)
            fail(about(str("failed while both are alive: ", error.text())));
    }
}

RandomTree::Asked* RandomTree::recentlyAsked()
{
    const auto found = m_asked.find(m_done.calls - 1 - static_cast<int>(below(10)));
    return found == m_asked.end() || found->second.answers > 0 ? nullptr : &found->second;
}

void RandomTree::cancelOne()
{
    if (Asked* const asked = recentlyAsked()) {
        asked->cancelled = true;
        asked->pending.cancel();
    }
}

void RandomTree::writeLetters(Place& from, Place& to, int count, std::size_t size)
{
    if (&from == &to)
        return;
    Conversation& conversation = m_conversations[{from.id, to.id}];
    for (int i = 0; i < count; ++i) {
        routing::Message message;
        message.dstId = to.id;
        message.handle = Letters;
        message.data = Bytes(letter(from.id, to.id, conversation.next++, size));
        from.node->router->route(std::move(message));
        ++m_done.letters;
    }
}

void RandomTree::listenAt(Place& place)
{
    routing::HandlerOptions options;
    options.handle = Letters;
    const auto added = place.node->router->addHandler(
        [this, &place](const routing::Message& message) {
            if (!message.isDead())
                letterArrived(place, message);
        },
        options);
    if (!added)
        fail(added.error().text());
    place.handlers = place.node->router->handlerCount();
}

void RandomTree::letterArrived(Place& at, const routing::Message& message)
{
    const Bytes data = message.data.flat();
    const std::string_view whole = data.view();
    if (whole.starts_with(Forged))
        return fail(str("context ", raw(at.id), " was given a letter in the name of ", raw(message.srcId),
                        " under the authority of ", raw(message.authId), " by somebody else"));
    std::string_view text = whole;
    const auto from = cutNumber(text);
    const auto to = cutNumber(text);
    const auto number = cutNumber(text);
    if (!from || !to || !number || whole != letter(ContextId{*from}, ContextId{*to}, *number, whole.size()))
        return fail(str("context ", raw(at.id), " was given a damaged letter"));
    const std::string about = str("letter ", *number, " from ", *from, " to ", *to);
    if (ContextId{*to} != at.id)
        return fail(str(about, " went to ", raw(at.id)));
    if (message.srcId != ContextId{*from} || message.authId != ContextId{*from})
        return fail(str(about, " has another sender: ", raw(message.srcId)));
    const auto found = m_conversations.find({ContextId{*from}, ContextId{*to}});
    if (found == m_conversations.end()) {
        // Of a conversation that is over, one of the two having been cut off.
        if (!m_dead.contains(ContextId{*from}) && !m_dead.contains(ContextId{*to}))
            fail(str(about, " was never written"));
        return;
    }
    Conversation& conversation = found->second;
    if (*number < conversation.awaited)
        return fail(str(about, " came twice or late"));
    if (*number > conversation.awaited && !conversation.broken)
        return fail(str(about, " came before ", conversation.awaited));
    conversation.awaited = *number + 1;
    ++m_done.delivered;
}

// A child that says it is somebody else, or that somebody else is behind it.
void RandomTree::forgeOne()
{
    Place* const enemy = anyEnemy();
    if (enemy == nullptr)
        return;
    Place& victim = any();
    if (&victim == enemy || victim.enemy)
        return;
    Place& other = any();
    const ContextId name = &other == enemy ? MasterId : other.id;
    const auto offer = [&](ContextId src, ContextId auth, ContextId dst, Handle handle, std::string_view payload) {
        enemy->enemy->offers({.magic = wire::Magic::Mgc,
                              .dstId = dst,
                              .srcId = src,
                              .authId = auth,
                              .handle = handle,
                              .replyTo = Handle{77},
                              .length = 0},
                             payload);
    };
    ++m_done.forged;
    switch (below(8)) {
    case 0: offer(name, enemy->id, victim.id, Letters, Forged); break;
    case 1: offer(enemy->id, name, victim.id, Letters, Forged); break;
    case 2: offer(name, name, victim.id, Letters, Forged); break;
    case 3: offer(name, name, victim.id, wire::CallFunction, m_forgedCall); break;
    // The answer to somebody's call, in its own name: it was not asked.
    case 4:
        if (const Asked* const asked = recentlyAsked())
            offer(enemy->id, enemy->id, asked->from, asked->replyTo, Forged);
        break;
    case 5: offer(enemy->id, enemy->id, enemy->parent->id, wire::AddRoute, str(raw(name), ":mine")); break;
    case 6: offer(enemy->id, enemy->id, enemy->parent->id, wire::DelRoute, str(raw(name))); break;
    // In its own name: it is nobody's parent.
    case 7:
        if (victim.parent != nullptr)
            offer(enemy->id, enemy->id, victim.id, wire::CallFunction, m_forgedCall);
        break;
    default: break;
    }
}

void RandomTree::takeEnemiesMail()
{
    for (Place* const place : m_alive) {
        if (place->enemy) {
            place->enemy->pushes();
            place->enemy->takes();
        }
    }
}

}  // namespace rz::test
