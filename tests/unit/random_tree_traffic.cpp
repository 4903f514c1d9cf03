// Letters, values under credit, and storms of a RandomTree.
#include "core/base/str.h"
#include "core/io/basic_stream.h"
#include "core/routing/flow_control.h"
#include "core/rpc/sender.h"
#include "tests/unit/random_tree.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace rz::test {

namespace {

constexpr Handle BulkLetters{raw(wire::FirstBulk) + 60};
constexpr Handle Lost{61};
constexpr Handle Feeds{63};
constexpr std::size_t WindowOfFeeds = 16 * 1024;
// What one stream may still bring after its allowance is used up: the rest of a read.
constexpr std::size_t ReadAhead = 512 * 1024;

// Who writes to whom, the how manieth, and a filling that must arrive as it was.
std::string letter(ContextId from, ContextId to, std::uint32_t number, std::size_t size)
{
    std::string text = str(raw(from), ":", raw(to), ":", number, ":");
    text.resize(std::max(text.size(), size), static_cast<char>('a' + number % 26));
    return text;
}

// Those of one conversation do not overtake each other.
Handle lettersTo(ContextId to, ContextId from)
{
    return (raw(to) + raw(from)) % 3 == 0 ? BulkLetters : Letters;
}

std::string fedValue(std::uint32_t number, std::size_t size)
{
    return letter(MasterId, MasterId, number, size);
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

// --- letters ---------------------------------------------------------------------------------------------------------

void RandomTree::listenAt(Place& place)
{
    const auto listen = [this, &router = *place.node->router](Handle handle, routing::Handler handler) {
        routing::HandlerOptions options;
        options.handle = handle;
        if (const auto added = router.addHandler(std::move(handler), std::move(options)); !added)
            fail(added.error().text());
    };
    for (const Handle handle : {Letters, BulkLetters}) {
        listen(handle, [this, &place](const routing::Message& message) {
            if (!message.isDead())
                letterArrived(place, message);
        });
    }
    listen(Feeds, [this, &router = *place.node->router](const routing::Message& message) {
        if (!message.isDead())
            feed(router, message);
    });
    place.handlers = place.node->router->handlerCount();
}

void RandomTree::writeLetters(Place& from, Place& to, int count, std::size_t size)
{
    if (&from == &to)
        return;
    note(str(count, " letters of ", size, " from ", raw(from.id), " to ", raw(to.id)));
    Conversation& conversation = m_conversations[{from.id, to.id}];
    for (int i = 0; i < count; ++i) {
        std::string text = letter(from.id, to.id, conversation.next++, size);
        ++m_done.letters;
        from.written += text.size();
        if (from.peer) {
            from.peer->offers({.magic = wire::Magic::Mgc,
                               .dstId = to.id,
                               .srcId = from.id,
                               .authId = from.id,
                               .handle = lettersTo(to.id, from.id),
                               .replyTo = NoHandle,
                               .length = 0},
                              text);
            continue;
        }
        routing::Message message;
        message.dstId = to.id;
        message.handle = lettersTo(to.id, from.id);
        message.data = Bytes(std::move(text));
        from.node->router->route(std::move(message));
    }
    if (!reach(from, to))
        conversation.awaited = conversation.next;
}

void RandomTree::letterArrived(const Place& at, const routing::Message& message)
{
    const Bytes data = message.data.flat();
    const std::string_view whole = data.view();
    std::string_view text = whole;
    const auto from = cutNumber(text);
    const auto to = cutNumber(text);
    const auto number = cutNumber(text);
    if (!from || !to || !number || whole != letter(ContextId{*from}, ContextId{*to}, *number, whole.size()))
        return fail(str("context ", raw(at.id), " was given a letter in the name of ", raw(message.srcId),
                        " under the authority of ", raw(message.authId), " that nobody wrote: ", whole.substr(0, 40)));
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
    if (*number >= conversation.next)
        return fail(str(about, " was never written"));
    if (*number < conversation.awaited)
        return fail(str(about, " came twice, late, or where nothing may come"));
    if (*number > conversation.awaited && !conversation.broken)
        return fail(str(about, " came before ", conversation.awaited));
    conversation.awaited = *number + 1;
    ++m_done.delivered;
    // Those between know by it whom to tell when one of the two is gone.
    const Place* const writer = find(ContextId{*from});
    if (*number == 0 && !conversation.broken && writer != nullptr) {
        watch(*writer, at.id);
        watch(at, writer->id);
    }
}

void RandomTree::watch(const Place& watcher, ContextId other)
{
    if (watcher.node == nullptr || m_watches.contains({watcher.id, other}))
        return;
    m_watches[{watcher.id, other}] =
        watcher.node->router->onDisconnect(other, [this, self = watcher.id, other](const Error&) {
            if (!m_dead.contains(self) && !m_dead.contains(other))
                fail(str("context ", raw(self), " was told that ", raw(other), " is gone, which is there"));
            m_watches.erase({self, other});
            ++m_done.noticed;
        });
}

// Who has not been told of whose loss.
std::optional<RandomTree::Pair> RandomTree::lossNotTold() const
{
    for (const auto& [pair, subscription] : m_watches) {
        if (m_dead.contains(pair.second) && !m_dead.contains(pair.first))
            return pair;
    }
    return std::nullopt;
}

// To contexts that were never there, or are not any more.
void RandomTree::writeToNobody(Place& from)
{
    const std::size_t index = below(m_deadIds.size());
    const ContextId nobody = oneIn(2) && !m_deadIds.empty()
                                 ? m_deadIds[index]
                                 : ContextId{FirstOfNobody + static_cast<std::uint32_t>(below(IdsOfNobody))};
    routing::Message message;
    message.dstId = nobody;
    message.handle = Lost;
    message.data = Bytes("for nobody");
    from.node->router->route(std::move(message));
}

void RandomTree::servePeers(std::size_t count)
{
    std::erase_if(m_behind, [this](Place* place) {
        serve(*place);
        const auto stream = place->parent->node->router->streamById(place->id);
        return stream == nullptr || stream->pendingBytes() == 0;
    });
    for (std::size_t i = 0; i < std::min(count, m_peers.size()); ++i)
        serve(*m_peers[m_nextPeer++ % m_peers.size()]);
}

void RandomTree::serve(Place& place)
{
    place.peer->pushes();
    if (place.deaf)
        return;
    for (wire::Frame& frame : place.peer->takesFrames()) {
        const bool letter = frame.header.handle == Letters || frame.header.handle == BulkLetters;
        if (!letter || frame.header.replyTo == wire::IsDead)
            continue;
        routing::Message message;
        message.dstId = frame.header.dstId;
        message.srcId = frame.header.srcId;
        message.authId = frame.header.authId;
        message.data = Payload(std::move(frame.payload));
        letterArrived(place, message);
    }
}

// --- values under credit ---------------------------------------------------------------------------------------------

// Sends on as long as the window and the way allow.
struct RandomTree::Pump : std::enable_shared_from_this<Pump> {
    Pump(routing::Router& router, SenderRef target) : sender(router, target) {}

    void run()
    {
        for (; next < count; ++next) {
            if (!sender.ready()) {
                sender.whenReady([weak = weak_from_this()] {
                    if (const auto self = weak.lock())
                        self->run();
                });
                return;
            }
            if (!sender.send(Value(fedValue(next, size))))
                return;
        }
        sender.close();
    }

    rpc::Sender sender;
    std::uint32_t next = 0;
    std::uint32_t count = 0;
    std::size_t size = 0;
};

// From it to one above, or down from there.
void RandomTree::beginFeed(Place& low)
{
    // A large one does not go into a socket at once.
    const bool large = oneIn(10);
    const std::size_t size = large ? 300'000 : 100 + below(4000);
    const auto count = static_cast<std::uint32_t>(below(large ? 4 : 60));
    const bool down = oneIn(3);
    if (low.node == nullptr || low.parent == nullptr)
        return;
    Place* high = low.parent;
    while (!oneIn(3) && high->parent != nullptr)
        high = high->parent;
    Place& feeder = down ? *high : low;
    const Place& reader = down ? low : *high;
    note(str(count, " values of ", size, " from ", raw(feeder.id), " to ", raw(reader.id)));
    rpc::ReceiverOptions options;
    options.respondent = feeder.id;
    options.window = WindowOfFeeds;
    if (oneIn(3))
        options.traffic = io::Traffic::Bulk;
    auto receiver = rpc::Receiver::create(*reader.node->router, std::move(options));
    if (!receiver)
        return fail(receiver.error().text());
    const SenderRef target = (*receiver)->toSender(feeder.id);
    Feed& feed = m_feeds[m_done.feeds++];
    feed.reader = reader.id;
    feed.feeder = feeder.id;
    feed.receiver = std::move(*receiver);
    // The last one may exceed the window. That the Sender has been closed, and that its context is gone, cost nothing.
    feed.most = WindowOfFeeds / size + 3;
    feed.count = count;
    feeder.written += size * count;
    // Behind the credit.
    auto request =
        routing::Message::pickled(Tuple{{Value(target), Value(count), Value(static_cast<std::int64_t>(size))}});
    if (!request)
        return fail(request.error().text());
    request->dstId = feeder.id;
    request->handle = Feeds;
    reader.node->router->route(std::move(*request));
}

void RandomTree::feed(routing::Router& router, const routing::Message& request)
{
    const auto value = request.unpickle();
    const auto* const fields = value ? value->as<Tuple>() : nullptr;
    if (fields == nullptr || fields->items.size() != 3)
        return fail("a request for values arrived in another form");
    const auto pump = std::make_shared<Pump>(router, *fields->items[0].as<SenderRef>());
    pump->count = static_cast<std::uint32_t>(*fields->items[1].as<std::int64_t>());
    pump->size = static_cast<std::size_t>(*fields->items[2].as<std::int64_t>());
    m_pumps.emplace(router.id(), pump);
    pump->run();
}

bool RandomTree::takeFeed(Feed& feed, std::size_t atMost)
{
    const auto wrong = [this, &feed](std::string_view what) {
        fail(str("values from ", raw(feed.feeder), " to ", raw(feed.reader), ": ", what));
        return true;
    };
    if (feed.receiver->size() > feed.most)
        return wrong(str(feed.receiver->size(), " wait, for which there was no credit"));
    for (; atMost > 0; --atMost) {
        const auto value = feed.receiver->getValue(rpc::NoWait);
        if (!value && value.error().kind() == ErrorKind::Timeout)
            return false;
        if (!value && value.error().kind() == ErrorKind::Channel) {
            if (!feed.broken && feed.next != feed.count)
                return wrong(str("ended after ", feed.next, " of ", feed.count, ": ", value.error().text()));
            return true;
        }
        const auto* const text = value ? value->as<std::string>() : nullptr;
        if (text == nullptr || *text != fedValue(feed.next, text->size()))
            return wrong(str("not number ", feed.next));
        ++feed.next;
        ++m_done.values;
    }
    return false;
}

void RandomTree::takeFeeds()
{
    if (m_feeds.empty())
        return;
    const auto from = m_feeds.lower_bound(static_cast<int>(m_order() % static_cast<std::size_t>(m_done.feeds + 1)));
    const auto chosen = from == m_feeds.end() ? m_feeds.begin() : from;
    if (takeFeed(chosen->second, m_order() % 8))
        m_feeds.erase(chosen);
}

// --- storms ----------------------------------------------------------------------------------------------------------

// A few stop reading, as processes do that are stopped, and many write to them.
void RandomTree::beginStorm()
{
    if (m_stormLeft > 0)
        return;
    m_stormLeft = 20 + below(40);
    ++m_done.storms;
    const std::size_t victims = 1 + below(3);
    for (std::size_t i = 0; i < victims; ++i) {
        Place& victim = any();
        const std::size_t writers = 3 + below(4);
        if (victim.parent == nullptr || std::exchange(victim.deaf, true))
            continue;
        note(str("storm: ", raw(victim.id), " stops reading"));
        m_deaf.push_back(victim.id);
        if (victim.node != nullptr)
            victim.node->router->parentStream()->pause();
        for (int k = 0; k < 3; ++k)
            beginFeed(victim);
        for (std::size_t k = 0; k < writers; ++k) {
            const auto& near = victim.parent->children;
            Place& writer = k == 0 ? *near[below(near.size())] : any();
            m_flooding.push_back(writer.id);
            writeLetters(writer, victim, 30, 40'000 + below(90'000));
            for (const Place* place : {&writer, &victim}) {
                for (; place != nullptr; place = place->parent)
                    m_watched.insert(place->id);
            }
        }
    }
}

RandomTree::Place& RandomTree::anyInStorm()
{
    const std::vector<ContextId>& ids = oneIn(2) ? m_deaf : m_flooding;
    const std::size_t index = below(ids.size());
    Place* const place = ids.empty() ? nullptr : find(ids[index]);
    return place != nullptr ? *place : any();
}

void RandomTree::endStorm()
{
    note("the storm ends");
    m_stormLeft = 0;
    m_watched.clear();
    m_flooding.clear();
    for (const ContextId id : std::exchange(m_deaf, {})) {
        Place& place = *m_places.at(id);
        place.deaf = false;
        if (place.peer && !m_dead.contains(id))
            m_behind.push_back(&place);
        routing::Stream* const parent = place.node != nullptr ? place.node->router->parentStream() : nullptr;
        if (parent != nullptr)
            parent->resume();
    }
}

// What waits in a context's queues came from itself, or is no more than its neighbours may bring after a queue is full.
void RandomTree::checkQueues()
{
    std::size_t congested = 0;
    for (const ContextId id : m_watched) {
        const Place& place = *m_places.at(id);
        if (place.node == nullptr || m_dead.contains(id))
            continue;
        const auto streams = place.node->router->getStreams();
        const std::size_t most = io::BasicStream::HighWater + place.written +
                                 streams.size() * (routing::FlowControl::FloodAllowance + ReadAhead);
        for (const auto& stream : streams) {
            if (stream->pendingBytes() > most)
                fail(str("context ", raw(id), " keeps ", stream->pendingBytes(), " bytes for ", raw(stream->remoteId()),
                         ", which is more than ", most));
            congested += stream->congested() && place.written < io::BasicStream::LowWater ? 1U : 0U;
        }
    }
    m_done.congested = std::max(m_done.congested, congested);
}

}  // namespace rz::test
