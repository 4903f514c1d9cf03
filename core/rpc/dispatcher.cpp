#include "core/rpc/dispatcher.h"

#include "core/base/assertion.h"
#include "core/base/str.h"
#include "core/io/profile.h"
#include "core/rpc/call_error.h"
#include "core/rpc/chain_table.h"
#include "core/rpc/running_calls.h"
#include "core/rpc/worker_pool.h"

#include <mutex>
#include <utility>

namespace rz::rpc {

namespace {

// More calls than this are not kept waiting.
constexpr std::size_t MaxJobs = 100'000;

Error cancelledBeforeBegin()
{
    return Error(ErrorKind::Cancelled, "the call was cancelled before it began");
}

}  // namespace

class Dispatcher::Impl : public std::enable_shared_from_this<Dispatcher::Impl> {
public:
    Impl(routing::Router& router, const Registry& registry, ExternalContext* externalContext, Options options)
        : m_router(router),
          m_registry(registry),
          m_externalContext(externalContext),
          m_onClosed(std::move(options.onClosed)),
          m_running(router, wire::CancelCall, [this](ContextId caller) { onCallerGone(caller); }),
          m_pool(std::in_place, options.maxWorkers, options.idleWorkerLife)
    {
        routing::HandlerOptions handler;
        handler.handle = wire::CallFunction;
        handler.policy = std::move(options.policy);
        const auto added = m_router.addHandler([this](const routing::Message& message) { onCallFunction(message); },
                                               std::move(handler));
        RZ_ASSERT(added);
    }

    void callFirst(const RegisteredFunction& function);
    void stop() { m_running.stopAll(); }
    void end();
    std::size_t running() const { return m_running.count(); }
    std::size_t callers() const { return m_running.callers(); }
    std::size_t callersWithChains() const
    {
        const std::lock_guard lock(m_mutex);
        return m_chains.callers();
    }
    WorkerPool& pool() { return *m_pool; }

private:
    void onCallFunction(const routing::Message& message);
    void onCallerGone(ContextId caller);

    void runInline(IncomingCall& call, const RegisteredFunction& function);
    void admit(IncomingCall call, const RegisteredFunction* function);
    void proceed(const JobPointer& job);
    void firstEnded(std::optional<CallErrorValue> error);
    void launch(const JobPointer& job);
    void launchStart(const JobPointer& job);
    Result<Value> invoke(const JobPointer& job);
    void finish(const JobPointer& job, Result<Value> result);
    void settle(const JobPointer& job, std::optional<CallErrorValue> error);
    void nextOfChain(ContextId caller, const std::string& chain);

    std::optional<CallErrorValue> answer(const IncomingCall& call, Result<Value> result);
    void answerError(const IncomingCall& call, const CallErrorValue& error);
    void reply(const IncomingCall& call, routing::Message message);

