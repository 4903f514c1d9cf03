#include "app/ctl/session.h"

#include "app/ctl/print_line.h"

#include "core/attach/connect.h"
#include "core/attach/probe.h"
#include "core/base/str.h"
#include "core/connect/context_name.h"
#include "core/connect/libssh/ssh_opener.h"
#include "core/connect/openers/openers.h"
#include "core/connect/openers/openssh_opener.h"
#include "core/connect/prompt.h"
#include "core/io/descriptor_limit.h"
#include "core/io/profile.h"
#include "core/io/spawn.h"
#include "core/modules/python_path.h"
#include "core/services/file_service.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <sys/eventfd.h>

namespace rz::ctl {

namespace {

// Counts interrupts, so that the loop wakes even if one comes just before it sleeps.
volatile std::sig_atomic_t interruptEvent = -1;
volatile std::sig_atomic_t interruptSignal = 0;

void onInterrupt(int number)
{
    const int before = errno;
    interruptSignal = number;
    ::eventfd_write(interruptEvent, 1);
    errno = before;
}

// The second interrupt ends the program as usual. What it was to be kept from (nohup, the background of a shell) stays away.
void catchInterrupts(int event)
{
    interruptEvent = event;
    struct sigaction action{};
    action.sa_handler = onInterrupt;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    for (const int number : {SIGHUP, SIGINT, SIGQUIT, SIGTERM}) {
        struct sigaction before{};
        if (::sigaction(number, nullptr, &before) == 0 && before.sa_handler != SIG_IGN)
            ::sigaction(number, &action, nullptr);
    }
    ::signal(SIGPIPE, SIG_IGN);
    io::stopIgnoringChildren();
}

// Waits for one connection, telling its steps on standard error when asked to.
class Waiter final : public connect::ConnectObserver {
public:
    explicit Waiter(bool verbose) : m_verbose(verbose) {}

    bool done() const { return m_result.has_value(); }
    Result<connect::Connected> take() { return std::move(*m_result); }

private:
    void storyChanged(const connect::Story& story) override
    {
        if (!m_verbose)
            return;
        for (; m_told < story.steps.size(); ++m_told) {
            const connect::StoryStep& step = story.steps[m_told];
            printLine(stderr, str(step.hop, ": ", step.name));
        }
        m_told = std::min(m_told, story.steps.size());
    }
    void finished(const Result<connect::Connected>& result, const connect::Story&) override { m_result = result; }

    bool m_verbose;
    std::size_t m_told = 0;
    std::optional<Result<connect::Connected>> m_result;
};

constexpr Duration AnswerTime = std::chrono::seconds(5);

std::string pathText(const connect::Chain& chain, std::size_t hops)
{
    std::string text;
    for (std::size_t i = 0; i < hops; ++i)
        text += str(i == 0 ? "" : " › ", chain[i].label());
    return text;
}

}  // namespace

Session::Session(const CommandLine& line) : m_line(line) {}

Result<std::unique_ptr<Session>> Session::create(const CommandLine& line)
{
    std::unique_ptr<Session> session(new Session(line));
    session->m_interruptEvent = UniqueFd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!session->m_interruptEvent)
        return failErrno("eventfd", errno);
    catchInterrupts(session->m_interruptEvent.get());
    io::raiseDescriptorLimit();
    const Log log(*session, "rhizome", line.verbose ? LogLevel::Debug : LogLevel::Warning);
    RZ_TRY(session->m_broker, io::Broker::create(io::Broker::Drive::Caller, log.child("io")));
    session->m_interruptWatch = session->m_broker->watch(session->m_interruptEvent.get(), io::Readiness::Readable,
                                                         [self = session.get()](io::Readiness) {
                                                             self->m_interrupted = true;
                                                             if (self->m_disconnectsWhenInterrupted)
                                                                 self->disconnectAll();
                                                             self->m_interruptWatch = {};
                                                         });
    session->m_broker->setShutdownGrace(std::chrono::seconds(2));
    if (line.attachTo.empty()) {
        RZ_CHECK(session->beMaster(log));
    } else {
        RZ_CHECK(session->beAttached(log));
    }
    if (line.askOn == AskOn::Tty)
        session->m_prompts = std::make_unique<connect::TerminalPrompts>();
    session->m_agents = connect::makeInstalledAgentStore(connect::installedAgentDirectories());
    session->m_connector = std::make_unique<connect::Connector>(connect::Connector::Parts{
        .router = session->router(),
        .ids = session->ids(),
        .agents = *session->m_agents,
        .pythonCores = session->m_modules ? &session->m_modules->pythonCores() : nullptr,
        .prompts = session->m_prompts.get(),
        .imports = session->m_modules ? session->m_modules->importPolicy() : rpc::ImportPolicy(),
        .remoteName = connect::ownRemoteName(),
    });
    connect::addOpeners(*session->m_connector, *session->m_agents);
    const connect::SshSettings ssh{.configFile = line.configFile, .knownHostsFile = line.knownHostsFile};
    session->m_connector->addOpener(
        connect::makeLibsshOpener(ssh, log.child("ssh"), connect::makeOpensshOpener(*session->m_agents, ssh)));
    return session;
}

