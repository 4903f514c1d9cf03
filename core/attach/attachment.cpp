#include "core/attach/attachment.h"

#include "core/attach/survey.h"
#include "core/base/str.h"
#include "core/routing/stream.h"

#include <algorithm>
#include <utility>

namespace rz::attach {

// The other program tells of the end of contexts that we wrote to.
class Attachment::RouteWatch final : public routing::RouterObserver {
public:
    explicit RouteWatch(Attachment& attachment)
        : m_attachment(attachment), m_observing(attachment.m_router->observe(*this))
    {
    }

private:
    void routeAdded(const routing::RouteInfo& /*route*/) override {}
    void routeRemoved(ContextId id, const Error& /*reason*/) override { m_attachment.forget(id); }

    Attachment& m_attachment;
    Subscription m_observing;
};

Attachment::Attachment(io::Broker& broker, std::string path, pid_t processId, const ServerGreeting& greeting,
                       const Log& log)
    : m_path(std::move(path)),
      m_processId(processId),
      m_greeting(greeting),
      m_router(std::make_unique<routing::Router>(
          broker, routing::RouterOptions{.id = greeting.assigned, .parentIds = {greeting.server}, .log = log})),
      m_ids(routing::makeChildIdSource(*m_router)),
      m_self(std::make_shared<Attachment*>(this))
{
}

Result<std::unique_ptr<Attachment>> Attachment::create(io::Broker& broker, std::string path, UniqueFd socket,
                                                       pid_t processId, const ServerGreeting& greeting, const Log& log)
{
    std::unique_ptr<Attachment> attachment(new Attachment(broker, std::move(path), processId, greeting, log));
    routing::Router& router = *attachment->m_router;
    routing::StreamOptions options;
    options.remoteId = greeting.server;
    options.name = str("unix_listener.", greeting.pid);
    RZ_TRY(auto stream, routing::Stream::create(router, broker, std::move(socket), {}, std::move(options)));
    router.registerParent(std::move(stream));
    attachment->m_watch = std::make_unique<RouteWatch>(*attachment);
    attachment->m_parentLost =
        router.parentLost.connect([self = attachment.get()](const Error& reason) { self->onLost(reason); });
    attachment->m_shutdownHook = broker.onShutdown([self = attachment.get()] {
        if (routing::Stream* const server = self->m_router->parentStream())
            server->disconnect(Error(ErrorKind::Cancelled, "the program ends"));
    });
    return attachment;
}

Attachment::~Attachment()
{
    *m_self = nullptr;
    m_parentLost.reset();
}

wire::Magic Attachment::fileChunks() const
{
    return m_peerKind == PeerKind::Mitogen ? wire::Magic::Bin : wire::Magic::Mgc;
}

void Attachment::onLost(const Error& reason)
{
    if (!std::exchange(m_attached, false))
        return;
    if (m_survey)
        m_survey->end(reason);
    // Not from inside the router, which may be what a listener destroys.
    m_router->broker().deferLater([self = m_self, reason] {
        if (*self != nullptr)
            (*self)->lost.fire(reason);
    });
}

void Attachment::survey(OnSurveyed done, Duration silence)
{
    m_surveyed.push_back(std::move(done));
    // A refresh is not what was asked for: who waits for it waits for more then.
    if (!m_survey || m_survey->reach() == Survey::Reach::Known)
        startSurvey(true, silence);
}

void Attachment::refresh(OnSurveyed done)
{
    m_surveyed.push_back(std::move(done));
    if (!m_survey)
        startSurvey(false, UsualSilence);
}

void Attachment::startSurvey(bool ofAll, Duration silence)
{
    const auto reach = ofAll ? Survey::Reach::All : Survey::Reach::Known;
    // One that is replaced may be what is calling.
    m_router->broker().deferLater([replaced = std::move(m_survey)] {});
    m_survey = std::make_unique<Survey>(*this, reach, silence, [this, number = ++m_surveys](Result<> complete) {
        // After this event: it is what is calling.
        m_router->broker().deferLater([self = m_self, number, complete = std::move(complete)] {
            if (*self == nullptr || (*self)->m_surveys != number)
                return;
            (*self)->m_survey.reset();
            for (OnSurveyed& waiting : std::exchange((*self)->m_surveyed, {})) {
                waiting(complete);
                if (*self == nullptr)
                    return;
            }
        });
    });
    m_survey->start();
}

void Attachment::note(ContextId id, std::string name, std::optional<ContextId> parent, bool native)
{
    put({.id = id, .name = std::move(name), .parent = parent, .native = native, .facts = {}});
}

// What is not told anew stays as it was.
void Attachment::put(KnownContext context)
{
    if (context.id == id() || context.id == m_greeting.server)
        return;
    m_highest = std::max(m_highest, context.id);
    const auto at = std::ranges::lower_bound(m_contexts, context.id, {}, &KnownContext::id);
    if (at == m_contexts.end() || at->id != context.id) {
        m_contexts.insert(at, std::move(context));
    } else {
        if (context.name.empty())
            context.name = at->name;
        if (!context.parent)
            context.parent = at->parent;
        if (context.facts.items.empty())
            context.facts = at->facts;
        if (context == *at)
            return;
        *at = std::move(context);
    }
    contextsChanged.fire();
}

void Attachment::addOwnIds(routing::IdRange range)
{
    m_ownIds.push_back(range);
    std::ranges::sort(m_ownIds, {}, &routing::IdRange::first);
}

void Attachment::forget(ContextId id)
{
    if (std::erase_if(m_contexts, [id](const KnownContext& context) { return context.id == id; }) != 0)
        contextsChanged.fire();
}

}  // namespace rz::attach
