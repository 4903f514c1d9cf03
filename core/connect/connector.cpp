#include "core/connect/connector.h"

#include "core/base/str.h"
#include "core/connect/connection.h"
#include "core/connect/hop_options.h"
#include "core/connect/via/proxy_connect.h"
#include "core/connect/via/via_connection.h"

#include <algorithm>
#include <map>

namespace rz::connect {

namespace {

constexpr Duration KillGrace = std::chrono::seconds(1);

// What an established direct child needs besides its stream.
struct Child {
    Transport transport;
    std::unique_ptr<io::IoLogger> diagnostics;
    Subscription gone;
    io::Timer disconnectTimer;
};

// The program of a stream that is gone, until it has ended too.
struct Leaving {
    std::unique_ptr<io::Process> process;
    std::shared_ptr<ProgramEnd> program;
    std::unique_ptr<io::IoLogger> diagnostics;
    io::Timer timer;
};

Error cannotConnectBy(std::string_view method)
{
    return Error(ErrorKind::Stream, str("this context cannot connect by ", method))
        .withDetails({.cause = str("Only the program that you run can connect by ", method, ", not an agent."),
                      .fix = str("Make ", method, " the first hop of the chain; for hosts behind it use ProxyJump.")});
}

}  // namespace

class Connector::Impl {
public:
    explicit Impl(Parts parts) : m_parts(std::move(parts)) {}

    Parts m_parts;
    std::vector<std::unique_ptr<Opener>> m_openers;
    std::uint64_t m_nextConnection = 1;
    std::uint64_t m_nextPromptId = 1;
    std::map<std::uint64_t, std::unique_ptr<Connection>> m_connections;
    std::map<std::uint64_t, std::unique_ptr<ViaConnection>> m_viaConnections;
    std::map<ContextId, Child> m_children;
    std::map<ContextId, ContextId> m_viaOf;
    struct Place {
        std::vector<std::string> path;  // hops to it, from here
        bool native = true;
    };
    std::map<ContextId, Place> m_places;
    std::map<ContextId, Subscription> m_placeGone;  // of those that are not our children
    // Callbacks queued on the broker look here before they touch us.
    std::shared_ptr<Impl*> m_self = std::make_shared<Impl*>(this);

    io::Broker& broker() { return m_parts.router.broker(); }

    Opener* openerFor(std::string_view method)
    {
        for (const auto& opener : m_openers) {
            if (opener->method() == method)
                return opener.get();
        }
        return nullptr;
    }

    // `through` carries the connection when the hop has a tunnel; else it is null. `path`: the hops before.
    std::uint64_t connectHere(Hop hop, std::shared_ptr<const Through> through, std::vector<std::string> path,
                              ConnectObserver& observer, PromptHandler* prompts)
    {
        const std::uint64_t number = m_nextConnection++;
        Opener* opener = openerFor(hop.method);
        const std::string method = hop.method;
        Connection::Environment environment{m_parts.router,      m_parts.ids,    m_parts.agents,
                                            m_parts.pythonCores, prompts,        m_parts.imports,
                                            m_parts.remoteName,  m_nextPromptId, std::move(through)};
        path.push_back(hop.label());
        auto made = std::make_unique<Connection>(std::move(environment), std::move(hop), observer,
                                                 [this, number, path, &observer](Result<Connected> result) {
                                                     if (result)
                                                         m_places[result->id] = {path, result->native};
                                                     onDone(number, std::move(result), observer);
                                                 });
        m_connections.emplace(number, std::move(made));
        later([this, number, opener, method] {
            const auto found = m_connections.find(number);
            if (found == m_connections.end())
                return;
            if (opener != nullptr)
                found->second->start(*opener);
            else
                found->second->refuse(cannotConnectBy(method));
        });
        return number;
    }

    std::uint64_t connectThrough(ContextId id, Hop hop, ConnectObserver& observer, PromptHandler* prompts)
    {
        const std::vector<std::string> path = pathTo(id);
        return connectHere(std::move(hop), std::make_shared<const Through>(rpc::Context(m_parts.router, id), path),
                           path, observer, prompts);
    }

    std::uint64_t connectVia(ContextId via, Hop hop, ConnectObserver& observer, PromptHandler* prompts)
    {
        const std::uint64_t number = m_nextConnection++;
        const auto place = m_places.find(via);
        const bool native = place == m_places.end() || place->second.native;
        std::vector<std::string> path = pathTo(via);
        path.push_back(hop.label());
        ViaConnection::Environment environment{m_parts.router, prompts, m_nextPromptId, path, native};
        auto made = std::make_unique<ViaConnection>(std::move(environment), via, std::move(hop), observer,
                                                    [this, number, via, path, &observer](Result<Connected> result) {
                                                        onViaDone(number, via, path, std::move(result), observer);
                                                    });
        m_viaConnections.emplace(number, std::move(made));
        later([this, number] {
            if (const auto found = m_viaConnections.find(number); found != m_viaConnections.end())
                found->second->start();
        });
        return number;
    }

