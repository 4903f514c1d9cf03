#include "core/qt/engine.h"

#include "core/base/str.h"
#include "core/connect/discover_function.h"
#include "core/connect/missing_methods.h"
#include "core/io/profile.h"
#include "core/qt/attached_program.h"
#include "core/qt/broker_notifier.h"
#include "core/qt/call_desk.h"
#include "core/qt/engine_loop.h"
#include "core/qt/frame_gate.h"
#include "core/qt/known_nodes.h"
#include "core/qt/transfer_desk.h"
#include "core/rpc/worker_pool.h"

#include <QMetaMethod>
#include <QPointer>

#include <map>
#include <utility>

namespace rz::qt {
namespace {

constexpr auto Frame = std::chrono::milliseconds(16);

using Functions = Result<std::vector<rpc::FunctionDescription>>;

Functions functionsFrom(const Result<Value>& reply)
{
    if (!reply)
        return std::unexpected(reply.error());
    const List* list = reply->as<List>();
    if (list == nullptr)
        return fail(ErrorKind::Decode, "the context did not answer with a list of functions");
    std::vector<rpc::FunctionDescription> functions;
    for (const Value& item : list->items) {
        RZ_TRY(rpc::FunctionDescription description, rpc::functionDescriptionFrom(item));
        functions.push_back(std::move(description));
    }
    return functions;
}

}  // namespace

// The GUI thread's half: what was last told of the tree, and the way to the loop.
class Engine::Impl {
public:
    explicit Impl(Engine& engine) : gate(Frame), outbox([this] { gate.wake(); })
    {
        QObject::connect(&gate, &FrameGate::opened, &engine, [this, &engine] { take(engine); });
    }

    NodeKey newKeys(std::size_t count) { return static_cast<NodeKey>(nextKey.fetch_add(count)); }
    void take(Engine& engine);
    void tellPrompt(Engine& engine, const PromptEvent& event);
    void countCalls();
    // What there is to do with the row of a context, or with that of a program.
    void command(NodeKey node, void (TreeKeeper::*what)(NodeKey), void (AttachKeeper::*withProgram)(NodeKey));
    void onTree(NodeKey tree, std::move_only_function<void(TreeKeeper&)> task);
    // Runs with the router of that row's tree, on this thread or the loop's; with none when it is not attached any more.
    void withRouter(const NodeSnapshot& node, std::move_only_function<void(routing::Router*)> task);
    // Calls a function there; `read` runs on the loop's thread.
    void ask(const NodeSnapshot& node, rpc::Call call, std::function<void(Result<Value>)> read);

    // A function for any thread that gives `done` what it is called with, later, on the GUI thread, while the receiver lives.
    template <class Done>
    auto later(QObject* receiver, Done done)
    {
        return [this, receiver = QPointer(receiver), done = std::move(done)](auto result) {
            outbox.task([receiver, done, result = std::move(result)] {
                if (receiver)
                    done(result);
            });
        };
    }

    FrameGate gate;
    Outbox outbox;
    rpc::WorkerPool background{1, std::chrono::seconds(5)};  // ends before what it tells
    std::atomic<std::uint64_t> nextKey{1};
    std::unique_ptr<EngineLoop> loop;
    std::unique_ptr<BrokerNotifier> notifier;
    std::shared_ptr<CallDesk> calls;
    std::shared_ptr<TransferDesk> transfers;

