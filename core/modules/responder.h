#pragma once

#include "core/base/time.h"
#include "core/modules/catalog.h"
#include "core/modules/module_messages.h"
#include "core/routing/router.h"
#include "core/rpc/worker_pool.h"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace rz::modules {

// A module that went to a child.
struct ServedModule {
    std::string name;
    ContextId to{};
    bool present = true;
    std::size_t size = 0;  // of the payload
    Duration took{};       // to find and prepare it; nothing for one that was sent before it was asked for
};

// Serves modules from this master's disk to its children (reference: ModuleResponder; protocol 6.3): each once over a
// stream, those it will import before it. Every question is answered: by the module, or that there is none. Modules are read
// and prepared one after another by a worker, which alone uses the catalog. It counts in the router's stats(). Broker thread.
class ModuleResponder {
public:
    // All must outlive it.
    ModuleResponder(routing::Router& router, ModuleCatalog& catalog, const ModuleFinder& finder);
    ~ModuleResponder();
    ModuleResponder(const ModuleResponder&) = delete;
    ModuleResponder& operator=(const ModuleResponder&) = delete;

    // Registers its handlers. Fails with Error when somebody else serves modules here.
    Result<> start();

    // Sends modules to `target` before it asks for them, with the packages that they are in and what they import (reference:
    // forward_modules; protocol 6.8): to the child on the way there, and by FORWARD_MODULE from hop to hop. What a stream has
    // carried once is not sent again. A target that nobody knows is sent nothing.
    void forwardModules(ContextId target, std::span<const std::string> names);

    // The last MaxServed, oldest first.
    const std::deque<ServedModule>& served() const { return m_served; }
    // For a Corker.
    rpc::WorkerPool& workers() { return m_worker; }

    static constexpr std::size_t MaxServed = 10'000;
    static constexpr std::size_t MaxAsked = 20'000;    // names that one child may ask for in vain
    static constexpr std::size_t MaxWaiting = 10'000;  // questions of one child that are open at a time

private:
    using Names = std::set<std::string, std::less<>>;
    // A name came into a child's `sent`, or left it.
    struct Change {
        std::string name;
        bool sent = true;
    };
    struct Child {
        explicit Child(ContextId its) : id(its) {}
        std::size_t waiting() const { return asked.size() + resources; }
        void add(const std::string& name);
        void remove(const std::string& name);

        const ContextId id;
        Names sent;
        std::vector<Change> untold;                                            // of which the worker does not know yet
        const std::shared_ptr<Names> workersSent = std::make_shared<Names>();  // touched by the worker alone
        Names asked;                                                           // modules that the worker is to prepare
        std::size_t resources = 0;                                             // that it is to read
        std::size_t vain = 0;
        Subscription gone;
    };
    // What the worker has for a child; called on the broker thread if the child is still there.
    using Answer = std::move_only_function<void(Child&)>;
    using Post = std::function<void(Answer)>;

    Result<> handle(Handle handle, void (ModuleResponder::*function)(const routing::Message&));
    void onGetModule(const routing::Message& message);
    void onGetResource(const routing::Message& message);
    void forwardModule(Child& child, ContextId target, const std::string& name);
    bool beginPreparing(Child& child, const std::string& name);
    void prepare(const std::string& name, const Names& sent, const Post& post);
    void answer(Child& child, const std::string& name, std::vector<PreparedModule> modules, Duration took);
    bool onWorker(Child& child, std::move_only_function<void(const Post&)> work);
    void send(Child& child, PreparedModule module, Duration took);
    void sendAbsence(ContextId child, std::string_view name);
    void sendResource(ContextId child, const ResourceName& name, const std::optional<Bytes>& content);
    Child& childOf(ContextId id);

    routing::Router& m_router;
    ModuleCatalog& m_catalog;
    const ModuleFinder& m_finder;
    std::deque<ServedModule> m_served;
    std::map<ContextId, std::shared_ptr<Child>> m_children;
    std::vector<Handle> m_handles;
    std::shared_ptr<void> m_alive = std::make_shared<char>();
    std::stop_source m_stop;
    rpc::WorkerPool m_worker;  // of one thread; ends before what it uses
};

}  // namespace rz::modules
