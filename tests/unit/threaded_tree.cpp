#include "tests/unit/threaded_tree.h"

#include "core/base/assertion.h"
#include "core/base/str.h"
#include "core/io/process.h"
#include "core/routing/credit_table.h"
#include "tests/unit/rpc_functions.h"

#include <algorithm>
#include <future>
#include <ranges>
#include <utility>

namespace rz::test {

namespace {

// So many entries may be left of contexts that are there.
std::optional<std::string> tooMany(const char* what, std::size_t entries, std::size_t most)
{
    return entries <= most ? std::nullopt : std::optional(str(what, " has ", entries, " entries for ", most));
}

}  // namespace

ThreadedContext::ThreadedContext(ContextId id, std::vector<ContextId> parentIds, const World& world)
    : m_id(id),
      m_runs(world.runs),
      m_broker(io::Broker::create(io::Broker::Drive::OwnThread, Log(world.log, "rhizome.io")).value())
{
    run([&] {
        // Nobody has to be waited for.
        m_broker->setShutdownGrace(10ms);
        m_node = std::make_unique<Node>(
            *m_broker,
            routing::RouterOptions{
                .id = id, .parentIds = std::move(parentIds), .log = Log(world.log, "rhizome.routing", LogLevel::Info)},
            world.registry);
        startPool();
    });
    m_mailbox = rpc::Receiver::create(router()).value();
    m_handlers = router().handlerCount();
}

ThreadedContext::~ThreadedContext()
{
    end();
}

void ThreadedContext::run(io::Task task)
{
    const auto shared = std::make_shared<io::Task>(std::move(task));
    if (!m_broker->deferSync([shared] { (*shared)(); }))
        (*shared)();
}

void ThreadedContext::startPool()
{
    m_pool = rpc::Pool::create(router(), {.size = ServiceThreads}).value();
    addRandomServices(*m_pool, m_runs);
}

bool ThreadedContext::replacePool()
{
    const std::unique_lock replacing(m_replacingPool, std::try_to_lock);
    if (!replacing)
        return false;
    ++m_poolChanges;
    run([this] { m_pool.reset(); });
    run([this] { startPool(); });
    ++m_poolChanges;
    return true;
}

ContextId ThreadedContext::allocate()
{
    const auto allocated = std::make_shared<std::promise<ContextId>>();
    run([&] {
        m_node->ids->allocate([allocated](Result<ContextId> id) {
            RZ_ASSERT(id);
            allocated->set_value(*id);
        });
    });
    auto future = allocated->get_future();
    RZ_ASSERT(future.wait_for(Patience) == std::future_status::ready);
    return future.get();
}

void ThreadedContext::endBroker()
{
    m_broker->shutdown();
    m_broker->join();
}

void ThreadedContext::endRouter()
{
    run([this] {
        m_pool.reset();
        m_node.reset();
    });
}

void ThreadedContext::end()
{
    if (m_broker == nullptr)
        return;
    endRouter();
    m_broker.reset();
}

std::optional<std::string> ThreadedContext::left(std::size_t contexts)
{
    if (const std::size_t handlers = router().handlerCount(); handlers != m_handlers)
        return str("context ", raw(m_id), " has ", handlers, " handlers instead of ", m_handlers);
    for (const auto& stream : router().getStreams()) {
        if (stream->pendingBytes() != 0)
            return str("context ", raw(m_id), " keeps ", stream->pendingBytes(), " bytes for ",
                       raw(stream->remoteId()));
    }
    if (const std::size_t lines = router().credits().size(); lines != 0)
        return str("context ", raw(m_id), " still holds credit for ", lines, " receivers");
    if (const std::size_t running = dispatcher().running(); running != 0)
        return str("context ", raw(m_id), " still runs ", running, " calls");
    if (const std::size_t running = m_pool->running(); running != 0)
        return str("context ", raw(m_id), " still runs ", running, " calls of services");
    if (auto found = leftInTables(contexts))
        return str("context ", raw(m_id), ": ", *found);
    return std::nullopt;
}

std::optional<std::string> ThreadedContext::leftInTables(std::size_t contexts)
{
    routing::TableSizes tables;
    run([&] { tables = router().tableSizes(); });
    if (auto found = tooMany("the table of callers", dispatcher().callers(), contexts))
        return found;
    if (auto found = tooMany("the table of callers of services", m_pool->callers(), contexts))
        return found;
    if (auto found = tooMany("the table of those whose loss is to be told", tables.disconnectListeners, contexts))
        return found;
    return tooMany("what waits on a stream", tables.floods + tables.roomAwaited + tables.detaching, 0);
}

void connectContexts(ThreadedContext& above, ThreadedContext& below)
{
    auto [upper, lower] = io::makeSocketPair().value();
    const auto makeEnd = [](ThreadedContext& context, UniqueFd fd, ContextId other, std::string name) {
        routing::Router& router = context.router();
        return makeStream(router, router.broker(), std::move(fd),
                          {.remoteId = other, .name = std::move(name), .authStamp = {}, .native = true});
    };
    above.run([&] {
        above.router().registerStream(makeEnd(above, std::move(upper), below.id(), str("local.", raw(below.id()))));
    });
    below.run([&] { below.router().registerParent(makeEnd(below, std::move(lower), above.id(), "parent")); });
}

ThreadedTree::ThreadedTree(ServiceRuns& runs) : m_runs(runs)
{
    rpc::addStandardFunctions(registry);
    addTestFunctions(registry);
    registry.add<&askService>();
    const auto keep = [this](std::unique_ptr<ThreadedContext> context) -> ThreadedContext& {
        m_lasting.push_back(context.get());
        return *m_owned.emplace_back(std::move(context));
    };
    ThreadedContext& master = keep(std::make_unique<ThreadedContext>(MasterId, std::vector<ContextId>(), world()));
    ThreadedContext& child = keep(makeChild(master));
    keep(makeChild(child));
    keep(makeChild(master));
    inviteGuests();
}

ThreadedTree::~ThreadedTree()
{
    // From the leaves up, as children end before their parents.
    m_guestsChild.reset();
    m_guest.reset();
    while (!m_owned.empty())
        m_owned.pop_back();
}

std::unique_ptr<ThreadedContext> ThreadedTree::makeChild(ThreadedContext& parent)
{
    const ContextId id = parent.allocate();
    std::vector<ContextId> parentIds{parent.id()};
    std::ranges::copy(parent.router().parentIds(), std::back_inserter(parentIds));
    auto child = std::make_unique<ThreadedContext>(id, std::move(parentIds), world());
    {
        const std::lock_guard lock(m_mutex);
        m_parents[id] = parent.id();
    }
    connectContexts(parent, *child);
    RZ_ASSERT(eventually([&] {
        const auto& above = parent.router().parentIds();
        return std::ranges::all_of(m_lasting, [&](const ThreadedContext* context) {
            const bool hears = context == &parent || std::ranges::find(above, context->id()) != above.end();
            return !hears || context->router().findRoute(id);
        });
    }));
    return child;
}

void ThreadedTree::inviteGuests()
{
    m_guest = makeChild(host());
    m_guestsChild = makeChild(*m_guest);
    const std::lock_guard lock(m_mutex);
    m_guestIds = {m_guest->id(), m_guestsChild->id()};
}

std::vector<ContextId> ThreadedTree::ids() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<ContextId> all = m_guestIds;
    for (const ThreadedContext* const context : m_lasting)
        all.push_back(context->id());
    return all;
}

