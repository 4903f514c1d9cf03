#pragma once

#include "core/modules/module_messages.h"
#include "core/routing/router.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace rz::modules {

// Serves the modules of the master to the Python contexts below this one (reference: ModuleForwarder; protocol 6.8): each
// is asked for once, kept, and sent once over each stream, those it will import before it. Every question of a child is
// answered: by the module, or that there is none, as of what is not here when this context has left its tree. Broker thread.
class ModuleForwarder final : private routing::RouterObserver {
public:
    // `parentRepeats`: the parent is native, and sends a module again if asked to; then the cache has `maxCache` bytes at most.
    ModuleForwarder(routing::Router& router, bool parentRepeats, std::size_t maxCache = MaxCache);
    ~ModuleForwarder() override;
    ModuleForwarder(const ModuleForwarder&) = delete;
    ModuleForwarder& operator=(const ModuleForwarder&) = delete;

    // Registers its handlers. Fails with Error when somebody else serves modules here.
    Result<> start();

    // The LOAD_MODULE of a module for this context itself, or that there is none (protocol 6.2); inside, where it is here.
    using OnModule = std::move_only_function<void(const Payload& loadModule)>;
    void get(std::string name, OnModule onModule);

    // Has a module from elsewhere than the parent.
    void provide(const std::string& name, Payload loadModule);

    static constexpr std::size_t MaxCache =
        32 * 1024 * 1024;                              // bytes, what an entry takes besides its payload included
    static constexpr std::size_t MaxWaiting = 10'000;  // questions of one child that are open at a time
    static constexpr std::size_t MaxAsked = 20'000;    // names that one child may ask for in vain

private:
    // A module, or the question for one. Resources are kept here only while they are asked for, under a key that is no name.
    struct Entry {
        bool asked = false;  // of the parent, by those who wait
        bool present = false;
        Payload loadModule;  // empty: not here yet, or no more
        std::vector<std::string> related;
        std::vector<ContextId> waiting;
        std::vector<ContextId> sentTo;
        std::vector<OnModule> own;
        std::uint64_t order = 0;
    };
    struct Child {
        std::size_t waiting = 0;
        std::size_t vain = 0;
    };

    void routeAdded(const routing::RouteInfo&) override {}
    void routeRemoved(ContextId id, const Error&) override;
    Result<> handle(Handle handle, routing::Policy policy, void (ModuleForwarder::*function)(const routing::Message&));
    void onGetModule(const routing::Message& message);
    void onLoadModule(const routing::Message& message);
    void onForwardModule(const routing::Message& message);
    void onGetResource(const routing::Message& message);
    void onLoadResource(const routing::Message& message);

    Entry* find(const std::string& key);
    bool mayAsk(ContextId child, bool known) const;
    bool wait(Entry& entry, ContextId child);
    std::vector<ContextId> answered(Entry& entry);
    void askForModule(const std::string& name);
    void keep(const std::string& name, Entry& entry, Payload loadModule);
    void dropOldest();
    void sendWithRelated(ContextId child, const std::string& name, Entry& entry);
    void sendOnce(ContextId child, const std::string& name, Entry& entry);
    void sendAbsence(ContextId child, std::string_view name);
    Payload giveUp(const std::string& key, Entry& entry);
    void send(ContextId to, Handle handle, Payload data);

    routing::Router& m_router;
    const bool m_parentRepeats;
    const std::size_t m_maxCache;
    std::map<std::string, Entry> m_entries;
    std::map<std::uint64_t, std::string> m_byAge;  // those with a payload, oldest first
    std::map<ContextId, Child> m_children;
    std::size_t m_size = 0;
    std::uint64_t m_next = 0;
    bool m_dropped = false;  // what is not here may have been
    std::vector<Handle> m_handles;
    Subscription m_watching;
};

}  // namespace rz::modules
