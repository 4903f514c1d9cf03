#include "tests/unit/random_tree.h"

#include "core/base/str.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace rz::test {

namespace {

constexpr int MaxDepth = 9;
constexpr std::size_t StepsPerStorm = 1000;
constexpr std::size_t StepsTold = 60;

rpc::RegisteredFunction functionOf(std::string name)
{
    return {.description = {.name = std::move(name), .help = {}, .result = "any", .parameters = {}},
            .runs = rpc::Runs::Inline,
            .invoke = {},
            .start = {}};
}

}  // namespace

RandomTree::RandomTree(Plan plan)
    : m_random(plan.seed),
      m_order(plan.seed),
      m_plan(plan),
      m_tree(Tree::Link{.name = {}, .unidirectional = plan.unidirectional})
{
    addFunctions();
    m_tree.meanwhile = [this] { servePeers(4); };
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
    m_tree.meanwhile = nullptr;
    m_feeds.clear();
    m_pumps.clear();
    for (auto& [turn, asked] : m_asked)
        asked.pending.cancel();
    m_later.clear();
    m_tree.drain();
}

void RandomTree::addFunctions()
{
    rpc::RegisteredFunction forged = functionOf("test.forged");
    forged.invoke = [this](const rpc::FunctionDescription&, rpc::CallContext& call, std::vector<Value>&) {
        if (call.caller != MasterId || !std::exchange(m_forgedCallAwaited, false))
            fail(str("a forged call was run, in the name of ", raw(call.caller)));
        return Result<Value>(Value());
    };
    m_tree.registry.add(std::move(forged));
    m_forgedCall = rpc::Call::byName("test.forged").encode().value().flat().toString();

    rpc::RegisteredFunction later = functionOf("test.later");
    later.start = [this](rpc::CallContext& call, std::vector<Value> args, const Dict&, rpc::Answer answer) {
        m_later.push_back(std::make_unique<Later>(Later{.turn = static_cast<int>(*args[0].as<std::int64_t>()),
                                                        .text = *args[1].as<std::string>(),
                                                        .cancelled = call.cancelled,
                                                        .answer = std::move(answer)}));
    };
    m_tree.registry.add(std::move(later));

    rpc::RegisteredFunction raises = functionOf("test.raises");
    raises.start = [](rpc::CallContext&, const std::vector<Value>& args, const Dict&, rpc::Answer answer) {
        answer(rz::fail(ErrorKind::Call, *args[0].as<std::string>()));
    };
    m_tree.registry.add(std::move(raises));
}

void RandomTree::note(std::string_view what)
{
    m_fingerprint = m_fingerprint * 31 + std::hash<std::string>()(str(m_steps, ": ", what));
    remember(what);
}

