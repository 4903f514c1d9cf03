#include "tests/unit/random_holder.h"

#include "core/base/str.h"
#include "core/rpc/select.h"
#include "tests/unit/rpc_functions.h"

#include <stop_token>
#include <utility>

namespace rz::test {

namespace {

constexpr std::size_t OfEach = 4;
constexpr std::size_t Window = 2000;

}  // namespace

RandomHolder::RandomHolder(ThreadedContext& here, ThreadedContext& there, Router router, std::uint64_t seed,
                           std::int64_t number)
    : m_here(here), m_there(there), m_router(router), m_random(seed), m_number(number << 32)
{
    const rpc::Context other = here.context(there.id());
    for (std::size_t i = 0; i < OfEach; ++i)
        m_receiversThere.push_back(
            rpc::Receiver::create(there.router(), {.respondent = here.id(), .window = Window}).value());
    std::vector<SenderRef> targets;
    for (const auto& receiver : m_receiversThere)
        targets.push_back(receiver->toSender(here.id()));
    // When it is answered, the credit has arrived too.
    static_cast<void>(there.context(here.id()).tryCallService(ServiceSideBySide, "nonesuch"));
    for (const SenderRef& target : targets)
        m_senders.emplace_back(here.router(), target);
    for (std::size_t i = 0; i < OfEach; ++i) {
        m_receivers.push_back(
            rpc::Receiver::create(here.router(), {.respondent = there.id(), .window = Window}).value());
        const SenderRef target = m_receivers.back()->toSender(there.id());
        m_pending.push_back(other.callAsync(rpc::makeCall<&test::countUp>(target, 1000, 100), awaited()));
        m_pending.push_back(other.callAsync(rpc::makeCall<&test::waitForStop>(), awaited()));
        m_pending.push_back(
            other.callAsync(rpc::makeCall<&test::waitForStop>(), awaited(), std::chrono::milliseconds(below(20))));
        m_pending.push_back(there.context(here.id()).callAsync(rpc::makeCall<&test::waitForStop>(), awaited()));
        m_pending.push_back(service(other, i % 2 == 0 ? ServiceSideBySide : ServiceOneByOne, "wait"));
        m_pending.push_back(service(there.context(here.id()), ServiceSideBySide, i % 2 == 0 ? "wait" : "next"));
        m_pending.push_back(service(there.context(here.id()), ServiceOneByOne, i % 2 == 0 ? "further" : "wait"));
    }
}

void RandomHolder::fail(std::string what)
{
    if (m_failure.empty())
        m_failure = std::move(what);
}

rpc::Context::OnResult RandomHolder::awaited()
{
    return [ends = m_ends.emplace_back(std::make_shared<Ends>())](const Result<Value>& result) {
        static_cast<void>(ends->put(result.has_value()));
    };
}

rpc::PendingCall RandomHolder::service(const rpc::Context& context, std::string_view name, std::string_view method)
{
    return context.callServiceAsync(name, method, numberedArgument(nextNumber()), awaited());
}

void RandomHolder::run(int steps)
{
    for (int i = 0; i < steps; ++i) {
        step();
        ++m_stepsDone;
    }
    m_doing = "dropping what is left";
    m_senders.clear();
    m_receivers.clear();
    m_pending.clear();
    m_receiversThere.clear();
    m_doing = "nothing";
}

void RandomHolder::step()
{
    struct Choice {
        const char* name;
        void (RandomHolder::*act)();
    };
    static constexpr Choice Choices[] = {{.name = "send", .act = &RandomHolder::send},
                                         {.name = "send", .act = &RandomHolder::send},
                                         {.name = "look", .act = &RandomHolder::look},
                                         {.name = "closeSender", .act = &RandomHolder::closeSender},
                                         {.name = "receive", .act = &RandomHolder::receive},
                                         {.name = "receive", .act = &RandomHolder::receive},
                                         {.name = "select", .act = &RandomHolder::select},
                                         {.name = "closeReceiver", .act = &RandomHolder::closeReceiver},
                                         {.name = "endCall", .act = &RandomHolder::endCall},
                                         {.name = "endCall", .act = &RandomHolder::endCall},
                                         {.name = "takeThere", .act = &RandomHolder::takeThere},
                                         {.name = "askForMore", .act = &RandomHolder::askForMore}};
    const Choice& choice = Choices[below(std::size(Choices))];
    m_doing = choice.name;
    (this->*choice.act)();
}

// Waits where the window is full: until the end, if need be.
void RandomHolder::send()
{
    if (rpc::Sender* const sender = any(m_senders))
        static_cast<void>(sender->send(numbered(0, static_cast<std::int64_t>(below(oneIn(8) ? 60'000 : 500)))));
}

void RandomHolder::look()
{
    if (const rpc::Sender* const sender = any(m_senders))
        static_cast<void>(sender->ready());
    if (const auto* const receiver = any(m_receivers))
        static_cast<void>((*receiver)->size());
    if (const rpc::PendingCall* const pending = any(m_pending))
        static_cast<void>(pending->active());
}

void RandomHolder::closeSender()
{
    if (oneIn(4))
        dropOne(m_senders);
    else if (rpc::Sender* const sender = any(m_senders); sender != nullptr && oneIn(4))
        sender->close();
}

void RandomHolder::receive()
{
    auto* const receiver = any(m_receivers);
    if (receiver == nullptr)
        return;
    // What has been closed tells so at once.
    const auto message = oneIn(4) ? (*receiver)->get() : (*receiver)->get(std::chrono::microseconds(below(500)));
    if (!message && message.error().kind() != ErrorKind::Channel && message.error().kind() != ErrorKind::Timeout)
        fail(str("a Receiver says ", message.error().text()));
}

void RandomHolder::select()
{
    rpc::Select select(rpc::Select::Oneshot::No);
    for (const auto& receiver : m_receivers)
        static_cast<void>(select.add(*receiver));
    for (std::size_t i = below(5); i > 0 && select.hasMembers(); --i)
        static_cast<void>(select.getEvent(std::chrono::microseconds(below(500))));
}

void RandomHolder::closeReceiver()
{
    if (oneIn(4))
        dropOne(m_receivers);
    else if (auto* const receiver = any(m_receivers); receiver != nullptr && oneIn(4))
        (*receiver)->close();
}

void RandomHolder::endCall()
{
    rpc::PendingCall* const pending = any(m_pending);
    if (pending == nullptr || oneIn(2))
        return;
    switch (below(4)) {
    case 0: pending->cancel(); break;
    case 1: pending->stop(); break;
    case 2: dropOne(m_pending); break;
    default: *pending = {}; break;
    }
}

void RandomHolder::takeThere()
{
    if (auto* const receiver = any(m_receiversThere); receiver != nullptr && oneIn(40))
        (*receiver)->close();
    for (const auto& receiver : m_receiversThere) {
        while (receiver->get(rpc::NoWait)) {
        }
    }
}

void RandomHolder::askForMore()
{
    if (m_router == Router::Ends)
        return;
    routing::Router& router = m_here.router();
    const rpc::Context other = m_here.context(m_there.id());
    switch (below(8)) {
    case 0: static_cast<void>(other.tryCall(rpc::makeCall<&test::add>(1, 2))); break;
    case 1:
        static_cast<void>(other.tryCall(rpc::makeCall<&test::waitForStop>(), std::chrono::microseconds(below(2000))));
        break;
    case 2: m_pending.push_back(other.callAsync(rpc::makeCall<&test::waitForStop>(), awaited())); break;
    case 3:
        if (auto receiver = rpc::Receiver::create(router, {.respondent = m_there.id(), .window = Window}))
            m_receivers.push_back(std::move(*receiver));
        break;
    case 4: m_pending.push_back(service(other, ServiceOneByOne, oneIn(2) ? "wait" : "further")); break;
    case 5:
        static_cast<void>(other.tryCallService(ServiceSideBySide, "wait", numberedArgument(nextNumber()),
                                               std::chrono::microseconds(below(2000))));
        break;
    case 6: static_cast<void>(router.waitUncongested(m_there.id(), {})); break;
    default:
        if (rpc::Sender* const sender = any(m_senders))
            sender->whenReady([] {});
        break;
    }
}

std::string RandomHolder::failure()
{
    for (const auto& ends : m_ends) {
        if (!ends->get(std::chrono::seconds(5)))
            fail("a call has not ended");
        if (!ends->empty())
            fail("a call has ended twice");
    }
    return m_failure;
}

}  // namespace rz::test
