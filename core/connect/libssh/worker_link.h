#pragma once

#include "core/connect/libssh/cancel_token.h"
#include "core/connect/openers/opener.h"

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rz::connect::ssh {

// Joins the worker thread of one opening with the broker thread. What the worker reports is done to the host on the
// broker thread, in order; what it asks, it waits for. After close() nothing reaches the host any more and every wait ends.
class WorkerLink : public std::enable_shared_from_this<WorkerLink> {
public:
    using HostTask = std::move_only_function<void(OpenHost& host)>;
    // Keeps alive, on the broker thread, what carries a connection: pumps of jumps, a proxy's process.
    using Carriers = std::vector<std::shared_ptr<void>>;

    WorkerLink(io::Broker& broker, OpenHost& host, std::shared_ptr<CancelToken> token);

    // --- worker thread ---

    CancelToken& token() const { return *m_token; }
    std::shared_ptr<CancelToken> sharedToken() const { return m_token; }
    bool closed() const { return m_token->cancelled(); }
    void beginStep(std::string name);
    void note(std::string text);
    void output(std::string line);
    void outcome(std::uint64_t promptId, bool accepted);
    // Waits for the person as long as it takes. Cancelled when the link is closed.
    PromptAnswer ask(Prompt prompt);
    // The same for an answer that only serves while `socket` is connected: nothing as soon as the other end hangs up.
    // `prompt` gets the number under which it was asked.
    std::optional<PromptAnswer> askWhileConnected(Prompt& prompt, int socket);
    // Runs `make` on the broker thread and waits for what it returns.
    template <class T>
    Result<T> onBroker(std::move_only_function<Result<T>(io::Broker& broker, Carriers& carriers)> make);
    // Begins something on the broker thread that ends with a call of `done` there, and waits for it. What `begin` returns is
    // kept for so long.
    template <class T>
    using Begin = std::move_only_function<std::shared_ptr<void>(io::Broker& broker, Carriers& carriers,
                                                                std::move_only_function<void(Result<T>)> done)>;
    template <class T>
    Result<T> awaitOnBroker(Begin<T> begin);
    // Does something to the host, without waiting.
    void post(HostTask task);
    // The last word: hands the carriers on to whoever makes the transport of them.
    void finish(std::move_only_function<void(OpenHost& host, io::Broker& broker, Carriers carriers)> task);

    // --- broker thread ---

    void close();

private:
    template <class T>
    struct Slot {
        std::optional<T> value;
    };
    // An answer, or that none is of use any more, and to which question.
    struct Answered {
        std::optional<PromptAnswer> answer;
        std::uint64_t promptId = 0;
    };
    struct Reply;
    void watchForHangUp(UniqueFd socket, std::shared_ptr<Slot<Answered>> slot);
    bool defer(io::Task task);
    template <class T>
    void fill(Slot<T>& slot, T value);
    template <class T>
    std::optional<T> await(Slot<T>& slot);

    std::shared_ptr<CancelToken> m_token;
    // Two locks, since a task that the broker drops may fill a slot while it is dropped.
    std::mutex m_brokerMutex;
    io::Broker* m_broker;  // null once closed
    std::mutex m_slotMutex;
    std::condition_variable m_changed;
    bool m_closed = false;
    UniqueFd m_watched;  // broker thread, as all below; a duplicate, since the worker may close its own at any time
    io::FdWatch m_hangUp;
    OpenHost* m_host;  // null once closed
    Carriers m_carriers;
    std::shared_ptr<void> m_underWay;
};

template <class T>
void WorkerLink::fill(Slot<T>& slot, T value)
{
    {
        const std::scoped_lock lock(m_slotMutex);
        slot.value = std::move(value);
    }
    m_changed.notify_all();
}

template <class T>
std::optional<T> WorkerLink::await(Slot<T>& slot)
{
    std::unique_lock lock(m_slotMutex);
    m_changed.wait(lock, [&] { return slot.value.has_value() || m_closed; });
    return std::move(slot.value);
}

template <class T>
Result<T> WorkerLink::onBroker(std::move_only_function<Result<T>(io::Broker& broker, Carriers& carriers)> make)
{
    auto slot = std::make_shared<Slot<Result<T>>>();
    defer([self = shared_from_this(), slot, make = std::move(make)]() mutable {
        if (self->m_host != nullptr)
            self->fill(*slot, make(*self->m_broker, self->m_carriers));
    });
    if (auto made = await(*slot))
        return std::move(*made);
    return std::unexpected(cancelledError());
}

template <class T>
Result<T> WorkerLink::awaitOnBroker(Begin<T> begin)
{
    auto slot = std::make_shared<Slot<Result<T>>>();
    defer([self = shared_from_this(), slot, begin = std::move(begin)]() mutable {
        if (self->m_host == nullptr)
            return;
        self->m_underWay =
            begin(*self->m_broker, self->m_carriers, [link = std::weak_ptr(self), slot](Result<T> result) {
                const auto alive = link.lock();
                if (alive == nullptr)
                    return;
                // After the current event: it is what calls this.
                alive->defer([over = std::exchange(alive->m_underWay, nullptr)] {});
                alive->fill(*slot, std::move(result));
            });
    });
    if (auto result = await(*slot))
        return std::move(*result);
    return std::unexpected(cancelledError());
}

}  // namespace rz::connect::ssh