void RandomTree::remember(std::string_view what)
{
    if (!m_failure.empty())
        return;
    m_lastSteps.push_back(str(m_steps, ": ", what));
    if (m_lastSteps.size() > StepsTold)
        m_lastSteps.pop_front();
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
    if (m_stormLeft > 0 && --m_stormLeft == 0)
        endStorm();
    if (++m_steps % StepsPerStorm == StepsPerStorm / 2)
        beginStorm();
    // Connecting waits until the master knows, for which everybody has to read.
    if (dice < 28 && m_stormLeft > 0)
        dice < 24 ? writeLetters(any(), any(), 5, below(5000)) : cutOne(dice < 25 ? any() : anyInStorm());
    else if (dice < 25)
        growing ? connectOne() : cutOne(any());
    else if (dice < 28)
        connectPeer();
    else if (dice < 29)
        cutOne(any());
    else if (dice < 46)
        callDown(any());
    else if (dice < 48)
        callChain(any());
    else if (dice < 52)
        callForbidden(anyNode(), anyNode());
    else if (dice < 53)
        callDead();
    else if (dice < 56)
        cancelOne();
    else if (dice < 75)
        writeLetters(any(), any(), 1 + static_cast<int>(below(4)), below(200));
    else if (dice < 77)
        writeLetters(any(), any(), 50, 4096);
    else if (dice < 78)
        writeLetters(any(), any(), 3, 200'000);
    else if (dice < 79)
        writeToNobody(anyNode());
    else if (dice < 81)
        beginFeed(any());
    else
        forgeOne();
    letDie(oneIn(4) ? 1 : 0);
    answerLater(oneIn(25) ? 1 : 0);
    takeFeeds();
    drive(below(3));
    if (m_stormLeft > 0)
        checkQueues();
}

void RandomTree::drive(std::size_t turns)
{
    for (; turns > 0; --turns)
        m_tree.broker->runOnce(Duration::zero());
    servePeers(10);
}

// Everybody works on until it is true.
bool RandomTree::waitFor(const std::function<bool()>& condition)
{
    const TimePoint deadline = Clock::now() + Patience;
    while (m_failure.empty() && !condition()) {
        if (Clock::now() > deadline)
            return false;
        for (int turn = 0; turn < 16; ++turn)
            m_tree.broker->runOnce(Duration::zero());
        servePeers(m_peers.size());
    }
    return m_failure.empty();
}

// --- who comes and goes ----------------------------------------------------------------------------------------------

void RandomTree::connectOne()
{
    Place& parent = anyNode();
    const bool hostile = oneIn(12);
    if (parent.depth >= MaxDepth)
        return;
    Node& node = m_tree.addChild(*parent.node, {.name = {}, .unidirectional = m_plan.unidirectional});
    note(str("connect ", raw(node.id()), " below ", raw(parent.id), hostile ? ", hostile" : ""));
    Place& place = addPlace(parent, node.id());
    place.node = &node;
    place.hostile = hostile;
    if (hostile)
        m_enemies.push_back(&place);
    listenAt(place);
    ++m_done.connected;
}

void RandomTree::connectPeer()
{
    Place& parent = anyNode();
    // An enemy that is in the tree already connects once more.
    Place* const twin = oneIn(2) && !m_enemies.empty() ? m_enemies[below(m_enemies.size())] : nullptr;
    if (parent.depth >= MaxDepth)
        return;
    const ContextId id = m_tree.allocate(*parent.node);
    note(str("connect ", raw(id), " below ", raw(parent.id), ", an enemy"));
    Place& place = addPlace(parent, id);
    place.peer.emplace(m_tree.addRawChild(*parent.node, id));
    place.hostile = true;
    if (twin != nullptr) {
        place.twin = twin->id;
        twin->twin = id;
    }
    m_enemies.push_back(&place);
    m_peers.push_back(&place);
    ++m_done.connected;
    if (!waitFor([&] { return m_tree.master().router->findRoute(id).has_value(); }))
        fail(str("the master has not heard of ", raw(id)));
}

void RandomTree::cutOne(Place& top)
{
    if (top.parent == nullptr)
        return;
    const bool fromAbove = oneIn(2);
    Place& parent = *top.parent;
    note(str("cut ", raw(top.id), " from ", fromAbove ? raw(parent.id) : raw(top.id)));
    // In the middle of what is under way.
    const std::vector<Place*> all = subtree(top);
    for (int i = 0; i < 5; ++i) {
        Place& inside = *all[below(all.size())];
        callDown(inside);
        writeLetters(inside, any(), 3, below(5000));
        writeLetters(any(), inside, 3, below(5000));
        callForbidden(inside, anyNode());
    }
    beginFeed(*all[below(all.size())]);
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
    m_pumps.erase(place.id);
    std::erase_if(m_feeds, [&place](const auto& entry) { return entry.second.reader == place.id; });
    checkOrphan(place);
    if (place.node != nullptr)
        m_tree.kill(*std::exchange(place.node, nullptr));
    place.peer.reset();
}

// Whoever has lost its parent waits only for those below any more.
void RandomTree::checkOrphan(const Place& place)
{
    if (place.node == nullptr || place.node->router->parentStream() != nullptr)
        return;
    for (const auto& [turn, asked] : m_asked) {
        if (asked.from == place.id && !isBelow(*m_places.at(asked.to), place))
            fail(str("without a parent ", raw(asked.from), " still waits for ", raw(asked.to), ": call ", turn));
    }
}

// --- calls -----------------------------------------------------------------------------------------------------------

// From the one above it, or farther up.
void RandomTree::callDown(Place& to)
{
    const auto kind = static_cast<Kind>(below(10) < 6 ? 0 : below(4));
    const std::size_t size = oneIn(50) ? 100'000 : below(100);
    const bool hasDeadline = oneIn(30);
    if (to.node == nullptr || to.parent == nullptr)
        return;
    Place& from = anyAbove(to);
    nextAsked().hasDeadline = hasDeadline;
    const std::string text(size, 'q');
    to.written += size;
    switch (kind) {
    case Kind::Later:
        ask(from, to.id, kind, rpc::Call::byName("test.later", {Value(m_done.calls), Value(text)}), text);
        break;
    case Kind::Raises: {
        const std::string reason = str("raised ", m_done.calls);
        ask(from, to.id, kind, rpc::Call::byName("test.raises", {Value(reason)}), reason);
        break;
    }
    case Kind::Unknown: ask(from, to.id, kind, rpc::Call::byName("test.none"), "none"); break;
    default: ask(from, to.id, Kind::Echo, rpc::Call::byName("rhizome.echo", {Value(text)}), text); break;
    }
}

void RandomTree::callChain(Place& to)
{
    const std::size_t after = below(4);
    const bool isReset = oneIn(2);
    if (to.node == nullptr || to.parent == nullptr)
        return;
    Place& from = anyAbove(to);
    Chain chain(std::in_place, from.node->context(to.id));
    const std::string reason = str("raised ", m_done.calls);
    ask(from, to.id, Kind::Raises, rpc::Call::byName("test.raises", {Value(reason)}), reason, chain);
    for (std::size_t i = 0; i < after; ++i)
        ask(from, to.id, Kind::Raises, rpc::Call::byName("rhizome.echo", {Value("in vain")}), reason, chain);
    if (!isReset)
        return;
    chain->reset();
    ask(from, to.id, Kind::Echo, rpc::Call::byName("rhizome.echo", {Value("again")}), "again", chain);
}

RandomTree::Place& RandomTree::anyAbove(const Place& place)
{
    Place* above = place.parent;
    while (!oneIn(3) && above->parent != nullptr)
        above = above->parent;
    return *above;
}

// Only what is above may call.
void RandomTree::callForbidden(Place& from, const Place& to)
{
    if (from.node == nullptr || &from == &to || to.parent == nullptr || isBelow(to, from))
        return;
    nextAsked().forbidden = true;
    ask(from, to.id, Kind::Echo, rpc::Call::byName("rhizome.echo", {Value("forbidden")}), "forbidden");
}

void RandomTree::callDead()
{
    Place& from = anyNode();
    const std::size_t index = below(m_deadIds.size());
    if (m_deadIds.empty())
        return;
    nextAsked().mayFail = true;
    ask(from, m_deadIds[index], Kind::Echo, rpc::Call::byName("rhizome.echo", {Value("dead")}), "dead");
}

void RandomTree::ask(Place& from, ContextId to, Kind kind, rpc::Call call, std::string expected, const Chain& chain)
{
    const int turn = m_done.calls;
    Asked& asked = nextAsked();
    ++m_done.calls;
    asked.turn = turn;
    asked.from = from.id;
    asked.to = to;
    asked.kind = kind;
    asked.expected = std::move(expected);
    from.written += asked.expected.size();
    note(str("call ", turn, " from ", raw(from.id), " to ", raw(to)));
    // Handles are counted up.
    const auto before = from.node->router->addHandler([](const routing::Message&) {});
    from.node->router->delHandler(*before);
    asked.replyTo = Handle{raw(*before) + 1};
    const auto onResult = [this, turn](const Result<Value>& result) { answered(turn, result); };
    const auto deadline = asked.hasDeadline ? std::optional<Duration>(1ms) : std::nullopt;
    rpc::PendingCall pending = chain ? chain->callAsync(std::move(call), onResult, deadline)
                                     : from.node->context(to).callAsync(call, onResult, deadline);
    if (const auto found = m_asked.find(turn); found != m_asked.end())
        found->second.pending = std::move(pending);
    else
        fail("a call was answered inside the function that started it");
}

void RandomTree::answered(int turn, const Result<Value>& result)
{
    const auto node = m_asked.extract(turn);
    if (node.empty())
        return fail(str("call ", turn, " was answered twice"));
    const Asked& asked = node.mapped();
    if (m_order() % 4 == 0)
        cancelAnother(asked);
    const auto wrong = [&](std::string_view what) {
        fail(str("call ", turn, " from ", raw(asked.from), " to ", raw(asked.to), ": ", what));
    };
    if (result) {
        ++m_done.answered;
        if (asked.forbidden)
            wrong("allowed to somebody who is not above");
        else if (asked.kind == Kind::Raises || asked.kind == Kind::Unknown || *result != Value(asked.expected))
            wrong(str("another result than its own: ", repr(*result).substr(0, 100)));
        return;
    }
    const Error& error = result.error();
    switch (error.kind()) {
    case ErrorKind::Cancelled:
        ++m_done.cancelled;
        if (!asked.cancelled)
            wrong("cancelled by nobody");
        break;
    case ErrorKind::Timeout:
        ++m_done.late;
        if (!asked.hasDeadline)
            wrong("it had no deadline");
        break;
    case ErrorKind::Call:
        ++m_done.raised;
        if ((asked.kind != Kind::Raises && asked.kind != Kind::Unknown) ||
            error.text().find(asked.expected) == std::string::npos)
            wrong(str("failed as no function of its own does: ", error.text()));
        break;
    case ErrorKind::Channel:
        if (asked.forbidden && (error.text() == "refused by policy" || error.text().starts_with("routing mode"))) {
            ++m_done.refused;
            break;
        }
        ++m_done.failed;
        if (!asked.mayFail)
            wrong(str("failed while both are alive: ", error.text()));
        break;
    default: wrong(str("failed for no good reason: ", error.text()));
    }
}

void RandomTree::cancelOne()
{
    if (Asked* const asked = notEnded())
        cancel(*asked);
}

void RandomTree::cancel(Asked& asked)
{
    remember(str("cancel call ", asked.turn, " to ", raw(asked.to)));
    asked.cancelled = true;
    if (asked.kind == Kind::Later && !asked.mayFail)
        m_cancelled.insert(asked.turn);
    asked.pending.cancel();
}

// Inside the end of `ended`, which may be the end of the other one as well.
void RandomTree::cancelAnother(const Asked& ended)
{
    const auto other = std::ranges::find_if(m_asked, [&ended](const auto& entry) {
        return entry.second.from == ended.from && entry.second.to == ended.to;
    });
    if (other != m_asked.end())
        cancel(other->second);
}

// In any order; those that have been cancelled once they are told so.
void RandomTree::answerLater(std::size_t atMost)
{
    for (; atMost > 0 && !m_later.empty(); --atMost) {
        std::swap(m_later[m_order() % m_later.size()], m_later.back());
        if (m_cancelled.contains(m_later.back()->turn) && !m_later.back()->cancelled.stop_requested())
            continue;
        const auto later = std::move(m_later.back());
        m_later.pop_back();
        const auto asked = m_asked.find(later->turn);
        if (later->cancelled.stop_requested() && asked != m_asked.end() && !asked->second.mayFail &&
            !asked->second.cancelled && !asked->second.hasDeadline)
            fail(str("call ", later->turn, " was cancelled by somebody else"));
        later->answer(Value(later->text));
    }
}

}  // namespace rz::test
