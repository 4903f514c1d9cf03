#include "tests/unit/random_services.h"

#include "core/base/str.h"
#include "core/routing/router.h"
#include "core/rpc/context.h"
#include "core/rpc/latch.h"
#include "core/rpc/service.h"
#include "tests/unit/routing_support.h"
#include "tests/unit/rpc_functions.h"

#include <atomic>
#include <memory>
#include <stop_token>
#include <thread>
#include <utility>

namespace rz::test {

namespace {

constexpr std::int64_t KeyRange = 1000;

bool allowNobody(const routing::Router&, const routing::Message&, const routing::Stream*)
{
    return false;
}

class RandomService final : public rpc::Service {
public:
    RandomService(std::string_view name, Invoker invoker, ServiceRuns& runs)
        : Service(std::string(name), invoker), m_runs(runs)
    {
        const auto next = [this](std::int64_t number) {
            const Visit visit(*this, number);
            for (std::int64_t i = number % 8; i > 0; --i)
                std::this_thread::yield();
            return number + 1;
        };
        const auto never = [this](std::int64_t number) {
            m_runs.fail(str("call ", number, ", which nobody may make, has run"));
        };
        expose("next", {rpc::allowAny}, {"number"}, next);
        expose("further", {rpc::allowAny}, {"number"}, [this](rpc::CallContext& context, std::int64_t number) {
            const Visit visit(*this, number);
            return rpc::Context(context.router, MasterId).tryCall(rpc::makeCall<&test::add>(number, 1));
        });
        expose("guarded", {rpc::allowAny, rpc::allowParents}, {"number"},
               [this, next](rpc::CallContext& context, std::int64_t number) {
                   if (!rpc::allowParents(context.router, *context.message, nullptr))
                       m_runs.fail(str("call ", number, " has run, but not for a parent"));
                   return next(number);
               });
        expose("forbidden", {rpc::allowAny, allowNobody}, {"number"}, never);
        expose("unguarded", {}, {"number"}, never);
        expose("fails", {rpc::allowAny}, {"number"}, [this](std::int64_t number) -> Result<> {
            const Visit visit(*this, number);
            return rz::fail(ErrorKind::Error, "as it should");
        });
        expose("wait", {rpc::allowAny}, {"number"}, [this](rpc::CallContext& context, std::int64_t number) {
            const Visit visit(*this, number);
            return waitForStop(context);
        });
        expose("silent", {rpc::allowAny}, {"number"}, next, Replies::No);
        if (invoker == Invoker::Deduplicating)
            expose("remember", {rpc::allowAny}, {"key"}, [this](std::int64_t key) { return remember(key); });
    }

    void onShutdown() override
    {
        m_ended = true;
        if (m_inside != 0)
            m_runs.fail(str("a pool has ended, but not ", m_inside.load(), " methods of ", name()));
    }

private:
    // That a method runs.
    class Visit {
    public:
        explicit Visit(RandomService& service) : m_service(service)
        {
            const std::size_t inside = ++service.m_inside;
            if (service.m_ended)
                service.m_runs.fail(str("a method of ", service.name(), " runs after its pool has ended"));
            if (inside > (service.invoker() == Invoker::Serialized ? 1 : ServiceThreads))
                service.m_runs.fail(str(inside, " methods of ", service.name(), " run at once"));
        }
        Visit(RandomService& service, std::int64_t number) : Visit(service) { service.m_runs.began(number); }
        ~Visit() { --m_service.m_inside; }
        Visit(const Visit&) = delete;
        Visit& operator=(const Visit&) = delete;

    private:
        RandomService& m_service;
    };

    std::int64_t remember(std::int64_t key)
    {
        const Visit visit(*this);
        // Others may ask meanwhile.
        for (std::int64_t i = key; i > 0; --i)
            std::this_thread::yield();
        const std::lock_guard lock(m_mutex);
        if (!m_keys.insert(key).second)
            m_runs.fail(str("what is to run once has run twice, with key ", key));
        return static_cast<std::int64_t>(m_keys.size()) * KeyRange + key;
    }

    ServiceRuns& m_runs;
    std::atomic<std::size_t> m_inside = 0;
    std::atomic<bool> m_ended = false;
    std::mutex m_mutex;
    std::set<std::int64_t> m_keys;
};

}  // namespace

std::string ServiceRuns::failure() const
{
    const std::lock_guard lock(m_mutex);
    return m_failure;
}

void ServiceRuns::fail(std::string what)
{
    const std::lock_guard lock(m_mutex);
    if (m_failure.empty())
        m_failure = std::move(what);
}

void ServiceRuns::began(std::int64_t number)
{
    const std::lock_guard lock(m_mutex);
    if (!m_numbers.insert(number).second && m_failure.empty())
        m_failure = str("call ", number, " of a service has run twice");
}

bool ServiceRuns::has(std::int64_t number) const
{
    const std::lock_guard lock(m_mutex);
    return m_numbers.contains(number);
}

std::size_t ServiceRuns::count() const
{
    const std::lock_guard lock(m_mutex);
    return m_numbers.size();
}

Dict numberedArgument(std::int64_t number)
{
    Dict arguments;
    arguments.set("number", number);
    return arguments;
}

bool isOfKey(const Value& answer, std::int64_t key)
{
    const auto* const number = answer.as<std::int64_t>();
    return number != nullptr && *number >= KeyRange && *number % KeyRange == key;
}

void addRandomServices(rpc::Pool& pool, ServiceRuns& runs)
{
    using Invoker = rpc::Service::Invoker;
    RZ_ASSERT(pool.add(std::make_unique<RandomService>(ServiceSideBySide, Invoker::Concurrent, runs)));
    RZ_ASSERT(pool.add(std::make_unique<RandomService>(ServiceOneByOne, Invoker::Serialized, runs)));
    RZ_ASSERT(pool.add(std::make_unique<RandomService>(ServiceOnceForAll, Invoker::Deduplicating, runs)));
    pool.addFactory(std::string(ServiceLater),
                    [&runs] { return std::make_unique<RandomService>(ServiceLater, Invoker::Concurrent, runs); });
    pool.addFactory(std::string(ServiceNever), [&runs] {
        runs.fail("a service was made for one who may not have it made");
        return nullptr;
    });
}

Result<Value> askService(rpc::CallContext& context, std::uint32_t to, const std::string& service,
                         const std::string& method, std::int64_t number)
{
    const auto ends = std::make_shared<rpc::Latch<Result<Value>>>();
    rpc::PendingCall pending =
        rpc::Context(context.router, ContextId{to})
            .callServiceAsync(service, method, numberedArgument(number),
                              [ends](Result<Value> result) { static_cast<void>(ends->put(std::move(result))); });
    const std::stop_callback stopping(context.cancelled,
                                      [&pending, number] { number % 2 == 0 ? pending.cancel() : pending.stop(); });
    RZ_TRY(Result<Value> result, ends->get(Patience));
    return result;
}

}  // namespace rz::test
