#include "core/rpc/receiver.h"

#include "core/base/str.h"
#include "core/routing/lifetime.h"
#include "core/rpc/credit_window.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

namespace rz::rpc {

// Owned by the receiver and, while its handle is there, by the router.
struct Receiver::State final : routing::Endpoint, std::enable_shared_from_this<State> {
    State(routing::Router& theRouter, const ReceiverOptions& options)
        : router(theRouter),
          lifetime(theRouter.lifetime()),
          self(theRouter.id()),
          credit(theRouter, options.window),
          persist(options.persist)
    {
    }

    void deliver(routing::Message message) override
    {
        if (persist)
            arrived(std::move(message));
        else
            appendLast(std::move(message));
    }
    void lost(const Error& reason) override { appendLast(deadMessage(reason.text())); }
    // Its senders are told before what has the handle now grants them anything.
    void replaced() override
    {
        {
            const std::lock_guard lock(mutex);
            finished = true;
        }
        credit.close(handle());
        // The broker may end before it runs what follows.
        arrivedOrClosed.notify_all();
        const auto tellEnd = [self = shared_from_this()] {
            self->append(self->deadMessage(self->closedError().text()), true);
        };
        if (!router.broker().deferLater(tellEnd))
            tellEnd();
    }

    void arrived(routing::Message message);
    void append(routing::Message message, bool last);
    // The router has let go of this.
    void appendLast(routing::Message message)
    {
        credit.close(handle());
        append(std::move(message), true);
    }
    void hand(routing::Message message);
    void handBacklog();
    // Of a queue that is not empty; lets go of the lock.
    Result<routing::Message> takeFirst(std::unique_lock<std::mutex> lock, Dead dead);
    Error closedError() const { return Error(ErrorKind::Channel, "the Receiver has been closed"); }
    routing::Message deadMessage(std::string_view reason) const
    {
        routing::Message dead = routing::Message::dead(reason);
        dead.srcId = self;
        return dead;
    }
    // Under the lock. Has the router let go of this?
    bool isHeld() const { return !finished && !closed; }
    // A message of `from` was taken.
    void taken(ContextId from, std::size_t payloadSize, CreditWindow::Paid paid)
    {
        if (const auto there = lifetime->hold())
            credit.taken(handle(), from, payloadSize, paid);
    }
    void letGo()
    {
        const auto there = lifetime->hold();
        if (!there)
            return;
        credit.close(handle());  // before another has the handle
        router.removeEndpoint(*this);
    }

    routing::Router& router;
    const std::shared_ptr<routing::Lifetime> lifetime;  // of the router, which may end first
    const ContextId self;
    CreditWindow credit;
    const bool persist;

    mutable std::mutex mutex;
    std::condition_variable_any arrivedOrClosed;
    std::deque<routing::Message> queue;
    bool finished = false;  // nothing more will be queued
    bool closed = false;
    bool closeTold = false;  // a Select has been told of it
    bool driven = false;     // somebody drives the loop until there is something
    bool listening = false;  // messages go to onMessage, past the queue
    std::function<void()> notify;

