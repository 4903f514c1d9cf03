#include "core/rpc/pool.h"

#include "core/base/assertion.h"
#include "core/base/str.h"
#include "core/io/profile.h"
#include "core/rpc/call_error.h"
#include "core/rpc/pool_impl.h"

#include <chrono>
#include <utility>

namespace rz::rpc {

namespace {

constexpr Duration IdleThreadLife = std::chrono::seconds(5);
// More calls than this are not kept waiting.
constexpr std::size_t MaxRequests = 100'000;

std::size_t sizeOf(const std::string& key, const Result<routing::Message>& answer)
{
    return key.size() + (answer ? answer->data.size() : answer.error().text().size());
}

}  // namespace

Pool::Impl::Impl(routing::Router& router, Options options)
    : m_router(router),
      m_externalContext(options.externalContext),
      m_threads(std::in_place, options.size, IdleThreadLife, "service")
{
}

Result<> Pool::Impl::start()
{
    routing::HandlerOptions options;
    options.handle = wire::CallService;
    auto added =
        m_router.addHandler([this](const routing::Message& message) { onCallService(message); }, std::move(options));
    if (!added)
        return std::unexpected(std::move(added).error());
    m_running.emplace(m_router, wire::CancelServiceCall);
    m_listening = true;
    return {};
}

void Pool::Impl::stop()
{
    if (std::exchange(m_listening, false)) {
        m_router.delHandler(wire::CallService);
        m_running->close();
        m_stop.request_stop();
        m_running->stopAll();
    }
    m_threads.reset();
    decltype(m_services) stopped;
    {
        const std::lock_guard lock(m_mutex);
        stopped.swap(m_services);
    }
    for (const auto& [name, active] : stopped)
        active->service->onShutdown();
}

Result<> Pool::Impl::add(std::unique_ptr<Service> service)
{
    std::string name = service->name();
    const std::lock_guard lock(m_mutex);
    const auto [place, added] = m_services.try_emplace(std::move(name));
    if (!added)
        return fail(ErrorKind::Error, str("there is a service '", place->first, "' already"));
    place->second = std::make_unique<Active>(std::move(service));
    return {};
}

void Pool::Impl::addFactory(std::string name, Factory factory)
{
    const std::lock_guard lock(m_mutex);
    m_factories.insert_or_assign(std::move(name), std::move(factory));
}

bool Pool::Impl::isActive(std::string_view name) const
{
    return findActive(name) != nullptr;
}

Pool::Impl::Active* Pool::Impl::findActive(std::string_view name) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_services.find(std::string(name));
    return found == m_services.end() ? nullptr : found->second.get();
}

Result<Pool::Impl::Active*> Pool::Impl::activate(const ServiceRequest& request)
{
    if (Active* const active = findActive(request.serviceName))
        return active;
    if (!routing::hasParentAuthority(m_router, request.message, nullptr))
        return fail(ErrorKind::Call, str("Service '", request.serviceName,
                                         "' is not yet activated in this context, and the caller is not privileged, "
                                         "therefore autoactivation is disabled."));
    Factory make;
    {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_factories.find(request.serviceName); found != m_factories.end())
            make = found->second;
    }
    if (!make)
        return fail(ErrorKind::Call,
                    str("builtins.ModuleNotFoundError: No service named '", request.serviceName, "' here"));
    auto made = make();
    if (made == nullptr || made->name() != request.serviceName)
        return fail(ErrorKind::Call, str("the factory of '", request.serviceName, "' made no service of that name"));
    RZ_CHECK(add(std::move(made)));
    return findActive(request.serviceName);
}

// The checks of protocol 5.7, in its order.
Result<Pool::Impl::Active*> Pool::Impl::admit(ServiceRequest& request, const routing::Message& message)
{
    RZ_CHECK(request.read(message));
    RZ_TRY(Active* const active, activate(request));
    request.method = active->service->find(request.methodName);
    if (request.method == nullptr)
        return fail(ErrorKind::Call, str("No such method: '", request.methodName, "'"));
    if (request.method->policies.empty())
        return fail(ErrorKind::Call, "Method has no policies set.");
    for (const routing::Policy& policy : request.method->policies) {
        if (!policy(m_router, request.message, nullptr))
            return fail(ErrorKind::Call, str("Caller is not authorized to invoke '", request.methodName,
                                             "' of service '", request.serviceName, "'"));
    }
    RZ_CHECK(request.bind());
    return active;
}

void Pool::Impl::onCallService(const routing::Message& message)
{
    if (message.isDead())
        return;
    const auto request = std::make_shared<ServiceRequest>();
    const auto active = admit(*request, message);
    if (!active) {
        answerError(message, {active.error().text()});
        return;
    }
    if (!m_running->begin(request, MaxRequests)) {
        answerError(message, {"mitogen.core.Error: too many service calls are waiting"});
        return;
    }
    switch ((*active)->service->invoker()) {
    case Service::Invoker::Concurrent: runSoon(request, **active); break;
    case Service::Invoker::Serialized: line(request, **active); break;
    case Service::Invoker::Deduplicating: runOnce(request, **active); break;
    }
}

void Pool::Impl::runSoon(const RequestPointer& request, Active& active)
{
    if (!m_threads->submit([this, &active, request] { complete(request, active, invoke(*request)); }))
        refuse(request, active);
}

void Pool::Impl::complete(const RequestPointer& request, Active& active, Result<Value> result)
{
    const Result<routing::Message> answer = packResult(std::move(result), m_router);
    if (request->shared())
        remember(*request, answer, active);
    finish(request, answer);
}

