#include "core/rpc/external_context.h"

#include "core/base/assertion.h"
#include "core/base/str.h"
#include "core/io/debug_log.h"
#include "core/io/io_logger.h"
#include "core/io/process.h"
#include "core/rpc/blocking.h"
#include "core/rpc/context.h"
#include "core/rpc/log_forwarder.h"
#include "core/rpc/pool.h"
#include "core/rpc/receiver.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <mutex>
#include <unistd.h>
#include <utility>

namespace rz::rpc {

namespace {

constexpr Duration ChildGrace = std::chrono::seconds(3);
// How often, at the end, it is looked whether all has been done and told.
constexpr Duration FinishCheck = std::chrono::milliseconds(5);
// For the loop to do what it was asked to do by then.
constexpr Duration LeaveMargin = std::chrono::seconds(1);

}  // namespace

class ExternalContext::Impl {
public:
    Impl(ExternalContext& self, io::Broker& theBroker, const Registry& registry, const ChildConfig& theConfig)
        : broker(theBroker),
          config(theConfig),
          debugLog(openDebugLog()),
          log(debugLog ? debugLog->log("rhizome") : Log(forwarder, "rhizome", theConfig.logLevel)),
          router(theBroker, {.id = theConfig.contextId,
                             .parentIds = theConfig.parentIds,
                             .maxMessageSize = theConfig.maxMessageSize,
                             .unidirectional = theConfig.unidirectional,
                             .debug = theConfig.debug,
                             .profiling = theConfig.profiling,
                             .log = log.child("routing")}),
          ids(routing::makeChildIdSource(router)),
          dispatcher(router, registry, &self, dispatcherOptions())
    {
        addShutdownHandler();
        m_parentLost = router.parentLost.connect([this](const Error&) { broker.shutdown(); });
        broker.setShutdownGrace(ChildGrace);
        m_shutdownHook = broker.onShutdown([this] {
            dispatcher.stop();
            finish(broker.keepAlive());
        });
    }
    // What runs uses what is here, as long as it runs.
    ~Impl()
    {
        forwarder.stop();
        dispatcher.end();
        if (services != nullptr)
            services->stop();
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    Result<std::unique_ptr<io::IoLogger>> logDescriptor(int descriptor, const char* name);
    Result<> detach(Duration patience);

    io::Broker& broker;
    const ChildConfig config;
    LogForwarder forwarder;
    const std::unique_ptr<io::DebugLog> debugLog;  // null: without
    const Log log;
    routing::Router router;
    std::unique_ptr<routing::IdSource> ids;
    Dispatcher dispatcher;
    std::unique_ptr<Pool> services;
    std::unique_ptr<io::IoLogger> stdoutLog;
    std::unique_ptr<io::IoLogger> stderrLog;

private:
    std::unique_ptr<io::DebugLog> openDebugLog()
    {
        if (!config.debug)
            return nullptr;
        auto opened = io::DebugLog::open(&forwarder);
        if (opened)
            return std::move(*opened);
        // Then the master alone is told.
        RZ_LOG_WARNING(Log(forwarder, "rhizome"), "no debug log: ", opened.error().text());
        return nullptr;
    }

    Dispatcher::Options dispatcherOptions()
    {
        Dispatcher::Options options;
        options.policy = routing::hasParentAuthority;
        options.onClosed = [this] { broker.shutdown(); };
        return options;
    }

    void addShutdownHandler()
    {
        routing::HandlerOptions options;
        options.handle = wire::Shutdown;
        options.policy = routing::hasParentAuthority;
        const auto added =
            router.addHandler([this](const routing::Message&) { broker.shutdown(); }, std::move(options));
        RZ_ASSERT(added);
    }

    // Functions may need a moment to stop, with the programs they run; the last replies and log lines may still be queued.
    void finish(io::KeepAlive keepAlive)
    {
        const routing::Stream* const parent = router.parentStream();
        if (dispatcher.running() == 0 && (parent == nullptr || parent->pendingBytes() == 0))
            return;
        m_finishTimer = broker.after(
            FinishCheck, [this, keepAlive = std::move(keepAlive)]() mutable { finish(std::move(keepAlive)); });
    }

    Result<> askToLeave(ContextId parent, TimePoint deadline);
    struct Leaving {
        OneShotEvent over;
        Result<> result;
    };
    void leaveWhenTold(TimePoint deadline, const std::shared_ptr<Leaving>& leaving);

    std::mutex m_detachMutex;
    std::unique_ptr<Receiver> m_consent;  // of the parent, that has not come yet
    bool m_mayLeave = false;
    Subscription m_parentLost;
    io::Timer m_leaveTimer;
    std::shared_ptr<void> m_shutdownHook;
    io::Timer m_finishTimer;
};

Result<> ExternalContext::Impl::detach(Duration patience)
{
    const TimePoint deadline = Clock::now() + patience;
    const std::lock_guard lock(m_detachMutex);
    const auto parent = router.parentId();
    if (!parent)
        return {};
    if (!m_mayLeave)
        RZ_CHECK(askToLeave(*parent, deadline));
    const auto leaving = std::make_shared<Leaving>();
    broker.defer([this, deadline, leaving] { leaveWhenTold(deadline, leaving); });
    // The broker may end meanwhile, which ends this context anyhow.
    if (!leaving->over.sleep(deadline + LeaveMargin))
        return fail(ErrorKind::Timeout, "this context could not leave its tree in time");
    return leaving->result;
}

// A second question is not answered (protocol 4.11): after a time-out the answer to the first is waited for.
Result<> ExternalContext::Impl::askToLeave(ContextId parent, TimePoint deadline)
{
    if (m_consent == nullptr) {
        ::setsid();  // fails where this process leads a session already
        routing::Message leaving;
        leaving.handle = wire::Detaching;
        m_consent = Context(router, parent).sendAsync(std::move(leaving));
    }
    const auto answer = m_consent->getValue(std::max(deadline - Clock::now(), Duration::zero()));
    if (!answer && answer.error().kind() == ErrorKind::Timeout)
        return std::unexpected(answer.error());
    m_consent.reset();
    RZ_CHECK(answer);
    m_mayLeave = true;
    return {};
}

// What was queued for the parent goes first.
void ExternalContext::Impl::leaveWhenTold(TimePoint deadline, const std::shared_ptr<Leaving>& leaving)
{
    routing::Stream* const parent = router.parentStream();
    const std::size_t pending = parent == nullptr ? 0 : parent->pendingBytes();
    if (pending > 0 && Clock::now() < deadline) {
        m_leaveTimer = broker.after(FinishCheck, [this, deadline, leaving] { leaveWhenTold(deadline, leaving); });
        return;
    }
    if (pending > 0) {
        leaving->result = fail(ErrorKind::Timeout, str("the parent has not taken ", pending, " bytes in time"));
    } else {
        forwarder.stop();
        router.leaveTree();
        if (parent != nullptr)
            parent->disconnect(Error(ErrorKind::Channel, "this context has left the tree"));
    }
    leaving->over.set();
}

// What the process writes to `descriptor` becomes lines of the logger `name`.
Result<std::unique_ptr<io::IoLogger>> ExternalContext::Impl::logDescriptor(int descriptor, const char* name)
{
    RZ_TRY(auto pipe, io::makePipe());
    RZ_TRY(auto logger,
           io::IoLogger::create(broker, std::move(pipe.first), [lines = Log(forwarder, name)](std::string line) {
               lines.write(LogLevel::Info, std::move(line));
           }));
    if (::dup2(pipe.second.get(), descriptor) < 0)
        return failErrno(name, errno);
    return logger;
}

ExternalContext::ExternalContext() = default;

ExternalContext::~ExternalContext() = default;

Result<std::unique_ptr<ExternalContext>> ExternalContext::create(io::Broker& broker, const Registry& registry,
                                                                 const ChildConfig& config, UniqueFd receiveSide,
                                                                 UniqueFd transmitSide,
                                                                 std::span<const std::byte> early)
{
    RZ_ASSERT(!config.parentIds.empty());
    std::unique_ptr<ExternalContext> context(new ExternalContext());
    context->m_impl = std::make_unique<Impl>(*context, broker, registry, config);
    Impl& impl = *context->m_impl;
    RZ_TRY(impl.services, Pool::create(impl.router, {.externalContext = context.get()}));
    RZ_TRY(auto stream, routing::Stream::create(impl.router, broker, std::move(receiveSide), std::move(transmitSide),
                                                {.remoteId = config.parentIds.front(),
                                                 .name = "parent",
                                                 .authStamp = {},
                                                 .native = config.nativeParent,
                                                 .maxMessageSize = config.maxMessageSize}));
    impl.router.registerParent(std::move(stream), early);
    impl.forwarder.start(impl.router);
    return context;
}

io::Broker& ExternalContext::broker() const
{
    return m_impl->broker;
}

routing::Router& ExternalContext::router() const
{
    return m_impl->router;
}

Context ExternalContext::context() const
{
    return myself(m_impl->router);
}

Dispatcher& ExternalContext::dispatcher() const
{
    return m_impl->dispatcher;
}

routing::IdSource& ExternalContext::ids() const
{
    return *m_impl->ids;
}

Pool& ExternalContext::services() const
{
    return *m_impl->services;
}

const ChildConfig& ExternalContext::config() const
{
    return m_impl->config;
}

const Log& ExternalContext::log() const
{
    return m_impl->log;
}

void ExternalContext::callOnStart(const RegisteredFunction& function)
{
    m_impl->dispatcher.callFirst(function);
}

Result<> ExternalContext::detach(Duration patience)
{
    return m_impl->detach(patience);
}

bool ExternalContext::detached() const
{
    return !m_impl->router.parentId();
}

Result<> ExternalContext::captureStdio()
{
    const UniqueFd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (!null || ::dup2(null.get(), STDIN_FILENO) < 0)
        return failErrno("/dev/null", errno);
    RZ_TRY(m_impl->stdoutLog, m_impl->logDescriptor(STDOUT_FILENO, "stdout"));
    RZ_TRY(m_impl->stderrLog, m_impl->logDescriptor(STDERR_FILENO, "stderr"));
    return {};
}

const io::IoLogger* ExternalContext::stdoutLog() const
{
    return m_impl->stdoutLog.get();
}

const io::IoLogger* ExternalContext::stderrLog() const
{
    return m_impl->stderrLog.get();
}

}  // namespace rz::rpc
