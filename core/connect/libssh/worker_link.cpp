#include "core/connect/libssh/worker_link.h"

#include <fcntl.h>
#include <poll.h>
#include <utility>

namespace rz::connect::ssh {

WorkerLink::WorkerLink(io::Broker& broker, OpenHost& host, std::shared_ptr<CancelToken> token)
    : m_token(std::move(token)), m_broker(&broker), m_host(&host)
{
}

bool WorkerLink::defer(io::Task task)
{
    const std::scoped_lock lock(m_brokerMutex);
    return m_broker != nullptr && m_broker->deferLater(std::move(task));
}

void WorkerLink::post(HostTask task)
{
    defer([self = shared_from_this(), task = std::move(task)]() mutable {
        if (self->m_host != nullptr)
            task(*self->m_host);
    });
}

void WorkerLink::beginStep(std::string name)
{
    post([name = std::move(name)](OpenHost& host) { host.beginStep(name); });
}

void WorkerLink::note(std::string text)
{
    post([text = std::move(text)](OpenHost& host) { host.note(text); });
}

void WorkerLink::output(std::string line)
{
    post([line = std::move(line)](OpenHost& host) { host.output(line); });
}

void WorkerLink::outcome(std::uint64_t promptId, bool accepted)
{
    post([promptId, accepted](OpenHost& host) { host.outcome(promptId, accepted); });
}

// Dropping it unanswered must end the wait as well.
struct WorkerLink::Reply {
    std::shared_ptr<WorkerLink> link;
    std::shared_ptr<Slot<Answered>> slot;
    std::shared_ptr<std::uint64_t> promptId = std::make_shared<std::uint64_t>(0);
    Reply(std::shared_ptr<WorkerLink> l, std::shared_ptr<Slot<Answered>> s) : link(std::move(l)), slot(std::move(s)) {}
    Reply(Reply&&) = default;
    ~Reply() { give({}); }
    void operator()(PromptAnswer answer) { give(std::move(answer)); }
    void give(PromptAnswer answer)
    {
        if (const auto open = std::exchange(slot, nullptr))
            link->fill(*open, Answered{std::move(answer), *promptId});
    }
};

PromptAnswer WorkerLink::ask(Prompt prompt)
{
    return askWhileConnected(prompt, -1).value_or(PromptAnswer{});
}

std::optional<PromptAnswer> WorkerLink::askWhileConnected(Prompt& prompt, int socket)
{
    auto slot = std::make_shared<Slot<Answered>>();
    post([this, prompt, reply = Reply(shared_from_this(), slot), slot,
          watched = UniqueFd(socket < 0 ? -1 : ::fcntl(socket, F_DUPFD_CLOEXEC, 3))](OpenHost& host) mutable {
        watchForHangUp(std::move(watched), slot);
        const auto promptId = reply.promptId;
        *promptId = host.ask(std::move(prompt), std::move(reply));
    });
    Answered answered = await(*slot).value_or(Answered{.answer = PromptAnswer{}});
    post([this](OpenHost&) { watchForHangUp({}, {}); });
    prompt.id = answered.promptId;
    return std::move(answered.answer);
}

void WorkerLink::watchForHangUp(UniqueFd socket, std::shared_ptr<Slot<Answered>> slot)
{
    m_hangUp = {};
    m_watched = std::move(socket);
    if (!m_watched)
        return;
    m_hangUp = m_broker->watch(m_watched.get(), io::Readiness::Readable, [this, slot = std::move(slot)](io::Readiness) {
        pollfd state{.fd = m_watched.get(), .events = POLLRDHUP, .revents = 0};
        if (::poll(&state, 1, 0) > 0) {
            fill(*slot, Answered());
            m_hangUp = {};
        } else {
            // It says something, which is read after the answer; a reset is still noticed.
            m_hangUp.setInterest(io::Readiness::None);
        }
    });
}

void WorkerLink::finish(std::move_only_function<void(OpenHost& host, io::Broker& broker, Carriers carriers)> task)
{
    defer([self = shared_from_this(), task = std::move(task)]() mutable {
        if (self->m_host != nullptr)
            task(*self->m_host, *self->m_broker, std::exchange(self->m_carriers, {}));
    });
}

void WorkerLink::close()
{
    {
        const std::scoped_lock lock(m_brokerMutex);
        m_broker = nullptr;
    }
    m_token->cancel();
    {
        const std::scoped_lock lock(m_slotMutex);
        m_closed = true;
    }
    m_changed.notify_all();
    m_host = nullptr;
    watchForHangUp({}, {});
    m_underWay.reset();
    m_carriers.clear();
}

}  // namespace rz::connect::ssh
