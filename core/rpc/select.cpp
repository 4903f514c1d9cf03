#include "core/rpc/select.h"

#include "core/base/exceptions.h"
#include "core/rpc/latch.h"

#include <algorithm>
#include <mutex>
#include <utility>

namespace rz::rpc {

// What members know of the Select they are in; it may be gone before what they run to notify it.
struct Selectable::Owner : std::enable_shared_from_this<Selectable::Owner> {
    // A member has something, says whoever brought it. By the time this is looked at it may have left, or have been emptied.
    void announce(Selectable* member)
    {
        static_cast<void>(ready.put(member));  // closed: nobody looks any more
        std::function<void()> tell;
        {
            const std::lock_guard lock(mutex);
            tell = notify;
        }
        if (tell)
            tell();
    }

    // A member has left, or dies, without having given anything.
    void leave(Selectable& member)
    {
        std::function<void()> tell;
        {
            const std::lock_guard lock(mutex);
            std::erase(members, &member);
            if (!members.empty())
                return;
            wakeWaiting(waiting);
            tell = notify;
        }
        if (tell)
            tell();
    }

    // --- under the lock ---
    // A thread in Select::next().
    struct Waiting {
        explicit Waiting(Owner& theOwner) : owner(theOwner) { ++owner.waiting; }
        ~Waiting() { --owner.waiting; }
        Waiting(const Waiting&) = delete;
        Waiting& operator=(const Waiting&) = delete;

        Owner& owner;
    };
    bool has(const Selectable& member) const { return std::ranges::find(members, &member) != members.end(); }
    void release(Selectable& member)
    {
        std::erase(members, &member);
        member.replaceNotify({});
        member.m_owner.store({});
    }
    // They look again whether there are members.
    void wakeWaiting(std::size_t count)
    {
        for (std::size_t i = 0; i < count; ++i)
            static_cast<void>(ready.put(nullptr));
    }

    // Held while a member is asked, so that it does not die meanwhile. An outer Select's comes before that of an inner one.
    std::mutex mutex;
    std::vector<Selectable*> members;
    std::function<void()> notify;
    std::size_t waiting = 0;  // threads in Select::next()
    bool closeTold = false;   // an outer Select has been told of it
    Latch<Selectable*> ready;
};

void Selectable::leaveSelect()
{
    replaceNotify({});
    if (const auto owner = m_owner.load().lock())
        owner->leave(*this);
}

Select::Select(Oneshot oneshot) : m_oneshot(oneshot), m_state(std::make_shared<State>()) {}

Select::Select(std::initializer_list<Selectable*> members, Oneshot oneshot) : Select(oneshot)
{
    for (Selectable* const member : members)
        addOrThrow(*member);
}

Select::~Select()
{
    leaveSelect();
    close();
}

void Select::addOrThrow(Selectable& member)
{
    valueOrThrow(add(member));
}

Result<> Select::add(Selectable& member)
{
    if (member.leadsTo(*this))
        return fail(ErrorKind::Error, "Adding this Select instance would create a Select cycle");
    const auto announce = [state = std::weak_ptr(m_state), &member] {
        if (const auto alive = state.lock())
            alive->announce(&member);
    };
    if (!member.claimNotify(announce))
        return fail(ErrorKind::Error, "Cannot add: Receiver is already owned by another Select");
    member.m_owner.store(m_state);
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->members.push_back(&member);
    }
    const auto held = member.held();
    if (!held) {
        const std::lock_guard lock(m_state->mutex);
        if (m_state->has(member))
            m_state->release(member);
        return std::unexpected(detail::latchClosed());
    }
    for (std::size_t i = 0; i < *held; ++i)
        announce();
    return {};
}

Result<> Select::remove(Selectable& member)
{
    {
        const std::lock_guard lock(m_state->mutex);
        if (!m_state->has(member))
            return fail(ErrorKind::Error, "Instance is not a member of this Select");
        m_state->release(member);
    }
    m_state->leave(member);
    return {};
}

void Select::close()
{
    std::function<void()> tell;
    {
        const std::lock_guard lock(m_state->mutex);
        while (!m_state->members.empty())
            m_state->release(*m_state->members.back());
        tell = m_state->notify;
    }
    m_state->ready.close();
    if (tell)
        tell();
}

