#pragma once

#include "core/base/value.h"
#include "core/rpc/pull_iterator.h"
#include "core/rpc/selectable.h"

#include <concepts>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <optional>
#include <ranges>
#include <utility>
#include <vector>

namespace rz::rpc {

class Receiver;

namespace detail {

// What a range of members holds: the things themselves, or pointers to them, owning or not.
inline Selectable& memberOf(Selectable& member)
{
    return member;
}
template <class Pointer>
    requires requires(Pointer& pointer) {
        { *pointer } -> std::convertible_to<Selectable&>;
    }
Selectable& memberOf(Pointer& pointer)
{
    return *pointer;
}

}  // namespace detail

// Waits for several receivers, latches and other selects at once, and gives what they have in the order in which it arrived
// (reference: Select; protocol 5.6). Members are borrowed; one that dies leaves by itself. Any thread; waiting drives the
// broker whose thread this is, like Context::call, when a member belongs to it.
class Select final : public Selectable {
public:
    enum class Oneshot : bool { No, Yes };

    // With Oneshot::Yes a member leaves when it has given something; a Select does when it has no members left.
    explicit Select(Oneshot oneshot = Oneshot::Yes);
    // Of the members of `range`: a std::vector<std::unique_ptr<Receiver>>, an array of Selectable*. Throws what add() fails with.
    template <std::ranges::input_range Range>
        requires(!std::same_as<std::remove_cvref_t<Range>, Select>)
    explicit Select(Range&& range, Oneshot oneshot = Oneshot::Yes) : Select(oneshot)
    {
        for (auto&& member : range)
            addOrThrow(detail::memberOf(member));
    }
    Select(std::initializer_list<Selectable*> members, Oneshot oneshot = Oneshot::Yes);
    ~Select() override;

    // What a member holds already counts as arriving now. Fails with Error when the member is in another Select, has a notify
    // function of its own, or is a Select that leads back here; with Latch when it is closed.
    Result<> add(Selectable& member);
    // Fails with Error when it is not a member.
    Result<> remove(Selectable& member);
    // Lets go of all members; whoever waits, and all who come later, get Latch.
    void close();

    // The next thing. Of a receiver that was closed or lost it is the dead message that says so; Event::closed() of a latch or
    // select that was closed. Timeout when `timeout` passes (NoWait: do not wait), Latch after close(), Error when there are
    // no members, or none any more.
    Result<Event> getEvent(std::optional<Duration> timeout = {});
    // Its message: for a Select of receivers. A dead one is its Channel error, as in Receiver::get(); what came of a Latch is
    // an Argument error.
    Result<routing::Message> get(std::optional<Duration> timeout = {});

    // Things buffered by the members, at this moment; those that are closed have none.
    std::size_t size() const override;
    // Is there nothing that getEvent() would look at?
    bool empty() const;
    bool hasMembers() const;
    explicit operator bool() const { return hasMembers(); }

    // for (Event& event : select): until there are no members left. Throws LatchError when it is closed meanwhile.
    auto begin() { return PullIterator<Select, Event>(*this); }
    static std::default_sentinel_t end() { return {}; }

    // for (Message& message : select.iterData()): the messages of receivers alone, dead ones included: their unpickle() tells.
    class Data {
    public:
        explicit Data(Select& select) : m_select(&select) {}
        auto begin() { return PullIterator<Data, routing::Message>(*this); }
        static std::default_sentinel_t end() { return {}; }

    private:
        friend PullIterator<Data, routing::Message>;
        std::optional<routing::Message> pull();

        Select* m_select;
    };
    Data iterData() { return Data(*this); }

    // The values of one message of each receiver, in the order of arrival. Throws what the first of them failed with.
    template <std::ranges::input_range Range>
    static std::vector<Value> all(Range&& receivers)
    {
        Select select(std::forward<Range>(receivers));
        return select.takeAll();
    }

private:
    friend Selectable;
    friend PullIterator<Select, Event>;
    using State = Selectable::Owner;

    void addOrThrow(Selectable& member);
    // As getEvent(); nothing when there are no members.
    Result<std::optional<Event>> next(std::optional<Duration> timeout);
    std::vector<Value> takeAll();
    std::optional<Event> pull();

    bool claimNotify(std::function<void()> notify) override;
    void replaceNotify(std::function<void()> notify) override;
    std::optional<std::size_t> held() const override;
    Result<Event> takeEvent() override;
    io::Broker* drivenHere() const override;
    bool leadsTo(const Selectable& other) const override;
    bool spent(bool) const override { return !hasMembers(); }

    const Oneshot m_oneshot;
    const std::shared_ptr<State> m_state;
};

}  // namespace rz::rpc
