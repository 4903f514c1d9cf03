#include "core/qt/engine.h"

#include "core/base/str.h"
#include "core/connect/discover_function.h"
#include "core/connect/missing_methods.h"
#include "core/qt/attached_program.h"
#include "core/qt/broker_notifier.h"
#include "core/qt/call_desk.h"
#include "core/qt/engine_loop.h"
#include "core/qt/frame_gate.h"
#include "core/qt/transfer_desk.h"
#include "core/rpc/worker_pool.h"

#include <QMetaMethod>
#include <QPointer>

#include <map>
#include <set>
#include <utility>

namespace rz::qt {
namespace {

constexpr auto Frame = std::chrono::milliseconds(16);

Error notConnected(const NodeSnapshot* node)
{
    const std::string who = node == nullptr ? std::string("the context") : node->label();
    return {ErrorKind::Channel, str(who, " is not connected")};
}

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
    NodeSnapshot& remember(NodeKey key, NodeKey parent, const connect::Hop& hop);
    const NodeSnapshot* find(NodeKey key) const;
    std::optional<Error> lossOf(NodeKey key) const;
    bool isEnding(const NodeSnapshot* node) const;
    void take(Engine& engine);
    void takeTree(const TreeChanges& changes);
    void tellPrompt(Engine& engine, const PromptEvent& event);
    void countCalls();
    // What there is to do with the row of a context, or with that of a program.
    void command(NodeKey node, void (TreeKeeper::*what)(NodeKey), void (AttachKeeper::*withProgram)(NodeKey));
    void onTree(NodeKey tree, std::move_only_function<void(TreeKeeper&)> task);
    // Runs with the router of that row's tree, on this thread or the loop's; with none when it is not attached any more.
    void withRouter(const NodeSnapshot& node, std::move_only_function<void(routing::Router*)> task);
    // Calls a function there; `read` runs on the loop's thread.
    void ask(const NodeSnapshot& node, rpc::Call call, std::function<void(Result<Value>)> read);

    struct Known {
        ContextId id{};
        std::vector<rpc::FunctionDescription> functions;
    };

    FrameGate gate;
    Outbox outbox;
    rpc::WorkerPool background{1, std::chrono::seconds(5)};  // ends before what it tells
    std::atomic<std::uint64_t> nextKey{1};
    std::unique_ptr<EngineLoop> loop;
    std::unique_ptr<BrokerNotifier> notifier;
    std::shared_ptr<CallDesk> calls;
    std::shared_ptr<TransferDesk> transfers;

    std::map<NodeKey, NodeSnapshot> nodes;  // keys grow, so parents come before children
    std::map<NodeKey, connect::Story> stories;
    std::map<NodeKey, Known> functions;
    std::set<NodeKey> ending;  // still connected, but told to end
    std::vector<routing::RouteInfo> routes;
    std::vector<LinkSnapshot> links;
    ModulesSnapshot modules;
    SharingSnapshot sharing;
    ServingSnapshot serving;
};

Engine::Engine() : m_impl(std::make_unique<Impl>(*this)) {}

Result<std::unique_ptr<Engine>> Engine::create(EngineOptions options)
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

const NodeSnapshot* Engine::Impl::find(NodeKey key) const
{
    const auto found = nodes.find(key);
    return found == nodes.end() ? nullptr : &found->second;
}

std::optional<Error> Engine::Impl::lossOf(NodeKey key) const
{
    const NodeSnapshot* node = find(key);
    if (node != nullptr && node->attached())
        return Error(ErrorKind::Argument, str(node->label(), " is in the tree of another program"));
    if (key == RootNode || (node != nullptr && node->id && !isEnding(node)))
        return {};
    Error loss = notConnected(node);
    if (node != nullptr && node->failure)
        loss = Error(node->failure->kind(), str(node->label(), " is not connected: ", node->failure->text()));
    return std::move(loss).withDetails({.hop = node == nullptr ? std::string() : node->label()});
}

// What ran there may end before the loop tells of the row itself.
bool Engine::Impl::isEnding(const NodeSnapshot* node) const
{
    for (; node != nullptr && node->key != RootNode; node = find(node->parent)) {
        if (ending.contains(node->key))
            return true;
    }
    return false;
}

// So that what was just begun can be asked about before the loop tells of it.
NodeSnapshot& Engine::Impl::remember(NodeKey key, NodeKey parent, const connect::Hop& hop)
{
    NodeSnapshot& node = nodes[key];
    node.key = key;
    node.parent = parent;
    node.hop = hop;
    if (const NodeSnapshot* above = find(parent))
        node.tree = above->tree;
    return node;
}

void Engine::Impl::command(NodeKey key, void (TreeKeeper::*what)(NodeKey), void (AttachKeeper::*withProgram)(NodeKey))
{
    const NodeSnapshot* node = find(key);
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
            rpc::Context(*router, id).callAsync(std::move(call), std::move(read)).detach();
    });
}