Result<std::optional<Event>> Select::next(std::optional<Duration> timeout)
{
    const auto deadline = timeout ? std::optional(Clock::now() + *timeout) : std::nullopt;
    io::Broker* const driven = drivenHere();
    const auto held = m_state;
    State& state = *held;
    std::unique_lock lock(state.mutex);
    const State::Waiting waiting(state);
    while (!state.members.empty() || state.ready.closed()) {
        lock.unlock();
        auto ready = state.ready.getUntil(deadline, driven);
        lock.lock();
        if (!ready)
            return std::unexpected(std::move(ready).error());
        Selectable* const member = *ready;
        if (member == nullptr || !state.has(*member))
            continue;
        auto event = member->takeEvent();
        // Else somebody was faster, or it is a Select without members.
        const bool gave = event || event.error().kind() != ErrorKind::Timeout;
        if (m_oneshot == Oneshot::Yes && member->spent(gave)) {
            state.release(*member);
            if (state.members.empty())
                state.wakeWaiting(state.waiting - 1);
        }
        if (gave)
            return event;
    }
    return std::nullopt;
}

Result<Event> Select::getEvent(std::optional<Duration> timeout)
{
    RZ_TRY(auto event, next(timeout));
    if (!event)
        return fail(ErrorKind::Error, "Cannot get(), Select instance is empty");
    return std::move(*event);
}

Result<routing::Message> Select::get(std::optional<Duration> timeout)
{
    RZ_TRY(const Event event, getEvent(timeout));
    const routing::Message* const message = event.message();
    if (message == nullptr)
        return fail(ErrorKind::Argument, "what came is no message: take it with getEvent()");
    if (message->isDead())
        return std::unexpected(message->unpickleRaw().error());
    return *message;
}

std::size_t Select::size() const
{
    const std::lock_guard lock(m_state->mutex);
    std::size_t sum = 0;
    for (const Selectable* const member : m_state->members)
        sum += member->held().value_or(0);
    return sum;
}

bool Select::empty() const
{
    return m_state->ready.empty();
}

bool Select::hasMembers() const
{
    const std::lock_guard lock(m_state->mutex);
    return !m_state->members.empty();
}

std::optional<Event> Select::pull()
{
    return valueOrThrow(next({}));
}

std::optional<routing::Message> Select::Data::pull()
{
    while (auto event = m_select->pull()) {
        if (auto* const message = event->as<routing::Message>())
            return std::move(*message);
    }
    return std::nullopt;
}

std::vector<Value> Select::takeAll()
{
    std::vector<Value> out;
    for (const routing::Message& message : iterData())
        out.push_back(valueOrThrow(message.unpickle()));
    return out;
}

bool Select::leadsTo(const Selectable& other) const
{
    if (this == &other)
        return true;
    const std::lock_guard lock(m_state->mutex);
    return std::ranges::any_of(m_state->members, [&other](const Selectable* member) { return member->leadsTo(other); });
}

bool Select::claimNotify(std::function<void()> notify)
{
    const std::lock_guard lock(m_state->mutex);
    if (m_state->notify)
        return false;
    m_state->notify = std::move(notify);
    return true;
}

void Select::replaceNotify(std::function<void()> notify)
{
    const std::lock_guard lock(m_state->mutex);
    m_state->notify = std::move(notify);
}

std::optional<std::size_t> Select::held() const
{
    return m_state->ready.closed() ? std::nullopt : std::optional(size());
}

Result<Event> Select::takeEvent()
{
    if (m_state->ready.closed()) {
        const std::lock_guard lock(m_state->mutex);
        if (std::exchange(m_state->closeTold, true))
            return std::unexpected(waitedInVain(Clock::now()));
        return Event{.source = this, .data = Event::Closed()};
    }
    RZ_TRY(auto event, next(NoWait));
    if (!event)
        return std::unexpected(waitedInVain(Clock::now()));
    return std::move(*event);
}

io::Broker* Select::drivenHere() const
{
    const std::lock_guard lock(m_state->mutex);
    for (const Selectable* const member : m_state->members) {
        if (io::Broker* const driven = member->drivenHere())
            return driven;
    }
    return nullptr;
}

}  // namespace rz::rpc