    routing::Router& m_router;
    const Registry& m_registry;
    ExternalContext* const m_externalContext;
    io::Task m_onClosed;
    RunningCalls m_running;
    mutable std::mutex m_mutex;
    ChainTable m_chains;
    std::optional<std::vector<JobPointer>> m_held;  // while what is first has not ended
    std::optional<CallErrorValue> m_failed;         // what was first
    std::optional<WorkerPool> m_pool;
};

void Dispatcher::Impl::end()
{
    if (!m_pool)
        return;
    m_router.delHandler(wire::CallFunction);
    m_running.close();
    stop();
    m_pool.reset();
}

void Dispatcher::Impl::onCallFunction(const routing::Message& message)
{
    if (message.isDead()) {
        if (m_onClosed)
            std::exchange(m_onClosed, nullptr)();
        return;
    }
    IncomingCall call(message);
    if (auto read = call.read(message); !read) {
        answerError(call, toCallError(read.error(), "call", m_router.id()));
        return;
    }
    if (m_failed) {
        answerError(call, *m_failed);
        return;
    }
    if (auto chain = call.forgets()) {
        call.chainId = std::move(chain);
        admit(std::move(call), nullptr);
        return;
    }
    const RegisteredFunction* const function = m_registry.find(call.module, call.className, call.name);
    if (function == nullptr) {
        const Error missing(ErrorKind::Call, m_registry.explainMissing(call.module, call.className, call.name));
        answerError(call, toCallError(missing, call.qualifiedName(), m_router.id()));
        return;
    }
    if (!m_held && !call.chainId && function->runs == Runs::Inline && function->invoke)
        runInline(call, *function);
    else
        admit(std::move(call), function);
}

// The short way: nothing is kept of the call.
void Dispatcher::Impl::runInline(IncomingCall& call, const RegisteredFunction& function)
{
    CallContext context{.router = m_router,
                        .externalContext = m_externalContext,
                        .caller = call.caller,
                        .authority = call.authority,
                        .cancelled = {}};
    const io::ProfileSpan span(function.description.name);
    answer(call, withoutExceptions([&] { return function.call(context, std::move(call.args), call.kwargs); }));
}

// The long way: the call becomes a job.
void Dispatcher::Impl::admit(IncomingCall call, const RegisteredFunction* function)
{
    const auto job = std::make_shared<Job>(std::move(call));
    job->function = function;
    if (!m_running.begin(job, MaxJobs)) {
        answerError(job->call, {"mitogen.core.Error: too many calls are waiting"});
        return;
    }
    if (m_held)
        m_held->push_back(job);
    else
        proceed(job);
}

// Waits for its turn if it is of a chain.
void Dispatcher::Impl::proceed(const JobPointer& job)
{
    if (!job->call.chainId) {
        launch(job);
        return;
    }
    bool full = false;
    {
        const std::lock_guard lock(m_mutex);
        full = job->function != nullptr && m_chains.full(job->caller, *job->call.chainId);
        if (!full) {
            ChainState& chain = m_chains.chain(job->caller, *job->call.chainId);
            chain.waiting.push_back(job);
            if (chain.busy)
                return;
        }
    }
    if (!full) {
        nextOfChain(job->caller, *job->call.chainId);
        return;
    }
    m_running.end(job);
    answerError(job->call, {str("mitogen.core.Error: ", ChainTable::MaxFailed,
                                " chains of this caller have failed; no new one begins until it resets one of them")});
}

void Dispatcher::Impl::callFirst(const RegisteredFunction& function)
{
    routing::Message own;
    own.srcId = m_router.id();
    own.authId = m_router.id();
    const auto job = std::make_shared<Job>(IncomingCall(own));
    job->call.name = function.description.name;
    job->function = &function;
    job->first = true;
    m_held.emplace();
    m_running.begin(job, MaxJobs);
    launch(job);
}

// Where it failed, that is the answer to all.
void Dispatcher::Impl::firstEnded(std::optional<CallErrorValue> error)
{
    m_failed = std::move(error);
    const auto held = std::exchange(m_held, std::nullopt);
    for (const JobPointer& job : *held) {
        if (!m_failed) {
            proceed(job);
            continue;
        }
        answerError(job->call, *m_failed);
        m_running.end(job);
    }
    if (m_failed && m_onClosed)
        std::exchange(m_onClosed, nullptr)();
}

// Runs, on the broker thread, what is next in a chain until something has to be waited for.
void Dispatcher::Impl::nextOfChain(ContextId caller, const std::string& id)
{
    for (;;) {
        JobPointer job;
        std::optional<CallErrorValue> error;
        {
            const std::lock_guard lock(m_mutex);
            ChainState* const chain = m_chains.find(caller, id);
            if (chain == nullptr || chain->busy || chain->waiting.empty())
                return;
            job = std::move(chain->waiting.front());
            chain->waiting.pop_front();
            chain->busy = true;
            if (job->function == nullptr)
                m_chains.forgetError(caller, id);
            error = chain->error;
        }
        if (job->function == nullptr) {
            finish(job, Value());
        } else if (error) {
            answerError(job->call, *error);
            settle(job, std::nullopt);
        } else {
            launch(job);
        }
    }
}

void Dispatcher::Impl::launch(const JobPointer& job)
{
    if (job->stop.stop_requested()) {
        finish(job, std::unexpected(cancelledBeforeBegin()));
    } else if (job->function->start) {
        launchStart(job);
    } else if (job->function->runs == Runs::Inline) {
        finish(job, invoke(job));
    } else if (!m_pool->submit([this, job] { finish(job, invoke(job)); })) {
        finish(job, fail(ErrorKind::Error, "no thread could be started for it"));
    }
}

// A function that answers later. The dispatcher may be gone by then.
void Dispatcher::Impl::launchStart(const JobPointer& job)
{
    Answer later([weak = weak_from_this(), job](Result<Value> result) {
        if (const auto self = weak.lock())
            self->finish(job, std::move(result));
    });
    CallContext context{.router = m_router,
                        .externalContext = m_externalContext,
                        .caller = job->call.caller,
                        .authority = job->call.authority,
                        .cancelled = job->stop.get_token()};
    // Should it throw, `later` dies unanswered, which is an answer.
    static_cast<void>(withoutExceptions([&]() -> Result<Value> {
        job->function->start(context, std::move(job->call.args), job->call.kwargs, std::move(later));
        return Value();
    }));
}

Result<Value> Dispatcher::Impl::invoke(const JobPointer& job)
{
    if (job->stop.stop_requested())
        return std::unexpected(cancelledBeforeBegin());
    CallContext context{.router = m_router,
                        .externalContext = m_externalContext,
                        .caller = job->call.caller,
                        .authority = job->call.authority,
                        .cancelled = job->stop.get_token()};
    const io::ProfileSpan span(job->function->description.name);
    return withoutExceptions([&] { return job->function->call(context, std::move(job->call.args), job->call.kwargs); });
}

// On whichever thread the function ended.
void Dispatcher::Impl::finish(const JobPointer& job, Result<Value> result)
{
    settle(job, answer(job->call, std::move(result)));
}

void Dispatcher::Impl::settle(const JobPointer& job, std::optional<CallErrorValue> error)
{
    bool othersWait = false;
    if (job->call.chainId) {
        const std::lock_guard lock(m_mutex);
        othersWait = m_chains.endTurn(job->caller, *job->call.chainId, std::move(error));
    }
    m_running.end(job);
    if (job->first) {
        m_router.broker().deferLater([weak = weak_from_this(), error = std::move(error)]() mutable {
            if (const auto self = weak.lock())
                self->firstEnded(std::move(error));
        });
    }
    if (othersWait) {
        m_router.broker().deferLater([weak = weak_from_this(), job] {
            if (const auto self = weak.lock())
                self->nextOfChain(job->caller, *job->call.chainId);
        });
    }
}

void Dispatcher::Impl::onCallerGone(ContextId caller)
{
    // Begun later, they would fail, and with them chains that nobody is there to reset.
    if (m_held && !m_router.wasParent(caller)) {
        std::erase_if(*m_held, [this, caller](const JobPointer& job) {
            if (job->caller != caller)
                return false;
            m_running.end(job);
            return true;
        });
    }
    const std::lock_guard lock(m_mutex);
    m_chains.orphan(caller);
}

// Sends the result, or what went wrong, which is also returned: it ends the chain.
std::optional<CallErrorValue> Dispatcher::Impl::answer(const IncomingCall& call, Result<Value> result)
{
    if (result && !call.wantsReply())
        return std::nullopt;
    auto packed = packResult(std::move(result), m_router);
    if (packed) {
        reply(call, std::move(*packed));
        return std::nullopt;
    }
    CallErrorValue error = toCallError(packed.error(), call.qualifiedName(), m_router.id());
    if (call.wantsReply() || !call.chainId)
        answerError(call, error);
    return error;
}

void Dispatcher::Impl::answerError(const IncomingCall& call, const CallErrorValue& error)
{
    if (!call.wantsReply()) {
        RZ_LOG_ERROR(m_router.log(), "No-reply function call failed: ", error.text);
        return;
    }
    auto message = routing::Message::pickled(error);
    RZ_ASSERT(message);
    reply(call, std::move(*message));
}

void Dispatcher::Impl::reply(const IncomingCall& call, routing::Message message)
{
    message.dstId = call.caller;
    message.handle = call.replyTo;
    m_router.route(std::move(message));
}

Dispatcher::Dispatcher(routing::Router& router, const Registry& registry, ExternalContext* externalContext,
                       Options options)
    : m_impl(std::make_shared<Impl>(router, registry, externalContext, std::move(options)))
{
}

Dispatcher::~Dispatcher()
{
    end();
}

void Dispatcher::end()
{
    m_impl->end();
}

void Dispatcher::callFirst(const RegisteredFunction& function)
{
    m_impl->callFirst(function);
}

void Dispatcher::stop()
{
    m_impl->stop();
}

std::size_t Dispatcher::running() const
{
    return m_impl->running();
}

std::size_t Dispatcher::callers() const
{
    return m_impl->callers();
}

std::size_t Dispatcher::callersWithChains() const
{
    return m_impl->callersWithChains();
}

WorkerPool& Dispatcher::workers() const
{
    return m_impl->pool();
}

}  // namespace rz::rpc