    // Broker thread, once listen() was called.
    std::move_only_function<void(routing::Message)> onMessage;
};

void Receiver::State::arrived(routing::Message message)
{
    if (credit.arrived(message.srcId, message.data.size(),
                       message.isDead() ? CreditWindow::Paid::No : CreditWindow::Paid::Yes)) {
        append(std::move(message), false);
        return;
    }
    // Nobody who waits for credit comes here. What it sends from now on goes nowhere.
    letGo();
    appendLast(deadMessage(
        str("context ", raw(message.srcId), " sent more than this Receiver holds while nothing was taken")));
}

void Receiver::State::append(routing::Message message, bool last)
{
    std::unique_lock lock(mutex);
    if (closed)
        return;
    finished = finished || last;
    if (listening) {
        lock.unlock();
        hand(std::move(message));
        return;
    }
    queue.push_back(std::move(message));
    const std::function<void()> tell = notify;
    lock.unlock();
    if (last)
        arrivedOrClosed.notify_all();
    else
        arrivedOrClosed.notify_one();
    if (tell)
        tell();
}

// One message to the listener.
void Receiver::State::hand(routing::Message message)
{
    bool held = false;
    {
        const std::lock_guard lock(mutex);
        if (closed)
            return;
        held = isHeld();
        closed = message.isDead();
    }
    const bool dead = message.isDead();
    const ContextId from = message.srcId;
    const std::size_t size = message.data.size();
    onMessage(std::move(message));
    if (!dead) {
        taken(from, size, CreditWindow::Paid::Yes);
        return;
    }
    if (held)
        letGo();
}

void Receiver::State::handBacklog()
{
    for (;;) {
        routing::Message message;
        {
            const std::lock_guard lock(mutex);
            if (queue.empty()) {
                listening = true;
                return;
            }
            message = std::move(queue.front());
            queue.pop_front();
        }
        hand(std::move(message));
    }
}

Result<routing::Message> Receiver::State::takeFirst(std::unique_lock<std::mutex> lock, Dead dead)
{
    routing::Message message = std::move(queue.front());
    queue.pop_front();
    lock.unlock();
    // Its own have come from nobody.
    if (message.originSet)
        taken(message.srcId, message.data.size(), message.isDead() ? CreditWindow::Paid::No : CreditWindow::Paid::Yes);
    if (message.isDead() && dead == Dead::Fails)
        return std::unexpected(message.unpickleRaw().error());
    return message;
}

Receiver::Receiver() = default;

Result<std::unique_ptr<Receiver>> Receiver::create(routing::Router& router, ReceiverOptions options)
{
    auto state = std::make_shared<State>(router, options);
    std::unique_ptr<Receiver> receiver(new Receiver());
    receiver->m_state = state;
    routing::HandlerOptions handlerOptions;
    handlerOptions.handle = options.handle;
    handlerOptions.persist = options.persist;
    handlerOptions.policy = std::move(options.policy);
    handlerOptions.respondent = options.respondent;
    handlerOptions.overwrite = options.overwrite;
    handlerOptions.traffic = options.traffic;
    handlerOptions.secret = options.secret;
    if (auto added = router.addEndpoint(std::move(state), std::move(handlerOptions)); !added)
        return std::unexpected(std::move(added).error());
    return receiver;
}

std::unique_ptr<Receiver> Receiver::failed(routing::Router& router, const Error& error)
{
    std::unique_ptr<Receiver> receiver(new Receiver());
    receiver->m_state = std::make_shared<State>(router, ReceiverOptions{});
    receiver->m_state->lost(error);
    return receiver;
}

Receiver::~Receiver()
{
    leaveSelect();
    close();
}

Handle Receiver::handle() const
{
    return m_state->handle();
}

routing::Router& Receiver::router() const
{
    return m_state->router;
}

SenderRef Receiver::toSender(ContextId target)
{
    {
        // Not on a handle that is another's by now.
        const std::lock_guard lock(m_state->mutex);
        if (m_state->isHeld())
            m_state->credit.open(handle(), target);
    }
    return {.context = router().id(), .handle = handle()};
}

Result<routing::Message> Receiver::get(std::optional<Duration> timeout, Dead dead)
{
    State& state = *m_state;
    auto deadline = timeout ? std::optional(Clock::now() + *timeout) : std::nullopt;
    const auto ready = [&state] { return state.closed || state.finished || !state.queue.empty(); };
    std::unique_lock lock(state.mutex, std::defer_lock);
    if (io::Broker* const broker = drivenHere()) {
        const auto readyNow = [&state, &ready] {
            const std::lock_guard locked(state.mutex);
            state.driven = !ready();
            return !state.driven;
        };
        if (!readyNow() && (!timeout || *timeout > Duration::zero()))
            broker->runUntil(readyNow, deadline);
        lock.lock();
        state.driven = false;
        deadline = Clock::now();
    } else {
        lock.lock();
        state.arrivedOrClosed.wait_until(lock, WorkerPool::ending(), deadline.value_or(TimePoint::max()), ready);
    }
    if (state.closed || (state.queue.empty() && state.finished))
        return std::unexpected(state.closedError());
    if (state.queue.empty())
        return std::unexpected(waitedInVain(deadline));
    return state.takeFirst(std::move(lock), dead);
}

Result<Value> Receiver::getValue(std::optional<Duration> timeout)
{
    RZ_TRY(const routing::Message message, get(timeout));
    return message.unpickle();
}

std::size_t Receiver::size() const
{
    const std::lock_guard lock(m_state->mutex);
    return m_state->queue.size();
}

void Receiver::close()
{
    std::function<void()> tell;
    bool held = false;
    bool driven = false;
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->queue.clear();
        held = m_state->isHeld();
        if (std::exchange(m_state->closed, true))
            return;
        tell = m_state->notify;
        driven = m_state->driven;
    }
    m_state->arrivedOrClosed.notify_all();
    if (driven) {
        if (const auto there = m_state->lifetime->hold())
            m_state->router.broker().deferLater([] {});
    }
    if (tell)
        tell();
    if (held)
        m_state->letGo();
}

void Receiver::listen(std::move_only_function<void(routing::Message)> onMessage)
{
    m_state->router.broker().deferLater([state = m_state, onMessage = std::move(onMessage)]() mutable {
        state->onMessage = std::move(onMessage);
        state->handBacklog();
    });
}

std::optional<routing::Message> Receiver::pull()
{
    auto message = get();
    return message ? std::optional(std::move(*message)) : std::nullopt;
}

bool Receiver::claimNotify(std::function<void()> notify)
{
    const std::lock_guard lock(m_state->mutex);
    if (m_state->notify)
        return false;
    m_state->notify = std::move(notify);
    return true;
}

void Receiver::replaceNotify(std::function<void()> notify)
{
    const std::lock_guard lock(m_state->mutex);
    m_state->notify = std::move(notify);
}

std::optional<std::size_t> Receiver::held() const
{
    const std::lock_guard lock(m_state->mutex);
    return m_state->closed ? std::nullopt : std::optional(m_state->queue.size());
}

Result<Event> Receiver::takeEvent()
{
    std::unique_lock lock(m_state->mutex);
    if (m_state->closed && !std::exchange(m_state->closeTold, true)) {
        return Event{.source = this, .data = m_state->deadMessage(m_state->closedError().text())};
    }
    if (m_state->queue.empty())
        return std::unexpected(waitedInVain(Clock::now()));
    RZ_TRY(routing::Message message, m_state->takeFirst(std::move(lock), Dead::IsGiven));
    return Event{.source = this, .data = std::move(message)};
}

io::Broker* Receiver::drivenHere() const
{
    const auto there = m_state->lifetime->hold();
    const std::lock_guard lock(m_state->mutex);
    if (!there || !m_state->isHeld())
        return nullptr;
    io::Broker& broker = m_state->router.broker();
    return broker.onBrokerThread() ? &broker : nullptr;
}

}  // namespace rz::rpc
