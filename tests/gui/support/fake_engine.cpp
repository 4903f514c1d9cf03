#include "tests/gui/support/fake_engine.h"

#include <QTimer>

#include <csignal>

namespace rz::test {

namespace {

// Also of methods that this program does not offer (yet): the part after the colon is then their user.
connect::Hop hopFrom(std::string_view text)
{
    if (const auto chain = connect::parseChain(text))
        return chain->front();
    const std::size_t colon = text.find(':');
    connect::Hop hop{.method = std::string(text.substr(0, colon)), .options = {}};
    if (colon != std::string_view::npos)
        hop.options.set("username", Value(text.substr(colon + 1)));
    return hop;
}

}  // namespace

void FakeCall::cancel()
{
    if (std::exchange(cancelled, true))
        return;
    QTimer::singleShot(0, this, [this] { end(rz::fail(ErrorKind::Cancelled, "the call was cancelled")); });
}

void FakeCall::end(const Result<Value>& result)
{
    if (!std::exchange(m_ended, true))
        emit finished(result);
}

void FakeTransfer::cancel()
{
    if (std::exchange(cancelled, true))
        return;
    QTimer::singleShot(0, this, [this] { end(io::ExitStatus{.signal = SIGTERM}); });
}

void FakeTransfer::print(std::string_view text, fakessh::Lane lane)
{
    emit printed({fakessh::ProgramOutput{lane, Bytes(text)}}, 0);
}

void FakeTransfer::tellTraffic(std::uint64_t sent, std::uint64_t received)
{
    emit trafficChanged({.sent = sent, .received = received, .sessions = 1});
}

void FakeTransfer::end(const Result<io::ExitStatus>& result)
{
    if (!std::exchange(m_ended, true))
        emit finished(result);
}

qt::NodeSnapshot& FakeEngine::insert(const connect::Hop& hop, qt::NodeKey parent)
{
    const auto key = static_cast<qt::NodeKey>(m_nextKey++);
    qt::NodeSnapshot& node = m_nodes[key];
    node.key = key;
    node.parent = parent;
    node.hop = hop;
    if (const auto above = m_nodes.find(parent); above != m_nodes.end())
        node.tree = above->second.tree;
    return node;
}

void FakeEngine::tell(const std::vector<qt::NodeKey>& changed)
{
    qt::TreeChanges changes;
    for (const qt::NodeKey key : changed) {
        changes.changed.push_back(m_nodes.at(key));
        m_untold.erase(key);
    }
    emit treeChanged(changes);
}

qt::NodeKey FakeEngine::add(std::string_view hop, qt::NodeKey parent)
{
    return addMany(hop, 1, parent).front();
}

qt::NodeKey FakeEngine::addNode(qt::NodeKey parent, std::string_view hop)
{
    const qt::NodeKey key = add(hop, parent);
    bringUp(key, hop.starts_with("sudo") ? "root@web1" : "alice@web1");
    return key;
}

std::vector<qt::NodeKey> FakeEngine::addMany(std::string_view hop, std::size_t count, qt::NodeKey parent)
{
    std::vector<qt::NodeKey> keys;
    for (std::size_t i = 0; i < count; ++i)
        keys.push_back(insert(hopFrom(hop), parent).key);
    tell(keys);
    return keys;
}

qt::NodeKey FakeEngine::addProgram(std::string_view name)
{
    qt::NodeSnapshot& node = insert({.method = "attached", .options = {}}, qt::RootNode);
    node.tree = node.key;
    node.name = name;
    node.state = qt::NodeState::Connected;
    node.id = MasterId;
    node.native = false;
    tell({node.key});
    return node.key;
}

qt::NodeKey FakeEngine::addContextOf(qt::NodeKey parent, ContextId id, std::string_view name, Dict facts)
{
    qt::NodeSnapshot& node = insert({}, parent);
    node.foreign = true;
    node.name = name;
    node.state = qt::NodeState::Connected;
    node.id = id;
    node.native = false;
    const auto text = [&facts](std::string_view key) {
        const Value* value = facts.find(key);
        const auto* string = value == nullptr ? nullptr : value->as<std::string>();
        return string == nullptr ? std::string() : *string;
    };
    if (!text("user").empty())
        node.identity = text("user") + '@' + text("host");
    node.root = text("user") == "root";
    node.facts = std::move(facts);
    tell({node.key});
    return node.key;
}

void FakeEngine::setClients(std::vector<qt::ClientSnapshot> clients)
{
    m_sharing.clients = std::move(clients);
    emit sharingChanged();
}

void FakeEngine::setServing(qt::ServingSnapshot serving)
{
    m_serving = std::move(serving);
    emit servingChanged();
}

void FakeEngine::change(qt::NodeKey node, const std::function<void(qt::NodeSnapshot&)>& edit)
{
    edit(m_nodes.at(node));
    tell({node});
}

void FakeEngine::bringUp(qt::NodeKey node, std::string_view identity)
{
    change(node, [this, identity](qt::NodeSnapshot& shown) {
        shown.state = qt::NodeState::Connected;
        shown.step.clear();
        shown.waitingForUser = false;
        shown.failure.reset();
        shown.id = static_cast<ContextId>(m_nextId++);
        shown.identity = identity;
        shown.root = identity.starts_with("root@");
        shown.name = shown.hop.method + "." + shown.identity;
        shown.rtt = std::chrono::microseconds(400);
    });
}

void FakeEngine::fail(qt::NodeKey node, Error error)
{
    change(node, [&error](qt::NodeSnapshot& shown) {
        shown.state = qt::NodeState::Failed;
        shown.waitingForUser = false;
        shown.failure = std::move(error);
    });
}

void FakeEngine::lose(qt::NodeKey node, Error error)
{
    change(node, [&error](qt::NodeSnapshot& shown) {
        shown.state = qt::NodeState::Lost;
        shown.id.reset();
        shown.rtt.reset();
        shown.failure = std::move(error);
    });
}

void FakeEngine::remove(qt::NodeKey node)
{
    qt::TreeChanges changes;
    const std::function<void(qt::NodeKey)> take = [&](qt::NodeKey key) {
        std::vector<qt::NodeKey> children;
        for (const auto& [child, snapshot] : m_nodes) {
            if (snapshot.parent == key)
                children.push_back(child);
        }
        for (const qt::NodeKey child : children)
            take(child);
        m_nodes.erase(key);
        changes.removed.push_back(key);
    };
    take(node);
    emit treeChanged(changes);
}

void FakeEngine::setStory(qt::NodeKey node, connect::Story story)
{
    m_stories.insert_or_assign(node, std::move(story));
    emit storyChanged(node);
}

std::uint64_t FakeEngine::ask(connect::Prompt prompt, qt::NodeKey node)
{
    prompt.id = m_nextPrompt++;
    if (node != qt::RootNode)
        change(node, [](qt::NodeSnapshot& shown) { shown.waitingForUser = true; });
    emit prompted(prompt, node);
    return prompt.id;
}

void FakeEngine::withdraw(std::uint64_t promptId)
{
    emit promptWithdrawn(promptId);
}

void FakeEngine::decide(const connect::Prompt& prompt, bool accepted)
{
    emit promptDecided(prompt, accepted);
}

void FakeEngine::log(qt::NodeKey node, LogLevel level, std::string_view logger, std::string_view text)
{
    const ContextId origin = node == qt::RootNode ? MasterId : m_nodes.at(node).id.value_or(MasterId);
    log({{.time = std::chrono::system_clock::now(),
          .level = level,
          .origin = origin,
          .logger = std::string(logger),
          .text = std::string(text)}});
}

void FakeEngine::setRoutes(std::vector<routing::RouteInfo> routes)
{
    m_routes = std::move(routes);
    emit routesChanged();
}

void FakeEngine::setLinks(std::vector<qt::LinkSnapshot> links)
{
    m_links = std::move(links);
    emit statsChanged();
}

void FakeEngine::setModules(qt::ModulesSnapshot modules)
{
    m_modules = std::move(modules);
    emit statsChanged();
}

qt::NodeKey FakeEngine::connectChild(qt::NodeKey parent, connect::Hop hop)
{
    return connectChain(parent, {std::move(hop)});
}

qt::NodeKey FakeEngine::connectChain(qt::NodeKey parent, connect::Chain chain)
{
    connected.emplace_back(parent, chain);
    std::vector<qt::NodeKey> keys;
    for (const connect::Hop& hop : chain) {
        parent = insert(hop, parent).key;
        keys.push_back(parent);
        m_untold.insert(parent);
    }
    QTimer::singleShot(0, this, [this, keys] { tell(keys); });
    return keys.front();
}

void FakeEngine::forget(qt::NodeKey node)
{
    forgotten.push_back(node);
    QTimer::singleShot(0, this, [this, node] { remove(node); });
}

std::vector<qt::NodeSnapshot> FakeEngine::nodes() const
{
    std::vector<qt::NodeSnapshot> nodes;
    for (const auto& [key, node] : m_nodes) {
        if (!m_untold.contains(key))
            nodes.push_back(node);
    }
    return nodes;
}

connect::Story FakeEngine::story(qt::NodeKey node) const
{
    const auto found = m_stories.find(node);
    return found == m_stories.end() ? connect::Story() : found->second;
}

connect::Chain FakeEngine::chainOf(qt::NodeKey node) const
{
    connect::Chain chain;
    for (auto next = m_nodes.find(node); next != m_nodes.end(); next = m_nodes.find(next->second.parent))
        chain.insert(chain.begin(), next->second.hop);
    return chain;
}

void FakeEngine::discover(qt::NodeKey parent, connect::Hop hop, QObject* receiver, DiscoverDone done)
{
    searches.emplace_back(parent, std::move(hop));
    if (holdSearches)
        return;
    QTimer::singleShot(0, receiver, [this, done = std::move(done)] { done(candidates); });
}

void FakeEngine::missingMethods(qt::NodeKey parent, QObject* receiver, MissingDone done)
{
    QTimer::singleShot(0, receiver, [this, parent, done = std::move(done)] { done(missing[parent]); });
}

void FakeEngine::functions(qt::NodeKey node, QObject* receiver, FunctionsDone done)
{
    QTimer::singleShot(0, receiver, [this, node, done = std::move(done)] {
        const auto found = m_nodes.find(node);
        if (found == m_nodes.end() || !found->second.id)
            done(rz::fail(ErrorKind::Channel, "the context is not connected"));
        else if (m_withoutFunctions.contains(node))
            done(rz::fail(ErrorKind::Call, "rhizome.functions: no such function"));
        else
            done(m_functions);
    });
}

std::unique_ptr<qt::CallJob> FakeEngine::call(qt::NodeKey node, rpc::Call call, std::string streamParameter,
                                              std::optional<Duration> deadline)
{
    auto job = std::make_unique<FakeCall>(node, std::move(call), std::move(streamParameter), deadline);
    m_lastCall = job.get();
    calls.emplace_back(job.get());
    return job;
}

std::unique_ptr<qt::TransferJob> FakeEngine::transfer(qt::TransferRequest request)
{
    auto job = std::make_unique<FakeTransfer>(std::move(request));
    transfers.emplace_back(job.get());
    return job;
}

void FakeEngine::answer(std::uint64_t promptId, connect::PromptAnswer answer)
{
    answers.push_back({promptId, std::move(answer)});
}

void FakeEngine::findSockets(QObject* receiver, SocketsDone done)
{
    QTimer::singleShot(0, receiver, [this, done = std::move(done)] { done(sockets); });
}

qt::NodeKey FakeEngine::attach(std::string path)
{
    qt::NodeSnapshot& node = insert({.method = "attached", .options = {}}, qt::RootNode);
    const qt::NodeKey key = node.tree = node.key;
    node.name = path.substr(path.rfind('/') + 1);
    node.step = "program's answer";
    m_untold.insert(key);
    attachedTo.emplace_back(key, std::move(path));
    QTimer::singleShot(0, this, [this, key] { tell({key}); });
    return key;
}

void FakeEngine::addContext(qt::NodeKey program, ContextId id, QObject* receiver, AddedDone done)
{
    asked.emplace_back(program, id);
    QTimer::singleShot(0, receiver, [this, program, id, done = std::move(done)] {
        if (noContext)
            done(std::unexpected(*noContext));
        else
            done(addContextOf(program, id, {}));
    });
}

void FakeEngine::setSharing(bool on)
{
    m_sharing = {};
    m_sharing.on = on && !noSharing;
    if (on)
        m_sharing.failure = noSharing;
    if (m_sharing.on)
        m_sharing.path = "/tmp/mitogen_unix_k3q9xw2v.sock";
    QTimer::singleShot(0, this, [this] { emit sharingChanged(); });
}

}  // namespace rz::test