    void cancel(std::uint64_t number)
    {
        if (const auto found = m_connections.find(number); found != m_connections.end())
            found->second->cancel();
        if (const auto found = m_viaConnections.find(number); found != m_viaConnections.end())
            found->second->cancel();
    }

    void introduce(ContextId id, std::vector<std::string> path, bool native)
    {
        m_places[id] = {std::move(path), native};
        m_placeGone[id] = m_parts.router.onDisconnect(id, [this, id](const Error&) {
            later([this, id] {
                m_viaOf.erase(id);
                m_placeGone.erase(id);
                m_places.erase(id);
            });
        });
    }

    // After the current event, if we still live then.
    void later(io::Task task)
    {
        broker().deferLater([self = std::weak_ptr(m_self), task = std::move(task)]() mutable {
            if (self.lock())
                task();
        });
    }

private:
    // Of one that was not made here only its name is known.
    std::vector<std::string> pathTo(ContextId id) const
    {
        const auto known = m_places.find(id);
        return known == m_places.end() ? std::vector{m_parts.router.contextName(id)} : known->second.path;
    }

    void onDone(std::uint64_t number, Result<Connected> result, ConnectObserver& observer)
    {
        Connection& connection = *m_connections.at(number);
        const Story story = connection.story();
        if (result)
            adopt(result->id, connection);
        else
            letGo(connection.takeTransport(), {});
        later([this, number] { m_connections.erase(number); });
        observer.finished(result, story);
    }

    void adopt(ContextId id, Connection& connection)
    {
        Child& child = m_children[id];
        child.transport = connection.takeTransport();
        child.diagnostics = connection.takeDiagnostics();
        child.gone = m_parts.router.onDisconnect(id, [this, id](const Error&) {
            if (m_parts.router.detaching(id))
                letLive(id);
            later([this, id] { release(id); });
        });
    }

    // A context that has left lives on in its process.
    void letLive(ContextId id)
    {
        const auto found = m_children.find(id);
        if (found != m_children.end() && found->second.transport.process)
            found->second.transport.process->release();
    }

    // The stream is gone: the program that carried it has no further use.
    void release(ContextId id)
    {
        m_places.erase(id);
        const auto found = m_children.find(id);
        if (found == m_children.end())
            return;
        letGo(std::move(found->second.transport), std::move(found->second.diagnostics));
        m_children.erase(found);
    }

    // A program sees the end of its stream, and may have something to tidy up at the other side before it ends; only then it
    // is told to. An agent just ends.
    void letGo(Transport transport, std::unique_ptr<io::IoLogger> diagnostics)
    {
        transport.receiveSide.reset();
        transport.transmitSide.reset();
        transport.session.reset();
        if (!transport.process || !transport.process->running())
            return;
        const auto kept = std::make_shared<Leaving>();
        kept->process = std::move(transport.process);
        kept->program = std::move(transport.program);
        kept->diagnostics = std::move(diagnostics);
        m_leaving.push_back(kept);
        if (!kept->program) {
            terminate(*kept);
            return;
        }
        kept->program->onEnd = [this, gone = kept.get()] { forget(gone); };
        kept->timer = broker().after(KillGrace, [this, leaving = kept.get()] { terminate(*leaving); });
    }

    void terminate(Leaving& leaving)
    {
        leaving.process->terminate(KillGrace);
        // It kills after its grace; then there is nothing left to watch.
        leaving.timer = broker().after(KillGrace * 2, [this, gone = &leaving] { forget(gone); });
    }

    void forget(const Leaving* gone)
    {
        later([this, gone] { std::erase_if(m_leaving, [gone](const auto& one) { return one.get() == gone; }); });
    }

    void onViaDone(std::uint64_t number, ContextId via, const std::vector<std::string>& path, Result<Connected> result,
                   ConnectObserver& observer)
    {
        Story story = m_viaConnections.at(number)->story();
        if (result && mayName(via, result->id)) {
            rememberVia(*result, via, path);
        } else if (result) {
            result = std::unexpected(wronglyNamed(via, path.back(), story));
            story.failure = result.error();
        }
        later([this, number] { m_viaConnections.erase(number); });
        observer.finished(result, story);
    }

