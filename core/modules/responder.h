#pragma once

#include "core/base/time.h"
#include "core/modules/catalog.h"
#include "core/routing/router.h"

#include <deque>
#include <map>
#include <memory>
#include <set>
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
// stream, those it will import before it. Every question is answered: by the module, or that there is none. It counts in the
// router's stats(). Broker thread.
class ModuleResponder {
public:
    // Both must outlive it.
    ModuleResponder(routing::Router& router, ModuleCatalog& catalog, const ModuleFinder& finder);
    ~ModuleResponder();
    ModuleResponder(const ModuleResponder&) = delete;
    ModuleResponder& operator=(const ModuleResponder&) = delete;

    // Registers its handlers.
    Result<> start();

    // The last MaxServed, oldest first.
    const std::deque<ServedModule>& served() const { return m_served; }

    static constexpr std::size_t MaxServed = 10'000;
    static constexpr std::size_t MaxAsked = 20'000;  // names that one child may ask for in vain

private:
    struct Child {
        std::set<std::string, std::less<>> sent;
        std::size_t vain = 0;
        Subscription gone;
    };

    Result<> handle(Handle handle, void (ModuleResponder::*function)(const routing::Message&));
    void onGetModule(const routing::Message& message);
    void onGetResource(const routing::Message& message);
    void answer(const routing::Message& message);
    void send(ContextId child, const std::string& name, const CatalogEntry& entry, Duration took);
    void sendAbsence(ContextId child, std::string_view name);
    Child& childOf(ContextId id);

    routing::Router& m_router;
    ModuleCatalog& m_catalog;
    const ModuleFinder& m_finder;
    std::deque<ServedModule> m_served;
    std::map<ContextId, Child> m_children;
    std::vector<Handle> m_handles;
    std::shared_ptr<void> m_alive = std::make_shared<char>();
};

}  // namespace rz::modules
