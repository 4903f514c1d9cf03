#include "agent/life.h"

#include "agent/idle_memory.h"
#include "agent/python_core.h"
#include "core/connect/connector.h"
#include "core/connect/context_name.h"
#include "core/connect/discover_function.h"
#include "core/connect/missing_methods.h"
#include "core/connect/openers/asking_program.h"
#include "core/connect/openers/openers.h"
#include "core/connect/via/proxy_connect.h"
#include "core/connect/via/tcp_function.h"
#include "core/fakessh/run_function.h"
#include "core/fakessh/session.h"
#include "core/io/profile.h"
#include "core/modules/forwarder.h"
#include "core/rpc/dispatcher.h"
#include "core/rpc/pool.h"
#include "core/services/push_file_service.h"

#include <cerrno>
#include <csignal>
#include <sys/signalfd.h>
#include <unistd.h>

namespace rz::agent {

namespace {

// For children to end, and for functions and the programs they run.
constexpr Duration ShutdownGrace = std::chrono::seconds(1);
// Whatever hangs longer (a worker in a dead network file system) hangs with the process no longer there.
constexpr unsigned LastSeconds = 2;

sigset_t endingSignals()
{
    sigset_t signals;
    ::sigemptyset(&signals);
    for (const int number : {SIGTERM, SIGINT, SIGHUP})
        ::sigaddset(&signals, number);
    return signals;
}

Result<UniqueFd> openSignals()
{
    const sigset_t signals = endingSignals();
    UniqueFd fd(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!fd)
        return failErrno("cannot wait for signals", errno);
    return fd;
}

}  // namespace

void blockEndingSignals()
{
    const sigset_t signals = endingSignals();
    ::sigprocmask(SIG_BLOCK, &signals, nullptr);
    ::signal(SIGPIPE, SIG_IGN);
}

Result<> live(const rpc::ChildConfig& config, rpc::PythonCore core, UniqueFd receiveSide, UniqueFd transmitSide,
              AddFunctions addFunctions, std::string_view onStart)
{
    if (config.profiling)
        io::enableProfiling();
    const io::ThreadProfile profile("broker");
    RZ_TRY(const auto broker, io::Broker::create(io::Broker::Drive::Caller));
    const auto lastSeconds = broker->onShutdown([] { ::alarm(LastSeconds); });

    rpc::Registry registry;
    rpc::addStandardFunctions(registry);
    addFunctions(registry);
    RZ_TRY(const auto context,
           rpc::ExternalContext::create(*broker, registry, config, std::move(receiveSide), std::move(transmitSide)));
    RZ_CHECK(context->captureStdio());
    broker->setShutdownGrace(ShutdownGrace);
    modules::ModuleForwarder modules(context->router(), config.nativeParent);
    RZ_CHECK(modules.start());
    AgentPythonCore pythonCores(modules, std::move(core));
    context->services().addFactory(std::string(services::PushFileService::Name), [&router = context->router()] {
        return std::make_unique<services::PushFileService>(router);
    });

    const auto agents = connect::makeSelfAgentStore();
    // Ends before the context, whose workers may wait for its connections; they reach it through the loop only.
    connect::Connector connector({.router = context->router(),
                                  .ids = context->ids(),
                                  .agents = *agents,
                                  .pythonCores = &pythonCores,
                                  .prompts = nullptr,
                                  .imports = config.imports,
                                  .remoteName = connect::ownRemoteName()});
    connect::addOpeners(connector, *agents);
    connect::addProxyConnect(registry, connector, context->router());
    connect::addDiscover(registry);
    connect::addMissingMethods(registry);
    connect::addTcp(registry);
    RZ_TRY(const std::string own, agents->localPath());
    RZ_TRY(std::string ownForOthers, connect::helperPath(*agents));
    fakessh::addSessions(registry, own);
    fakessh::addRun(registry, std::move(ownForOthers));

    RZ_TRY(const UniqueFd signals, openSignals());
    const io::FdWatch onSignal = broker->watch(signals.get(), io::Readiness::Readable, [&](io::Readiness) {
        signalfd_siginfo info{};
        static_cast<void>(::read(signals.get(), &info, sizeof info));
        // The terminal it came from is that of its former parents.
        if (info.ssi_signo != SIGHUP || !context->detached())
            broker->shutdown();
    });
    if (!onSignal)
        return failErrno("cannot wait for signals", errno);
    if (!onStart.empty()) {
        RZ_TRY(const rpc::RegisteredFunction* const function, registry.findToStart(onStart));
        context->callOnStart(*function);
    }
    IdleMemory idleMemory(*broker);
    while (broker->runOnce({}))
        idleMemory.turned();
    return {};
}

}  // namespace rz::agent