// Before the next call is looked at, so that nobody waits for the same yet. That one may find a thread.
void Pool::Impl::refuse(const RequestPointer& request, Active& active)
{
    if (request->shared()) {
        const std::lock_guard lock(m_mutex);
        active.answers.erase(request->cacheKey);
    }
    finish(request, fail(ErrorKind::Error, "no thread could be started for it"));
}

// A serialized service has one thread at a time, which takes what has gathered meanwhile.
void Pool::Impl::line(const RequestPointer& request, Active& active)
{
    {
        const std::lock_guard lock(m_mutex);
        active.line.push_back(request);
        if (std::exchange(active.busy, true))
            return;
    }
    if (m_threads->submit([this, &active] { takeLine(active); }))
        return;
    // Not here, where methods must not wait. There is nothing else in the line, for nobody was busy with it.
    {
        const std::lock_guard lock(m_mutex);
        active.line.clear();
        active.busy = false;
    }
    refuse(request, active);
}

void Pool::Impl::takeLine(Active& active)
{
    for (;;) {
        RequestPointer request;
        {
            const std::lock_guard lock(m_mutex);
            if (active.line.empty()) {
                active.busy = false;
                return;
            }
            request = std::move(active.line.front());
            active.line.pop_front();
        }
        complete(request, active, invoke(*request));
    }
}

void Pool::Impl::runOnce(const RequestPointer& request, Active& active)
{
    request->cacheKey = request->makeKey();
    if (!request->shared()) {
        runSoon(request, active);
        return;
    }
    std::optional<Result<routing::Message>> known;
    {
        const std::lock_guard lock(m_mutex);
        const auto [place, first] = active.answers.try_emplace(request->cacheKey);
        known = place->second.answer;
        if (!first && !known) {
            place->second.waiting.push_back(request);
            return;
        }
    }
    if (known)
        finish(request, *known);
    else
        runSoon(request, active);
}

// The answer to `request` is that of all who wait for the same, and of those who will ask.
void Pool::Impl::remember(const ServiceRequest& request, const Result<routing::Message>& answer, Active& active)
{
    std::vector<RequestPointer> waiting;
    {
        const std::lock_guard lock(m_mutex);
        auto& [key, remembered] = *active.answers.find(request.cacheKey);
        remembered.answer = answer;
        waiting.swap(remembered.waiting);
        active.order.push_back(&key);
        active.answerBytes += sizeOf(key, answer);
        while (active.order.size() > Active::MaxAnswers || active.answerBytes > Active::MaxAnswerBytes)
            forgetOldest(active);
    }
    for (const RequestPointer& other : waiting)
        finish(other, answer);
}

void Pool::Impl::forgetOldest(Active& active)
{
    const auto oldest = active.answers.find(*active.order.front());
    active.answerBytes -= sizeOf(oldest->first, *oldest->second.answer);
    active.answers.erase(oldest);
    active.order.pop_front();
}

// What a deduplicated call gives is not only for the one who called first, who therefore cannot stop it.
Result<Value> Pool::Impl::invoke(ServiceRequest& request)
{
    CallContext context{.router = m_router,
                        .externalContext = m_externalContext,
                        .caller = request.caller,
                        .authority = request.message.authId,
                        .cancelled = request.shared() ? m_stop.get_token() : request.stop.get_token(),
                        .message = &request.message};
    if (m_stop.stop_requested())
        return fail(ErrorKind::Cancelled, "the service pool stopped before the call began");
    if (context.cancelled.stop_requested())
        return fail(ErrorKind::Cancelled, "the call was cancelled before it began");
    const io::ProfileSpan span(request.methodName);
    return withoutExceptions([&] { return request.method->invoke(context, std::move(request.args)); });
}

void Pool::Impl::finish(const RequestPointer& request, const Result<routing::Message>& answer)
{
    m_running->end(request);
    const std::string function = str(request->serviceName, ".", request->methodName);
    if (request->method->replies == Service::Replies::No || !request->message.wantsReply()) {
        // One that was cancelled is wanted no more, mostly because whoever called is gone.
        if (!answer && answer.error().kind() != ErrorKind::Cancelled)
            RZ_LOG_ERROR(m_router.log(), "no-reply service call of ", function, " failed: ", answer.error().text());
        return;
    }
    if (answer)
        m_router.route(request->message.replyWith(*answer));
    else
        answerError(request->message, toCallError(answer.error(), function, m_router.id()));
}

void Pool::Impl::answerError(const routing::Message& header, const CallErrorValue& error)
{
    if (!header.wantsReply()) {
        RZ_LOG_ERROR(m_router.log(), "no-reply service call from context ", raw(header.srcId), " failed: ", error.text);
        return;
    }
    auto message = routing::Message::pickled(error);
    RZ_ASSERT(message);
    m_router.route(header.replyWith(std::move(*message)));
}

Result<std::unique_ptr<Pool>> Pool::create(routing::Router& router, Options options)
{
    auto impl = std::make_unique<Impl>(router, options);
    RZ_CHECK(impl->start());
    return std::unique_ptr<Pool>(new Pool(std::move(impl)));
}

Pool::Pool(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}

Pool::~Pool()
{
    stop();
}

Result<> Pool::add(std::unique_ptr<Service> service)
{
    return m_impl->add(std::move(service));
}

void Pool::addFactory(std::string name, Factory factory)
{
    m_impl->addFactory(std::move(name), std::move(factory));
}

bool Pool::isActive(std::string_view name) const
{
    return m_impl->isActive(name);
}

void Pool::stop()
{
    m_impl->stop();
}

std::size_t Pool::running() const
{
    return m_impl->running();
}

std::size_t Pool::callers() const
{
    return m_impl->callers();
}

WorkerPool& Pool::workers() const
{
    return m_impl->threads();
}

}  // namespace rz::rpc
