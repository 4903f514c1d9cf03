// What a RandomWorker sends and receives without calling anybody.
#include "core/base/str.h"
#include "core/routing/credit_table.h"
#include "core/rpc/sender.h"
#include "tests/unit/random_worker.h"
#include "tests/unit/rpc_functions.h"

#include <array>
#include <stop_token>
#include <thread>
#include <utility>

namespace rz::test {

namespace {

constexpr std::array<std::size_t, 4> Windows = {0, 300, 10'000, 1024 * 1024};
constexpr Handle SharedHandle{500};

}  // namespace

bool RandomWorker::read(Stream& stream, std::int64_t atMost)
{
    const TimePoint deadline = Clock::now() + Patience;
    for (; atMost > 0; --atMost) {
        auto value = stream.receiver.getValue(std::chrono::milliseconds(20));
        // Nobody tells of the end of somebody who was gone before.
        while (!value && value.error().kind() == ErrorKind::Timeout && !m_tree.lost(stream.from) &&
               Clock::now() < deadline)
            value = stream.receiver.getValue(std::chrono::milliseconds(20));
        if (!value) {
            if (value.error().kind() != ErrorKind::Channel && !m_tree.lost(stream.from))
                fail(str("a Receiver says ", value.error().text()));
            return false;
        }
        const auto number = numberOf(*value);
        if (number != stream.next)
            fail(str("value ", stream.next, " is missing, there was ", repr(*value, 50)));
        ++stream.next;
        ++m_common.values;
    }
    return true;
}

void RandomWorker::checkComplete(const Stream& stream, const char* what)
{
    if (stream.next != stream.count && !m_tree.lost(stream.from))
        fail(str(stream.next, " of ", stream.count, " values have come from ", what));
}

// A function in another context sends; its caller reads to the end, or loses interest.
void RandomWorker::streamFromFunction()
{
    enum class Then : std::uint8_t { ReadAll, Close, Cancel };
    Question question = draw();
    while (!m_tree.mayCall(question.from->id(), question.to))
        question.to = anyId();
    const Then then{static_cast<std::uint8_t>(below(3))};
    const auto receiver = rpc::Receiver::create(question.from->router(),
                                                {.respondent = question.to, .window = Windows[below(Windows.size())]})
                              .value();
    Stream stream{.receiver = *receiver,
                  .from = question.to,
                  .count = static_cast<std::int64_t>(below(40)),
                  .size = static_cast<std::int64_t>(oneIn(10) ? 60'000 : below(300))};
    auto [ends, onResult] = awaited();
    rpc::PendingCall pending = question.context().callAsync(
        rpc::makeCall<&test::countUp>(receiver->toSender(question.to), stream.count, stream.size), std::move(onResult));
    if (then == Then::ReadAll) {
        if (read(stream, stream.count + 1))
            fail("there are more values than were sent");
        checkComplete(stream, "a function");
    } else {
        read(stream, static_cast<std::int64_t>(below(10)));
        then == Then::Close ? receiver->close() : pending.cancel();
    }
    const auto result = endOf(*ends);
    ++m_common.answered;
    const bool right = result                 ? *result == Value(stream.count)
                       : then == Then::Close  ? result.error().kind() == ErrorKind::Call
                       : then == Then::Cancel ? result.error().kind() == ErrorKind::Cancelled
                                              : false;
    if (!right && !m_tree.lost(question.to))
        fail(str("a function that streams ended with ", result ? repr(*result) : result.error().text()));
}

// Another thread sends, from a context that stays; either of the two may lose interest.
void RandomWorker::streamFromThread()
{
    enum class Then : std::uint8_t { ReadAll, Close, CloseElsewhere, Stop };
    ThreadedContext& to = anyLasting();
    ThreadedContext& from = anyLasting();
    const Then then{static_cast<std::uint8_t>(below(4))};
    const auto receiver = rpc::Receiver::create(to.router(), {.window = Windows[below(Windows.size())]}).value();
    Stream stream{.receiver = *receiver,
                  .from = from.id(),
                  .count = static_cast<std::int64_t>(below(60)),
                  .size = static_cast<std::int64_t>(oneIn(6) ? 60'000 : below(300))};
    const SenderRef target = receiver->toSender(from.id());
    // When it is answered, the credit has arrived too.
    if (!to.context(from.id()).tryCallService(ServiceSideBySide, "nonesuch"))
        pause();
    const auto closeAfter = static_cast<std::int64_t>(below(20));
    const bool drops = oneIn(2);
    std::jthread sending([&](const std::stop_token& stop) {
        rpc::Sender sender(from.router(), target);
        for (std::int64_t i = 0; i < stream.count; ++i) {
            if (then == Then::CloseElsewhere && i == closeAfter)
                receiver->close();
            const auto sent = sender.send(numbered(i, stream.size), stop);
            if (!sent && then == Then::ReadAll)
                fail(str("a Sender says ", sent.error().text()));
            if (!sent)
                return;
        }
        if (!drops)
            sender.close();
    });
    switch (then) {
    case Then::ReadAll:
    case Then::CloseElsewhere:
        if (read(stream, stream.count + 1))
            fail("there are more values than were sent");
        break;
    case Then::Close:
        read(stream, std::min(static_cast<std::int64_t>(below(20)), stream.count));
        receiver->close();
        break;
    case Then::Stop:
        read(stream, std::min(static_cast<std::int64_t>(below(20)), stream.count));
        sending.request_stop();
        break;
    }
    sending.join();
    if (then == Then::ReadAll)
        checkComplete(stream, "a thread");
}

void RandomWorker::writeLetter()
{
    const ThreadedContext& from = anyLasting();
    const ThreadedContext& to = anyLasting();
    const SenderRef mailbox{.context = to.id(), .handle = to.mailbox().handle()};
    const std::int64_t number = nextNumber();
    m_common.inMail.put(number);
    if (oneIn(2)) {
        rpc::Sender sender(from.router(), mailbox);
        if (const auto sent = sender.send(Value(number)); !sent)
            fail(str("a letter was not sent: ", sent.error().text()));
        return;
    }
    routing::Message message = routing::Message::pickled(Value(number)).value();
    message.dstId = mailbox.context;
    message.handle = mailbox.handle;
    from.router().route(std::move(message));
}

void RandomWorker::readLetters()
{
    rpc::Receiver& mailbox = anyLasting().mailbox();
    for (std::size_t i = below(10); i > 0; --i) {
        const auto message = mailbox.get(std::chrono::microseconds(below(200)), rpc::Receiver::Dead::IsGiven);
        if (message)
            m_common.tookLetter(message->unpickle());
        else if (message.error().kind() != ErrorKind::Timeout)
            fail(str("a mailbox says ", message.error().text()));
    }
}

void RandomWorker::useLatch()
{
    for (std::size_t i = below(3); i > 0; --i) {
        const std::int64_t number = nextNumber();
        m_common.inLatch.put(number);
        if (!m_common.latch.put(number))
            fail("a Latch that is open takes nothing");
    }
    for (std::size_t i = below(3); i > 0; --i) {
        const auto number = m_common.latch.get(std::chrono::microseconds(below(200)));
        if (number)
            m_common.inLatch.taken(*number);
        else if (number.error().kind() != ErrorKind::Timeout)
            fail(str("a Latch says ", number.error().text()));
    }
}

// Two threads remove it, one of them does.
void RandomWorker::addAndRemoveHandler()
{
    routing::Router& router = anyLasting().router();
    routing::Router& other = anyLasting().router();
    const auto heard = std::make_shared<std::atomic<int>>(0);
    const Handle handle = router.addHandler([heard](const routing::Message&) { ++*heard; }).value();
    const int sent = static_cast<int>(below(4));
    for (int i = 0; i < sent; ++i) {
        routing::Message message;
        message.dstId = router.id();
        message.handle = handle;
        other.route(std::move(message));
    }
    const bool awaited = oneIn(2);
    if (awaited && !eventually([&] { return *heard == sent; }))
        fail(str("a handler has heard ", heard->load(), " of ", sent, " messages"));
    std::atomic<int> removed = 0;
    const auto remove = [&] { removed += router.delHandler(handle) ? 1 : 0; };
    std::jthread elsewhere(remove);
    remove();
    elsewhere.join();
    if (removed != 1 || *heard > sent)
        fail(str("a handler was removed ", removed.load(), " times and heard ", heard->load(), " messages"));
}

// One after the other has the same handle, and somebody writes to whoever has it.
void RandomWorker::replaceReceiver()
{
    const ThreadedContext& context = anyLasting();
    const ThreadedContext& writer = anyLasting();
    const auto receiver =
        rpc::Receiver::create(context.router(), {.handle = SharedHandle, .overwrite = true, .window = 300});
    if (!receiver) {
        fail(str("a Receiver cannot take a handle over: ", receiver.error().text()));
        return;
    }
    const SenderRef target = (*receiver)->toSender(writer.id());
    const std::jthread writing([&](const std::stop_token& stop) {
        rpc::Sender sender(writer.router(), target);
        for (std::int64_t i = 0; i < 4 && sender.send(Value(i), stop); ++i) {
        }
    });
    for (std::size_t i = below(4); i > 0; --i) {
        if (const auto message = (*receiver)->get(std::chrono::microseconds(below(500))); message)
            ++m_common.values;
    }
    (*receiver)->close();
}

void RandomWorker::waitForRoom()
{
    routing::Router& router = anyLasting().router();
    const ContextId to = anyId();
    const auto waited = router.waitUncongested(to, {});
    if (!waited && !m_tree.lost(to))
        fail(str("no room on the way to ", raw(to), ": ", waited.error().text()));
    const auto woken = std::make_shared<rpc::Latch<bool>>();
    const auto wake = [woken] { static_cast<void>(woken->put(true)); };
    rpc::Sender sender(router, {.context = to, .handle = Handle{999}});
    static_cast<void>(sender.ready());
    oneIn(2) ? sender.whenReady(wake) : router.whenUncongested(to, wake);
    if (!woken->get(Patience))
        fail(str("nobody was told of room on the way to ", raw(to)));
}

void RandomWorker::lookAround()
{
    const routing::Router& router = anyLasting().router();
    const ContextId to = anyId();
    const auto route = router.findRoute(to);
    if (route && route->nextHop == router.id())
        fail("a context leads to itself");
    static_cast<void>(router.routes());
    static_cast<void>(router.contextName(to));
    static_cast<void>(router.waitingFor(to));
    static_cast<void>(router.handlerCount());
    static_cast<void>(router.credits().size());
    for (const auto& stream : router.getStreams())
        static_cast<void>(stream->counters());
    if (const auto stream = router.streamById(to))
        static_cast<void>(stream->congested());
}

}  // namespace rz::test