Result<> Session::beMaster(const Log& log)
{
    m_router = std::make_unique<routing::Router>(
        *m_broker, routing::RouterOptions{.profiling = io::profilingEnabled(), .log = log});
    m_ids = routing::makeMasterIdSource(*m_router);
    std::vector<std::string> path = modules::defaultPythonPath();
    if (!m_line.main.empty()) {
        RZ_CHECK(modules::ModuleFinder::read({.path = m_line.main}));
        // Its own modules lie beside it.
        path.insert(path.begin(), m_line.main.substr(0, m_line.main.rfind('/')));
    }
    RZ_TRY(m_modules, modules::MasterModules::create(*m_router, std::move(path),
                                                     {.policy = m_line.imports, .mainPath = m_line.main}));
    return startServices();
}

Result<> Session::beAttached(const Log& log)
{
    attach::ConnectOptions options{.log = log};
    if (m_line.timeout)
        options.deadline = *m_line.timeout;
    std::optional<Result<std::unique_ptr<attach::Attachment>>> outcome;
    const auto handle = attach::connect(*m_broker, m_line.attachTo, std::move(options),
                                        [&outcome](auto result) { outcome = std::move(result); });
    m_broker->runUntil([&] { return outcome.has_value() || interrupted(); });
    if (!outcome)
        return fail(ErrorKind::Cancelled, "interrupted");
    RZ_TRY(m_attachment, std::move(*outcome));
    return {};
}

Session::~Session()
{
    interruptEvent = -1;
    if (!m_broker)
        return;
    // Children go before the connector that holds their processes.
    if (m_connector)
        endChildren();
    m_connector.reset();
    m_pool.reset();
    m_modules.reset();
    m_ids.reset();
    m_router.reset();
    m_attachment.reset();
}

// Nobody who did not ask for them gets a service that can be called.
Result<> Session::startServices()
{
    if (m_line.served.empty() && m_line.pushed.empty())
        return {};
    RZ_TRY(m_pool, rpc::Pool::create(*m_router));
    auto files = std::make_unique<services::FileService>(
        *m_router, services::FileService::Options{.chunks = m_modules->fileChunks()});
    for (const std::string& path : m_line.served) {
        RZ_TRY(const services::ServedPath served, services::servedPath(path));
        RZ_CHECK(files->serve(served));
    }
    RZ_CHECK(m_pool->add(std::move(files)));
    auto pushes = std::make_unique<services::PropagatingPushFileService>(*m_router);
    m_pushes = pushes.get();
    return m_pool->add(std::move(pushes));
}

Result<> Session::push(ContextId id)
{
    for (const std::string& path : m_line.pushed)
        RZ_CHECK(m_pushes->propagateTo(id, path));
    return {};
}

void Session::disconnectAll()
{
    for (auto node = m_nodes.rbegin(); node != m_nodes.rend(); ++node) {
        // Those with a stream of their own, which a tunnel's child has as well; of an attached program what it would keep.
        const auto stream = router().streamById(node->connected.id);
        if (m_attachment ? node->parent == m_line.startAt
                         : stream != nullptr && stream->remoteId() == node->connected.id)
            m_connector->disconnect(node->connected.id, std::chrono::seconds(1));
    }
}

