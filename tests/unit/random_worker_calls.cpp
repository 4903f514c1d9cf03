// Calls that a RandomWorker makes, and how it waits for them.
#include "core/base/exceptions.h"
#include "core/base/str.h"
#include "tests/unit/random_worker.h"
#include "tests/unit/rpc_functions.h"

#include <utility>

namespace rz::test {

rpc::Call RandomWorker::Question::call() const
{
    switch (kind) {
    case Kind::Produce: return rpc::makeCall<&test::produce>(number % 3000);
    case Kind::Fails: return rpc::makeCall<&test::fails>("as it should");
    case Kind::Unknown: return rpc::Call::byName("test.unknown");
    case Kind::Wait: return rpc::makeCall<&test::waitForStop>();
    case Kind::Add: break;
    }
    return rpc::makeCall<&test::add>(number, 1);
}

RandomWorker::Question RandomWorker::draw()
{
    static constexpr Kind Kinds[] = {Kind::Add, Kind::Add, Kind::Produce, Kind::Produce, Kind::Fails, Kind::Unknown};
    ++m_common.calls;
    Question question;
    question.kind = Kinds[below(std::size(Kinds))];
    question.from = &anyLasting();
    question.to = anyId();
    // Most may.
    while (!m_tree.mayCall(question.from->id(), question.to) && !oneIn(5))
        question.from = &anyLasting();
    question.number = nextNumber();
    if (oneIn(4))
        question.deadline = std::chrono::microseconds(below(3000));
    return question;
}

void RandomWorker::callAndWait()
{
    Question question = draw();
    if (question.deadline && oneIn(2))
        question.kind = Kind::Wait;
    if (question.kind != Kind::Add || question.deadline || oneIn(2)) {
        check(question, question.context().tryCall(question.call(), question.deadline));
        return;
    }
    try {
        check(question, Value(question.context().call<&test::add>(question.number, std::optional<std::int64_t>(1))));
    } catch (const Exception& exception) {
        check(question, std::unexpected(exception.error()));
    }
}

std::pair<std::shared_ptr<RandomWorker::Ends>, rpc::Context::OnResult> RandomWorker::awaited()
{
    auto ends = m_ends.emplace_back(std::make_shared<Ends>());
    return {ends, [ends](Result<Value> result) { static_cast<void>(ends->put({std::move(result)})); }};
}

Result<Value> RandomWorker::endOf(Ends& ends)
{
    if (auto ended = ends.get(Patience))
        return std::move(ended->result);
    fail("a call has not ended");
    return Value();
}

void RandomWorker::callAndGoOn()
{
    enum class Then : std::uint8_t { Wait, Detach, Cancel, Drop, Stop, Give };
    Question question = draw();
    const Then then{static_cast<std::uint8_t>(below(6))};
    question.mayBeCancelled = then == Then::Cancel || then == Then::Drop || then == Then::Give;
    question.mayBeStopped = then == Then::Stop || then == Then::Give;
    if (oneIn(2) && (question.deadline || (question.mayBeCancelled && then != Then::Give) || then == Then::Stop))
        question.kind = Kind::Wait;
    auto [ends, onResult] = awaited();
    rpc::PendingCall pending = question.context().callAsync(question.call(), std::move(onResult), question.deadline);
    pause();
    switch (then) {
    case Then::Wait: break;
    case Then::Detach: pending.detach(); break;
    case Then::Cancel: pending.cancel(); break;
    case Then::Drop: pending = {}; break;
    case Then::Stop: pending.stop(); break;
    case Then::Give: endOne(std::move(pending)); break;
    }
    check(question, endOf(*ends));
}

// Leaves `pending` to others, and ends what another left.
void RandomWorker::endOne(rpc::PendingCall pending)
{
    rpc::PendingCall other;
    {
        const std::lock_guard lock(m_common.mutex);
        m_common.given.push_back(std::move(pending));
        if (m_common.given.size() > 2 || oneIn(2)) {
            other = std::move(m_common.given.front());
            m_common.given.pop_front();
        }
    }
    if (oneIn(2))
        other.stop();
}

void RandomWorker::callInAChain()
{
    Question question = draw();
    question.deadline.reset();
    question.kind = Kind::Add;
    const bool allowed = m_tree.mayCall(question.from->id(), question.to);
    const rpc::CallChain chain(question.context());
    // A chain has a thousand numbers to itself.
    std::int64_t step = nextNumber() * 1000;
    const auto next = [&] {
        ++step;
        return oneIn(2) ? rpc::makeCall<&test::slowStep>(step) : rpc::makeCall<&test::quickStep>(step);
    };
    for (std::size_t i = below(5); i > 0; --i)
        chain.callNoReply(next());
    const bool fails = oneIn(4);
    if (fails)
        chain.callNoReply(rpc::makeCall<&test::fails>("as it should"));
    const Result<Value> last = chain.tryCall(next());
    ++m_common.answered;
    if (m_tree.lost(question.to))
        return;
    const bool right = !allowed ? !last && last.error().kind() == ErrorKind::Channel
                       : fails  ? !last && last.error().text().contains("as it should")
                                : last && *last == Value(step);
    if (!right)
        fail(str("a chain to ", raw(question.to), " ended with ", last ? repr(*last) : last.error().text()));
}

// Answers of several contexts, what another thread puts into a latch, and what is for everybody.
void RandomWorker::selectAnswers()
{
    std::vector<std::unique_ptr<rpc::Receiver>> answers;
    std::map<const rpc::Selectable*, Question> asked;
    rpc::Latch<std::int64_t> own;
    rpc::Select select;
    for (std::size_t i = 1 + below(4); i > 0; --i) {
        Question question = draw();
        question.deadline.reset();
        answers.push_back(question.context().callAsync(question.call()));
        asked.emplace(answers.back().get(), question);
        if (!select.add(*answers.back()))
            fail("a Receiver that nobody has cannot be added");
    }
    const std::jthread putter([&own] { static_cast<void>(own.put(7)); });
    if (!select.add(own))
        fail("a Latch that nobody has cannot be added");
    // What is everybody's may be in the Select of another just now.
    static_cast<void>(select.add(oneIn(2) ? static_cast<rpc::Selectable&>(m_common.latch) : anyLasting().mailbox()));
    bool latched = false;
    while (!asked.empty() || !latched) {
        auto event = select.getEvent(Patience);
        if (!event) {
            fail(str("a Select says ", event.error().text()));
            return;
        }
        if (event->source == &own)
            latched = true;
        else
            takeEvent(std::move(*event), asked);
    }
}

void RandomWorker::takeEvent(rpc::Event event, std::map<const rpc::Selectable*, Question>& asked)
{
    if (const auto* const number = event.as<std::int64_t>()) {
        m_common.inLatch.taken(*number);
        return;
    }
    const routing::Message* const message = event.message();
    if (message == nullptr) {
        fail("a Select gave what none of its members had");
        return;
    }
    const auto found = asked.find(event.source);
    if (found == asked.end()) {
        m_common.tookLetter(message->unpickle());
        return;
    }
    check(found->second, message->unpickle());
    asked.erase(found);
}

void RandomWorker::ping()
{
    const auto answered = std::make_shared<rpc::Latch<bool>>();
    const ContextId to = anyId();
    anyLasting().context(to).ping(
        Patience, [answered](const Result<Duration>& took) { static_cast<void>(answered->put(took.has_value())); });
    const auto answer = answered->get(Patience);
    if (!answer || (!*answer && !m_tree.lost(to)))
        fail(str("no answer to a ping of ", raw(to)));
}

// A handle that nobody has, of somebody who may not be there.
void RandomWorker::askNobody()
{
    routing::Message message;
    message.handle = Handle{999};
    const ContextId to = oneIn(2) ? anyId() : ContextId{0xf0000000};
    const auto answer = anyLasting().context(to).trySendAwait(std::move(message));
    if (answer || answer.error().kind() != ErrorKind::Channel)
        fail("nobody has answered");
}

}  // namespace rz::test
