#pragma once

#include "core/base/error.h"
#include "core/base/value.h"
#include "core/routing/router.h"
#include "core/rpc/registry.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace rz::rpc {

// Who may invoke a method of a service (reference: AllowAny, AllowParents): anybody in the tree, or this context and those
// above it. Further policies are functions like these; they run on the broker thread.
bool allowAny(const routing::Router& router, const routing::Message& message, const routing::Stream* stream);
inline constexpr auto allowParents = &routing::hasParentAuthority;

// A set of methods that any context may invoke by CALL_SERVICE, if their policies let it (reference: Service; protocol 5.7).
// Unlike registered functions they have a state of their own, may be open to contexts below and beside, and share the
// threads of a Pool. Filled before it is given to a Pool, then only read.
//
//   class Counter : public Service {
//   public:
//       Counter() : Service("shop.Counter", Invoker::Serialized)
//       {
//           expose("add", {allowAny}, {"amount"}, [this](std::int64_t amount) { return m_sum += amount; });
//       }
//   private:
//       std::int64_t m_sum = 0;
//   };
class Service {
public:
    // What becomes of calls that come while one runs (reference: Invoker and its kinds). A call that is cancelled, or whose
    // caller is gone (but for parents that this context itself has left), has its CallContext::cancelled requested, and is not
    // begun any more; but not a deduplicated one.
    enum class Invoker : std::uint8_t {
        Concurrent,  // they run side by side
        Serialized,  // they wait for their turn
        // The same call runs once: what it gives answers all who asked for it, and who ask later. The last 4096 answers are kept,
        // at most 64 MiB of them. A call with a Secret among its arguments is the same as no other: nothing is kept of it.
        Deduplicating,
    };
    // Does a method answer? No: who calls is not even told of its end, but by what the method sends itself with
    // CallContext::message (reference: no_reply).
    enum class Replies : std::uint8_t { Yes, No };

    // `name` is what callers say: "module.Class".
    explicit Service(std::string name, Invoker invoker = Invoker::Concurrent);
    virtual ~Service() = default;
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    const std::string& name() const { return m_name; }
    Invoker invoker() const { return m_invoker; }

    // The pool has stopped, and nothing of this runs any more (reference: on_shutdown).
    virtual void onShutdown() {}

    struct Method {
        std::vector<routing::Policy> policies;  // all must agree; without one nobody may
        std::vector<std::string> arguments;
        std::vector<bool> optional;  // of each argument
        Replies replies = Replies::Yes;
        std::function<Result<Value>(CallContext& context, std::vector<Value> args)> invoke;
    };
    // Null when there is none.
    const Method* find(std::string_view method) const;

protected:
    // Makes `body` a method: a callable whose parameters have the names `arguments`, in order; callers pass them as keywords.
    // Its types are those of registered functions (core/rpc/convert.h), and what it may take before them as well (CallContext).
    // It runs on a thread of the pool, and may throw. As many `arguments` as parameters, each method once: asserted.
    template <class Body>
    void expose(std::string method, std::vector<routing::Policy> policies,
                std::initializer_list<std::string_view> arguments, Body body, Replies replies = Replies::Yes);

private:
    void add(std::string name, Method method);

    const std::string m_name;
    const Invoker m_invoker;
    std::unordered_map<std::string, Method> m_methods;
};

}  // namespace rz::rpc

#include "core/rpc/service_impl.h"