// Anybody may call the master, where nothing forbids it, and those below.
bool ThreadedTree::mayCall(ContextId from, ContextId to) const
{
    return to == MasterId || hasAuthority(from, to);
}

bool ThreadedTree::hasAuthority(ContextId from, ContextId over) const
{
    const std::lock_guard lock(m_mutex);
    while (over != from && over != MasterId)
        over = m_parents.at(over);
    return over == from;
}

int ThreadedTree::poolChanges(ContextId id) const
{
    const auto found = std::ranges::find(m_lasting, id, &ThreadedContext::id);
    return found == m_lasting.end() ? 0 : (*found)->poolChanges();
}

bool ThreadedTree::lost(ContextId id) const
{
    const std::lock_guard lock(m_mutex);
    return m_lost.contains(id);
}

bool ThreadedTree::replaceGuests(By by)
{
    const std::unique_lock replacing(m_replacing, std::try_to_lock);
    if (!replacing)
        return false;
    const ContextId guest = m_guest->id();
    {
        const std::lock_guard lock(m_mutex);
        m_lost.insert(m_guestIds.begin(), m_guestIds.end());
    }
    if (by == By::Host)
        host().run([&] { host().router().disconnect(guest, Error(ErrorKind::Stream, "cut off by the test")); });
    m_guest.reset();
    m_guestsChild.reset();
    RZ_ASSERT(eventually([&] { return !m_lasting.front()->router().findRoute(guest); }));
    inviteGuests();
    return true;
}

std::vector<ThreadedContext*> ThreadedTree::everybody() const
{
    std::vector<ThreadedContext*> all = m_lasting;
    all.push_back(m_guest.get());
    all.push_back(m_guestsChild.get());
    return all;
}

std::optional<std::string> ThreadedTree::left() const
{
    const auto all = everybody();
    for (ThreadedContext* const context : all) {
        if (auto found = context->left(all.size()))
            return found;
        for (const ThreadedContext* const other : all) {
            if (other != context && context->router().waitingFor(other->id()) != 0)
                return str("context ", raw(context->id()), " still waits for ", raw(other->id()));
        }
    }
    return std::nullopt;
}

}  // namespace rz::test