    KnownNodes nodes;
    std::vector<routing::RouteInfo> routes;
    std::vector<LinkSnapshot> links;
    ModulesSnapshot modules;
    SharingSnapshot sharing;
    ServingSnapshot serving;
};

Engine::Engine() : m_impl(std::make_unique<Impl>(*this)) {}

Result<std::unique_ptr<Engine>> Engine::create(const EngineOptions& options)
{
    std::unique_ptr<Engine> engine(new Engine);
    Impl& impl = *engine->m_impl;
    RZ_TRY(impl.loop, EngineLoop::create(options, impl.outbox, impl.nextKey));
    impl.calls = std::make_shared<CallDesk>(impl.loop->router(), impl.outbox);
    impl.transfers = std::make_shared<TransferDesk>(*impl.loop, impl.outbox);
    if (options.drive == Drive::QtLoop)
        impl.notifier = std::make_unique<BrokerNotifier>(impl.loop->broker());
    return engine;
}

Engine::~Engine()
{
    m_impl->gate.disconnect(this);
    m_impl->transfers.reset();
    m_impl->calls.reset();
    m_impl->notifier.reset();
    m_impl->loop.reset();
}

void Engine::Impl::command(NodeKey key, void (TreeKeeper::*what)(NodeKey), void (AttachKeeper::*withProgram)(NodeKey))
{
    const NodeSnapshot* node = nodes.find(key);
    if (node != nullptr && node->isProgram())
        loop->onPrograms([key, withProgram](AttachKeeper& programs) { (programs.*withProgram)(key); });
    else
        onTree(node == nullptr ? RootNode : node->tree, [key, what](TreeKeeper& tree) { (tree.*what)(key); });
}

void Engine::Impl::onTree(NodeKey tree, std::move_only_function<void(TreeKeeper&)> task)
{
    if (tree == RootNode) {
        loop->onTree(std::move(task));
        return;
    }
    loop->onPrograms([tree, task = std::move(task)](AttachKeeper& programs) mutable {
        if (TreeKeeper* keeper = programs.treeOf(tree))
            task(*keeper);
    });
}

void Engine::Impl::withRouter(const NodeSnapshot& node, std::move_only_function<void(routing::Router*)> task)
{
    if (node.attached())
        loop->onRouterOf(node.tree, std::move(task));
    else
        task(&loop->router());
}

void Engine::Impl::ask(const NodeSnapshot& node, rpc::Call call, std::function<void(Result<Value>)> read)
{
    withRouter(node, [id = *node.id, call = std::move(call), read = std::move(read),
                      gone = notConnected(&node)](routing::Router* router) mutable {
        if (router == nullptr)
            read(std::unexpected(gone));
        else
            rpc::Context(*router, id).callAsync(call, std::move(read)).detach();
    });
}

void Engine::Impl::take(Engine& engine)
{
    const io::ProfileSpan span("batch");
    Batch batch = outbox.take();
    nodes.take(batch.tree);
    if (!batch.tree.changed.empty() || !batch.tree.removed.empty())
        emit engine.treeChanged(batch.tree);
    for (auto& [key, story] : batch.stories)
        nodes.setStory(key, std::move(story));
    for (const auto& [key, story] : batch.stories)
        emit engine.storyChanged(key);
    for (const PromptEvent& event : batch.prompts)
        tellPrompt(engine, event);
    if (batch.droppedLogs > 0) {
        batch.logs.push_back(
            {.time = std::chrono::system_clock::now(),
             .level = LogLevel::Warning,
             .logger = "rhizome.log",
             .text = str(batch.droppedLogs, " log lines were dropped: they came faster than they could be shown")});
    }
    if (!batch.logs.empty())
        emit engine.logged(batch.logs);
    if (batch.routes) {
        routes = std::move(*batch.routes);
        emit engine.routesChanged();
    }
    if (batch.modules)
        modules = std::move(*batch.modules);
    if (batch.sharing) {
        sharing = std::move(*batch.sharing);
        emit engine.sharingChanged();
    }
    if (batch.serving) {
        serving = std::move(*batch.serving);
        emit engine.servingChanged();
    }
    if (batch.links) {
        links = std::move(*batch.links);
        countCalls();
        emit engine.statsChanged();
        // Not told by disconnectNotify(): a receiver that dies calls that under a lock of Qt's.
        loop->setStatsWanted(engine.isSignalConnected(QMetaMethod::fromSignal(&EngineApi::statsChanged)));
    }
    calls->deliver(std::move(batch.calls));
    transfers->deliver(std::move(batch.transfers), [this](NodeKey key) { return nodes.lossOf(key); });
    for (auto& task : batch.tasks)
        task();
}

void Engine::Impl::tellPrompt(Engine& engine, const PromptEvent& event)
{
    if (const auto* asked = std::get_if<PromptAsked>(&event))
        emit engine.prompted(asked->prompt, asked->node);
    else if (const auto* withdrawn = std::get_if<PromptWithdrawn>(&event))
        emit engine.promptWithdrawn(withdrawn->id);
    else if (const auto* decided = std::get_if<PromptDecided>(&event))
        emit engine.promptDecided(decided->prompt, decided->accepted);
}

// A call is in flight on the link that leads to its context.
void Engine::Impl::countCalls()
{
    std::map<ContextId, std::size_t> onLink;
    const auto inFlight = calls->inFlight();
    for (const routing::RouteInfo& route : routes) {
        if (const auto found = inFlight.find(route.id); found != inFlight.end())
            onLink[route.nextHop] += found->second;
    }
    for (LinkSnapshot& link : links) {
        const auto found = onLink.find(link.id);
        link.callsInFlight = found == onLink.end() ? 0 : found->second;
    }
}

std::vector<std::string> Engine::availableMethods() const
{
    return m_impl->loop->methods();
}

NodeKey Engine::connectChild(NodeKey parent, connect::Hop hop)
{
    return connectChain(parent, {std::move(hop)});
}

NodeKey Engine::connectChain(NodeKey parent, connect::Chain chain)
{
    const NodeKey first = m_impl->newKeys(chain.size());
    NodeKey key = first;
    for (const connect::Hop& hop : chain) {
        const NodeKey tree = m_impl->nodes.add(key, parent, hop).tree;
        m_impl->onTree(tree, [key, parent, hop](TreeKeeper& keeper) { keeper.add(key, parent, hop); });
        parent = key;
        key = static_cast<NodeKey>(static_cast<std::uint64_t>(key) + 1);
    }
    return first;
}

void Engine::cancelConnect(NodeKey node)
{
    m_impl->command(node, &TreeKeeper::cancel, &AttachKeeper::cancel);
}

void Engine::disconnectNode(NodeKey node)
{
    m_impl->nodes.setEnding(node);
    m_impl->command(node, &TreeKeeper::disconnect, &AttachKeeper::detach);
}

void Engine::reconnect(NodeKey node)
{
    m_impl->command(node, &TreeKeeper::reconnect, &AttachKeeper::reattach);
}

void Engine::forget(NodeKey node)
{
    m_impl->command(node, &TreeKeeper::forget, &AttachKeeper::forget);
}

std::vector<NodeSnapshot> Engine::nodes() const
{
    return m_impl->nodes.all();
}

connect::Story Engine::story(NodeKey node) const
{
    return m_impl->nodes.story(node);
}

connect::Chain Engine::chainOf(NodeKey node) const
{
    return m_impl->nodes.chainOf(node);
}

std::vector<routing::RouteInfo> Engine::routes() const
{
    return m_impl->routes;
}

std::vector<LinkSnapshot> Engine::links() const
{
    return m_impl->links;
}

ModulesSnapshot Engine::modules() const
{
    return m_impl->modules;
}

void Engine::discover(NodeKey parent, connect::Hop hop, QObject* receiver, DiscoverDone done)
{
    auto answer = m_impl->later(receiver, std::move(done));
    using Found = Result<std::vector<connect::Candidate>>;
    if (parent == RootNode) {
        m_impl->loop->discover(std::move(hop), std::move(answer));
        return;
    }
    const NodeSnapshot* node = m_impl->nodes.find(parent);
    if (node == nullptr || !node->id) {
        answer(Found(std::unexpected(notConnected(node))));
        return;
    }
    m_impl->ask(*node, connect::discoverCall(hop), [answer](Result<Value> reply) {
        answer(reply ? Found(connect::candidatesFrom(*reply)) : Found(std::unexpected(std::move(reply).error())));
    });
}

void Engine::missingMethods(NodeKey parent, QObject* receiver, MissingDone done)
{
    auto answer = m_impl->later(receiver, std::move(done));
    const NodeSnapshot* node = m_impl->nodes.find(parent);
    if (parent == RootNode) {
        std::vector<std::string> missing = connect::methodsWithoutProgram();
        std::erase(missing, "ssh");  // the desktop has its own
        answer(std::move(missing));
    } else if (node == nullptr || !node->id) {
        answer(std::vector<std::string>());
    } else {
        m_impl->ask(*node, connect::missingMethodsCall(), [answer](const Result<Value>& reply) {
            answer(reply ? connect::missingMethodsFrom(*reply) : std::vector<std::string>());
        });
    }
}

void Engine::functions(NodeKey key, QObject* receiver, FunctionsDone done)
{
    auto answer = m_impl->later(receiver, std::move(done));
    const NodeSnapshot* node = m_impl->nodes.find(key);
    if (node == nullptr || !node->id) {
        answer(Functions(std::unexpected(notConnected(node))));
        return;
    }
    if (!node->native) {
        answer(Functions(fail(ErrorKind::Error, "Every function of a Python module can be called by its name.")));
        return;
    }
    const ContextId id = *node->id;
    if (const auto* known = m_impl->nodes.functionsOf(key, id)) {
        answer(Functions(*known));
        return;
    }
    m_impl->ask(*node, rpc::Call::byName("rhizome.functions"),
                [impl = m_impl.get(), key, id, answer](const Result<Value>& reply) {
                    Functions found = functionsFrom(reply);
                    if (found)
                        impl->outbox.task([impl, key, id, list = *found] { impl->nodes.setFunctions(key, id, list); });
                    answer(std::move(found));
                });
}

std::unique_ptr<CallJob> Engine::call(NodeKey key, rpc::Call call, std::string streamParameter,
                                      std::optional<Duration> deadline)
{
    const NodeSnapshot* node = m_impl->nodes.find(key);
    if (node == nullptr || !node->id)
        return m_impl->calls->refuse(notConnected(node));
    if (node->isProgram())
        return m_impl->calls->refuse(Error(ErrorKind::Argument, str(node->label(), " takes no calls itself")));
    if (node->attached()) {
        const NodeKey tree = node->tree;
        EngineLoop& loop = *m_impl->loop;
        AttachKeeper::Call made{*node->id, std::move(call), std::move(streamParameter), deadline};
        return m_impl->calls->startElsewhere(
            [&loop, tree, made = std::move(made)](std::uint64_t number) mutable {
                loop.onPrograms([tree, number, made = std::move(made)](AttachKeeper& programs) mutable {
                    programs.call(tree, number, std::move(made));
                });
            },
            [&loop, tree](std::uint64_t number) {
                loop.onPrograms([tree, number](AttachKeeper& programs) { programs.cancelCall(tree, number); });
            });
    }
    return m_impl->calls->start(*node->id, std::move(call), streamParameter, deadline);
}

std::unique_ptr<TransferJob> Engine::transfer(TransferRequest request)
{
    for (const NodeKey needed : {request.at, request.destination}) {
        if (auto loss = m_impl->nodes.lossOf(needed))
            return m_impl->transfers->refuse(std::move(*loss));
    }
    const auto idOf = [this](NodeKey key) { return key == RootNode ? MasterId : *m_impl->nodes.find(key)->id; };
    TransferKeeper::Start start{.argv = request.argv, .destination = idOf(request.destination), .at = idOf(request.at)};
    return m_impl->transfers->start(request, std::move(start));
}

void Engine::answer(std::uint64_t promptId, connect::PromptAnswer answer)
{
    m_impl->loop->prompts().answer(promptId, std::move(answer));
}

void Engine::findSockets(QObject* receiver, SocketsDone done)
{
    auto tell = m_impl->later(receiver, std::move(done));
    // All descriptors of the machine are looked at: no stream is to wait for that.
    if (!m_impl->background.submit([tell] { tell(qt::findSockets()); }))
        tell(std::vector<SocketSnapshot>());
}

NodeKey Engine::attach(std::string path)
{
    const NodeKey key = m_impl->newKeys(1);
    m_impl->nodes.addProgram(key, nameOfSocket(path));
    m_impl->loop->onPrograms(
        [key, path = std::move(path)](AttachKeeper& programs) mutable { programs.attach(key, std::move(path)); });
    return key;
}

void Engine::survey(NodeKey program)
{
    m_impl->loop->onPrograms([program](AttachKeeper& programs) { programs.survey(program); });
}

void Engine::addContext(NodeKey program, ContextId id, QObject* receiver, AddedDone done)
{
    auto answer = m_impl->later(receiver, std::move(done));
    m_impl->loop->onPrograms([program, id, answer = std::move(answer)](AttachKeeper& programs) {
        programs.addContext(program, id, answer);
    });
}

void Engine::setSharing(bool on)
{
    m_impl->loop->onSharing([on](SharingKeeper& sharing) {
        if (on)
            sharing.switchOn();
        else
            sharing.switchOff();
    });
}

SharingSnapshot Engine::sharing() const
{
    return m_impl->sharing;
}

void Engine::dismissClient(attach::ClientKey client)
{
    m_impl->loop->onSharing([client](SharingKeeper& sharing) { sharing.dismiss(client); });
}

void Engine::serve(std::string path)
{
    const auto take = [impl = m_impl.get()](Result<services::ServedPath> found) {
        impl->outbox.task([impl, found = std::move(found)] {
            impl->loop->onServing([found](ServingKeeper& serving) { serving.serve(found); });
        });
    };
    // A disk may be slow: no stream is to wait for it.
    if (!m_impl->background.submit([take, path = std::move(path)] { take(services::servedPath(path)); }))
        take(fail(ErrorKind::System, "no thread could be started to look at it"));
}

void Engine::withdraw(std::string path)
{
    m_impl->loop->onServing([path = std::move(path)](ServingKeeper& serving) { serving.withdraw(path); });
}

ServingSnapshot Engine::serving() const
{
    return m_impl->serving;
}

void Engine::connectNotify(const QMetaMethod& signal)
{
    if (signal == QMetaMethod::fromSignal(&EngineApi::statsChanged))
        m_impl->loop->setStatsWanted(true);
}

}  // namespace rz::qt