void Engine::Impl::take(Engine& engine)
{
    Batch batch = outbox.take();
    takeTree(batch.tree);
    if (!batch.tree.changed.empty() || !batch.tree.removed.empty())
        emit engine.treeChanged(batch.tree);
    for (auto& [key, story] : batch.stories)
        stories.insert_or_assign(key, std::move(story));
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
    transfers->deliver(std::move(batch.transfers), [this](NodeKey key) { return lossOf(key); });
    for (auto& task : batch.tasks)
        task();
}

void Engine::Impl::takeTree(const TreeChanges& changes)
{
    for (const NodeKey key : changes.removed) {
        nodes.erase(key);
        stories.erase(key);
        functions.erase(key);
        ending.erase(key);
    }
    for (const NodeSnapshot& node : changes.changed) {
        nodes.insert_or_assign(node.key, node);
        if (!node.id)
            ending.erase(node.key);
    }
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
        const NodeKey tree = m_impl->remember(key, parent, hop).tree;
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
    if (const NodeSnapshot* known = m_impl->find(node); known != nullptr && known->id)
        m_impl->ending.insert(node);
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
    std::vector<NodeSnapshot> nodes;
    nodes.reserve(m_impl->nodes.size());
    for (const auto& [key, node] : m_impl->nodes)
        nodes.push_back(node);
    return nodes;
}

connect::Story Engine::story(NodeKey node) const
{
    const auto found = m_impl->stories.find(node);
    return found == m_impl->stories.end() ? connect::Story() : found->second;
}

connect::Chain Engine::chainOf(NodeKey node) const
{
    connect::Chain chain;
    // In other programs' trees none begins at the desktop.
    if (const NodeSnapshot* last = m_impl->find(node); last != nullptr && last->attached())
        return chain;
    for (const NodeSnapshot* next = m_impl->find(node); next != nullptr; next = m_impl->find(next->parent))
        chain.insert(chain.begin(), next->hop);
    return chain;
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
    Outbox& outbox = m_impl->outbox;
    // Whatever comes of it, it comes later and only while the receiver lives.
    auto answer = [&outbox, receiver = QPointer(receiver), done = std::move(done)](auto result) {
        outbox.task([receiver, done, result = std::move(result)] {
            if (receiver)
                done(result);
        });
    };
    using Found = Result<std::vector<connect::Candidate>>;
    if (parent == RootNode) {
        m_impl->loop->discover(std::move(hop), std::move(answer));
        return;
    }
    const NodeSnapshot* node = m_impl->find(parent);
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
    Outbox& outbox = m_impl->outbox;
    auto answer = [&outbox, receiver = QPointer(receiver), done = std::move(done)](std::vector<std::string> missing) {
        outbox.task([receiver, done, missing = std::move(missing)] {
            if (receiver)
                done(missing);
        });
    };
    const NodeSnapshot* node = m_impl->find(parent);
    if (parent == RootNode) {
        std::vector<std::string> missing = connect::methodsWithoutProgram();
        std::erase(missing, "ssh");  // the desktop has its own
        answer(std::move(missing));
    } else if (node == nullptr || !node->id) {
        answer({});
    } else {
        m_impl->ask(*node, connect::missingMethodsCall(), [answer](const Result<Value>& reply) {
            answer(reply ? connect::missingMethodsFrom(*reply) : std::vector<std::string>());
        });
    }
}

