#pragma once

#include "core/rpc/function.h"
#include "core/rpc/pool.h"

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

namespace rz::test {

// What the methods of random services have done, wherever they ran. Any thread.
class ServiceRuns {
public:
    // What went wrong first; empty when nothing has.
    std::string failure() const;
    void fail(std::string what);

    // The call of that number is run: once, at most.
    void began(std::int64_t number);
    bool has(std::int64_t number) const;
    std::size_t count() const;

private:
    mutable std::mutex m_mutex;
    std::string m_failure;
    std::set<std::int64_t> m_numbers;
};

// The services of each pool of a ThreadedTree, by how they are invoked. The last two are not there until somebody asks for
// them who may; for the very last, nobody who may ever does.
inline constexpr std::string_view ServiceSideBySide = "threads.SideBySide";
inline constexpr std::string_view ServiceOneByOne = "threads.OneByOne";
inline constexpr std::string_view ServiceOnceForAll = "threads.OnceForAll";
inline constexpr std::string_view ServiceLater = "threads.Later";
inline constexpr std::string_view ServiceNever = "threads.Never";

// Their methods. Each but "remember" takes the `number` of its call, of which there are no two:
//   next       gives what follows; anybody may
//   further    the same, after a call of a function of the master
//   guarded    the same, for parents only
//   forbidden  one of its policies lets nobody; nor may anybody what has none, "unguarded"
//   fails      says "as it should"
//   wait       until it is stopped
//   silent     has no answer
//   remember   takes a `key`, and gives what belongs to it: isOfKey(). Only where the same call runs once for all
Dict numberedArgument(std::int64_t number);
bool isOfKey(const Value& answer, std::int64_t key);

inline constexpr std::size_t ServiceThreads = 4;  // of each pool

// `runs` outlives the pool.
void addRandomServices(rpc::Pool& pool, ServiceRuns& runs);

// Calls such a method in the context `to`, and ends that call when it is stopped itself.
Result<Value> askService(rpc::CallContext& context, std::uint32_t to, const std::string& service,
                         const std::string& method, std::int64_t number);

}  // namespace rz::test

template <>
inline constexpr auto rz::rpc::describe<&rz::test::askService> = rz::rpc::FunctionInfo<4>{
    "test.askService",
    "Calls a method of a service.",
    rz::rpc::Runs::Worker,
    {{{"to", "Whose."}, {"service", "Which."}, {"method", "Of it."}, {"number", "That of the call."}}}};
