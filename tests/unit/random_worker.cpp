#include "tests/unit/random_worker.h"

#include "core/base/str.h"

#include <thread>
#include <utility>

namespace rz::test {

std::string Common::failure() const
{
    const std::lock_guard lock(m_mutex);
    return m_failure;
}

void Common::fail(std::string what)
{
    const std::lock_guard lock(m_mutex);
    if (m_failure.empty())
        m_failure = std::move(what);
}

// The end of a Sender is no letter.
void Common::tookLetter(const Result<Value>& letter)
{
    if (letter)
        inMail.taken(letter->as<std::int64_t>() == nullptr ? 0 : *letter->as<std::int64_t>());
    else if (letter.error().text() != "Sender was explicitly closed")
        fail(str("a mailbox had ", letter.error().text()));
}

bool Common::collect(ThreadedTree& tree)
{
    while (const auto number = latch.get(rpc::NoWait))
        inLatch.taken(*number);
    for (const ThreadedContext* const context : tree.lasting()) {
        while (const auto message = context->mailbox().get(rpc::NoWait, rpc::Receiver::Dead::IsGiven))
            tookLetter(message->unpickle());
    }
    return inLatch.even() && inMail.even();
}

ContextId RandomWorker::anyId()
{
    const auto ids = m_tree.ids();
    return ids[below(ids.size())];
}

// Something may happen elsewhere meanwhile.
void RandomWorker::pause()
{
    for (std::size_t i = below(4); i > 0; --i)
        std::this_thread::yield();
}

void RandomWorker::run(int steps)
{
    for (int i = 0; i < steps && m_common.failure().empty(); ++i) {
        step();
        ++m_stepsDone;
    }
    m_doing = "nothing";
}

void RandomWorker::step()
{
    struct Choice {
        std::size_t weight;
        const char* name;
        void (RandomWorker::*act)();
    };
    static constexpr Choice Choices[] = {
        {.weight = 20, .name = "callAndWait", .act = &RandomWorker::callAndWait},
        {.weight = 25, .name = "callAndGoOn", .act = &RandomWorker::callAndGoOn},
        {.weight = 6, .name = "callInAChain", .act = &RandomWorker::callInAChain},
        {.weight = 16, .name = "callService", .act = &RandomWorker::callService},
        {.weight = 4, .name = "remember", .act = &RandomWorker::remember},
        {.weight = 4, .name = "tellService", .act = &RandomWorker::tellService},
        {.weight = 2, .name = "endPoolAtWork", .act = &RandomWorker::endPoolAtWork},
        {.weight = 6, .name = "selectAnswers", .act = &RandomWorker::selectAnswers},
        {.weight = 2, .name = "ping", .act = &RandomWorker::ping},
        {.weight = 2, .name = "askNobody", .act = &RandomWorker::askNobody},
        {.weight = 6, .name = "streamFromFunction", .act = &RandomWorker::streamFromFunction},
        {.weight = 6, .name = "streamFromThread", .act = &RandomWorker::streamFromThread},
        {.weight = 8, .name = "writeLetter", .act = &RandomWorker::writeLetter},
        {.weight = 6, .name = "readLetters", .act = &RandomWorker::readLetters},
        {.weight = 6, .name = "useLatch", .act = &RandomWorker::useLatch},
        {.weight = 4, .name = "addAndRemoveHandler", .act = &RandomWorker::addAndRemoveHandler},
        {.weight = 4, .name = "replaceReceiver", .act = &RandomWorker::replaceReceiver},
        {.weight = 4, .name = "waitForRoom", .act = &RandomWorker::waitForRoom},
        {.weight = 4, .name = "lookAround", .act = &RandomWorker::lookAround},
    };
    std::size_t sum = 0;
    for (const Choice& choice : Choices)
        sum += choice.weight;
    std::size_t dice = below(sum);
    const Choice* chosen = Choices;
    for (; dice >= chosen->weight; ++chosen)
        dice -= chosen->weight;
    if (oneIn(100)) {
        m_doing = "replaceGuests";
        m_common.replaced += m_tree.replaceGuests(oneIn(2) ? ThreadedTree::By::Host : ThreadedTree::By::Itself) ? 1 : 0;
    }
    m_doing = chosen->name;
    (this->*chosen->act)();
}

void RandomWorker::check(const Question& question, const Result<Value>& result)
{
    ++m_common.answered;
    if (const auto wrong = objection(question, result))
        fail(str("a call of ", question.call().name(), " from ", raw(question.from->id()), " to ", raw(question.to),
                 " ended with ", *wrong));
}

std::optional<std::string> RandomWorker::objection(const Question& question, const Result<Value>& result) const
{
    if (result) {
        const bool right = question.kind == Kind::Add       ? *result == Value(question.number + 1)
                           : question.kind == Kind::Produce ? result->is<Bytes>()
                                                            : false;
        return right && m_tree.mayCall(question.from->id(), question.to) ? std::nullopt : std::optional(repr(*result));
    }
    const Error& error = result.error();
    const bool expected = [&] {
        switch (error.kind()) {
        case ErrorKind::Timeout: return question.deadline.has_value();
        case ErrorKind::Cancelled: return question.mayBeCancelled;
        case ErrorKind::Call:
            return question.mayBeStopped || question.kind == Kind::Fails || question.kind == Kind::Unknown;
        case ErrorKind::Channel: return !m_tree.mayCall(question.from->id(), question.to);
        default: return false;
        }
    }();
    if (expected || m_tree.lost(question.to))
        return std::nullopt;
    return str(toString(error.kind()), ": ", error.text());
}

void RandomWorker::checkEnds()
{
    for (const auto& ends : m_ends) {
        if (!ends->empty())
            fail("a call has ended twice");
    }
    for (const std::int64_t number : m_done) {
        if (!m_common.runs.has(number))
            fail(str("call ", number, " of a service was answered, but has not run"));
    }
    for (const std::int64_t number : m_refused) {
        if (m_common.runs.has(number))
            fail(str("call ", number, " of a service was refused, but has run"));
    }
}

}  // namespace rz::test