void Engine::functions(NodeKey key, QObject* receiver, FunctionsDone done)
{
    const NodeSnapshot* node = m_impl->find(key);
    Outbox& outbox = m_impl->outbox;
    // Whatever the answer, it comes later and only while the receiver lives.
    auto answer = [receiver = QPointer(receiver), done = std::move(done)](auto result) {
        if (receiver)
            done(std::move(result));
    };
    if (node == nullptr || !node->id) {
        outbox.task([answer, error = notConnected(node)] { answer(Functions(std::unexpected(error))); });
        return;
    }
    if (!node->native) {
        outbox.task([answer] {
            answer(Functions(fail(ErrorKind::Error, "Every function of a Python module can be called by its name.")));
        });
        return;
    }
    const ContextId id = *node->id;
    const auto known = m_impl->functions.find(key);
    if (known != m_impl->functions.end() && known->second.id == id) {
        outbox.task([answer, functions = known->second.functions] { answer(Functions(functions)); });
        return;
    }
    auto read = [this, key, id, answer](const Result<Value>& reply) {
        Functions functions = functionsFrom(reply);
        if (functions && m_impl->find(key) != nullptr)
            m_impl->functions.insert_or_assign(key, Impl::Known{id, *functions});
        answer(std::move(functions));
    };
    m_impl->ask(*node, rpc::Call::byName("rhizome.functions"), [&outbox, read](Result<Value> reply) {
        outbox.task([read, reply = std::move(reply)] { read(reply); });
    });
}

std::unique_ptr<CallJob> Engine::call(NodeKey key, rpc::Call call, std::string streamParameter,
                                      std::optional<Duration> deadline)
{
    const NodeSnapshot* node = m_impl->find(key);
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
        if (auto loss = m_impl->lossOf(needed))
            return m_impl->transfers->refuse(std::move(*loss));
    }
    const auto idOf = [this](NodeKey key) { return key == RootNode ? MasterId : *m_impl->find(key)->id; };
    TransferKeeper::Start start{.argv = request.argv, .destination = idOf(request.destination), .at = idOf(request.at)};
    return m_impl->transfers->start(request, std::move(start));
}

void Engine::answer(std::uint64_t promptId, connect::PromptAnswer answer)
{
    m_impl->loop->prompts().answer(promptId, std::move(answer));
}

void Engine::findSockets(QObject* receiver, SocketsDone done)
{
    auto tell = [&outbox = m_impl->outbox, receiver = QPointer(receiver),
                 done = std::move(done)](std::vector<SocketSnapshot> found) {
        outbox.task([receiver, done, found = std::move(found)] {
            if (receiver)
                done(found);
        });
    };
    // All descriptors of the machine are looked at: no stream is to wait for that.
    if (!m_impl->background.submit([tell] { tell(qt::findSockets()); }))
        tell({});
}

NodeKey Engine::attach(std::string path)
{
    const NodeKey key = m_impl->newKeys(1);
    NodeSnapshot& node = m_impl->nodes[key];
    node.key = node.tree = key;
    node.name = nameOfSocket(path);
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
    Outbox& outbox = m_impl->outbox;
    auto answer = [&outbox, receiver = QPointer(receiver), done = std::move(done)](Result<NodeKey> added) {
        outbox.task([receiver, done, added = std::move(added)] {
            if (receiver)
                done(added);
        });
    };
    m_impl->loop->onPrograms([program, id, answer = std::move(answer)](AttachKeeper& programs) mutable {
        programs.addContext(program, id, std::move(answer));
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