void Session::endChildren()
{
    disconnectAll();
    const auto isLeft = [this](const Node& node) {
        return std::ranges::any_of(m_attachment->contexts(), [&node](const attach::KnownContext& context) {
            return context.id == node.connected.id;
        });
    };
    m_broker->runUntil(
        [&] {
            return m_attachment ? !m_attachment->attached() || std::ranges::none_of(m_nodes, isLeft)
                                : m_router->getStreams().empty();
        },
        Clock::now() + std::chrono::seconds(2));
}

void Session::write(LogRecord record)
{
    const std::string line = connect::shownText(str(record.logger, ": ", record.text, '\n'));
    std::fwrite(line.data(), 1, line.size(), stderr);
}

Result<rpc::Context> Session::connectChain(const connect::Chain& chain)
{
    RZ_TRY(ContextId at, start());
    for (std::size_t i = 0; i < chain.size(); ++i) {
        if (const Node* known = existing(chain[i], at)) {
            at = known->connected.id;
            continue;
        }
        RZ_TRY(connect::Connected connected, connectHop(chain[i], at, pathText(chain, i + 1)));
        const ContextId id = connected.id;
        m_nodes.push_back({.hop = chain[i], .connected = std::move(connected), .parent = at});
        at = id;
    }
    return rpc::Context(router(), at);
}

// A context of the attached program must be there: it would let us wait for its answers.
Result<ContextId> Session::start()
{
    if (!m_line.startAt)
        return router().id();
    const ContextId id = *m_line.startAt;
    if (id == m_attachment->server().id())
        return id;
    const auto answer = std::make_shared<std::optional<attach::PingAnswer>>();
    attach::askWho(router(), id, [answer](attach::PingAnswer told) { *answer = told; });
    m_broker->runUntil([&] { return answer->has_value() || interrupted(); }, Clock::now() + AnswerTime);
    if (interrupted())
        return fail(ErrorKind::Cancelled, "interrupted");
    if (!*answer)
        return fail(ErrorKind::Timeout, str("context ", raw(id), " of ", m_line.attachTo, " does not answer"));
    if (**answer != attach::PingAnswer::Native && **answer != attach::PingAnswer::Mitogen)
        return fail(ErrorKind::Channel, str("there is no context ", raw(id), " at ", m_line.attachTo));
    const bool native = **answer == attach::PingAnswer::Native;
    m_attachment->note(id, {}, {}, native);
    m_connector->introduce(id, {m_line.attachTo, str("context ", raw(id))},
                           native ? connect::Connector::Runtime::Native : connect::Connector::Runtime::Python);
    return id;
}

int Session::interruptedBy() const
{
    return interruptSignal;
}

std::string Session::pathTo(ContextId id) const
{
    for (const Node& node : m_nodes) {
        if (node.connected.id != id)
            continue;
        const std::string before = pathTo(node.parent);
        return str(before, before.empty() ? "" : " › ", node.hop.label());
    }
    return m_attachment ? str(m_line.attachTo, " › context ", raw(id)) : std::string();
}

bool Session::isNative(ContextId id) const
{
    if (m_attachment && std::ranges::any_of(m_attachment->contexts(), [id](const attach::KnownContext& known) {
            return known.id == id && known.native;
        }))
        return true;
    return std::ranges::any_of(m_nodes,
                               [id](const Node& node) { return node.connected.id == id && node.connected.native; });
}

const Node* Session::existing(const connect::Hop& hop, ContextId parent) const
{
    for (const Node& node : m_nodes) {
        if (node.parent == parent && node.hop == hop)
            return &node;
    }
    return nullptr;
}

Result<connect::Connected> Session::connectHop(const connect::Hop& hop, ContextId via, const std::string& path)
{
    Waiter waiter(m_line.verbose);
    connect::Connector::Handle handle = m_connector->connect(hop, via, waiter);
    m_broker->runUntil([&] { return waiter.done() || interrupted(); });
    if (!waiter.done())
        handle.reset();  // cancels, and tells the waiter so
    Result<connect::Connected> result = waiter.take();
    if (!result) {
        ErrorDetails details = result.error().details();
        details.hop = path;
        return std::unexpected(std::move(result).error().withDetails(std::move(details)));
    }
    if (m_attachment)
        m_attachment->note(result->id, result->name, via, result->native);
    return result;
}

}  // namespace rz::ctl
