#pragma once

#include "core/modules/module_messages.h"
#include "core/routing/router.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace rz::modules {

// Serves the modules of the master to the Python contexts below this one (reference: ModuleForwarder; protocol 6.8): each
// is asked for once, kept, and sent once over each stream, those it will import before it. Every question of a child is
// answered: by the module, or that there is none. Broker thread.
class ModuleForwarder final : private routing::RouterObserver {
public:
    // `parentRepeats`: the parent is native, and sends a module again if asked to; then the cache is bounded by `maxCache`.
    ModuleForwarder(routing::Router& router, bool parentRepeats, std::size_t maxCache = MaxCache);
    ~ModuleForwarder() override;
    ModuleForwarder(const ModuleForwarder&) = delete;
    ModuleForwarder& operator=(const ModuleForwarder&) = delete;

    // Registers its handlers.
    Result<> start();

    // The LOAD_MODULE of a module for this context itself.
    using OnModule = std::move_only_function<void(const Payload& loadModule)>;
    void get(std::string name, OnModule onModule);

    // Has a module from elsewhere than the parent.
    void provide(const std::string& name, Payload loadModule);

    static constexpr std::size_t MaxCache = 32 * 1024 * 1024;  // bytes of payloads
    static constexpr std::size_t MaxWaiting = 10'000;          // questions open at a time

private:
    // A module, or the question for one. Resources are kept here only while they are asked for, under a key that is no name.
    struct Entry {
        bool asked = false;  // of the parent; then the rest is not there yet
        Payload loadModule;
        std::vector<std::string> related;
        std::vector<ContextId> children;  // who waits for it while it is asked for; later, who was sent it
        std::vector<OnModule> own;
        std::uint64_t order = 0;
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
    bool wait(Entry& entry, ContextId child);
    void askForModule(const std::string& name);
    void dropOldest();
    void sendWithRelated(ContextId child, const std::string& name, Entry& entry);
    void sendOnce(ContextId child, const std::string& name, Entry& entry);
    void send(ContextId to, Handle handle, Payload data);

    routing::Router& m_router;
    const bool m_parentRepeats;
    const std::size_t m_maxCache;
    std::map<std::string, Entry> m_entries;
    std::size_t m_size = 0;     // of payloads
    std::size_t m_waiting = 0;  // entries that are asked for
    std::uint64_t m_next = 0;
    bool m_dropped = false;  // what is not here may have been
    std::vector<Handle> m_handles;
    Subscription m_watching;
};

}  // namespace rz::modules