    // A context that could name any other as its new child would be sent what is meant for that one.
    bool mayName(ContextId via, ContextId id) const
    {
        const routing::Router& router = m_parts.router;
        const auto& above = router.parentIds();
        if (id == MasterId || id == router.id() || id == via || m_places.contains(id) ||
            std::ranges::find(above, id) != above.end())
            return false;
        return mayHaveMade(rpc::Context(m_parts.router, via), id);
    }

    // The last step of the story is what fails.
    Error wronglyNamed(ContextId via, const std::string& hop, Story& story) const
    {
        ErrorDetails details{
            .hop = hop,
            .cause = "Something is wrong with the context that was to make the connection, or somebody else "
                     "controls it.",
            .fix = "Do not trust that context until you know why."};
        if (!story.steps.empty()) {
            story.steps.back().state = StepState::Failed;
            details.step = story.steps.back().name;
        }
        return Error(ErrorKind::Stream,
                     str(rpc::Context(m_parts.router, via).name(), " named a context that it was not given"))
            .withDetails(std::move(details));
    }

    void rememberVia(const Connected& connected, ContextId via, std::vector<std::string> path)
    {
        m_viaOf[connected.id] = via;
        introduce(connected.id, std::move(path), connected.native);
    }

    std::vector<std::shared_ptr<Leaving>> m_leaving;
};

Connector::Connector(Parts parts) : m_impl(std::make_unique<Impl>(std::move(parts))) {}

Connector::~Connector() = default;

void Connector::addOpener(std::unique_ptr<Opener> opener)
{
    std::erase_if(m_impl->m_openers, [&opener](const auto& known) { return known->method() == opener->method(); });
    m_impl->m_openers.push_back(std::move(opener));
}

std::vector<std::string> Connector::available() const
{
    std::vector<std::string> names;
    for (const auto& opener : m_impl->m_openers)
        names.emplace_back(opener->method());
    return names;
}

Connector::Handle Connector::connect(Hop hop, std::optional<ContextId> via, ConnectObserver& observer,
                                     PromptHandler* prompts)
{
    if (!via || *via == m_impl->m_parts.router.id())
        return connectHere(std::move(hop), observer, prompts);
    if (prompts == nullptr)
        prompts = m_impl->m_parts.prompts;
    return handleOf(isTunnel(hop) ? m_impl->connectThrough(*via, std::move(hop), observer, prompts)
                                  : m_impl->connectVia(*via, std::move(hop), observer, prompts));
}

Connector::Handle Connector::connectHere(Hop hop, ConnectObserver& observer, PromptHandler* prompts)
{
    if (prompts == nullptr)
        prompts = m_impl->m_parts.prompts;
    return handleOf(m_impl->connectHere(std::move(hop), nullptr, {}, observer, prompts));
}

Connector::Handle Connector::handleOf(std::uint64_t number)
{
    return Handle(new std::uint64_t(number), [self = std::weak_ptr(m_impl->m_self)](std::uint64_t* owned) {
        const std::unique_ptr<std::uint64_t> wanted(owned);
        if (const auto alive = self.lock())
            (*alive)->cancel(*wanted);
    });
}

void Connector::introduce(ContextId id, std::vector<std::string> path, Runtime runtime)
{
    m_impl->introduce(id, std::move(path), runtime == Runtime::Native);
}

void Connector::disconnect(ContextId id, Duration grace)
{
    routing::Router& router = m_impl->m_parts.router;
    const auto via = m_impl->m_viaOf.find(id);
    const auto place = via == m_impl->m_viaOf.end() ? m_impl->m_places.end() : m_impl->m_places.find(via->second);
    // A Python parent has no function for it, and ends its child when that closes its stream.
    const bool parentHelps = place == m_impl->m_places.end() || place->second.native;
    if (via != m_impl->m_viaOf.end() && parentHelps) {
        askToDisconnect(rpc::Context(router, via->second), id);
        return;
    }
    rpc::Context(router, id).shutdown();
    const auto child = m_impl->m_children.find(id);
    if (child == m_impl->m_children.end())
        return;
    child->second.disconnectTimer = router.broker().after(grace, [&router, id] {
        router.disconnect(id, Error(ErrorKind::Cancelled, "it was disconnected and did not end by itself"));
    });
}

std::optional<pid_t> Connector::processOf(ContextId id) const
{
    const auto child = m_impl->m_children.find(id);
    if (child == m_impl->m_children.end() || !child->second.transport.process)
        return {};
    return child->second.transport.process->pid();
}

}  // namespace rz::connect
