#pragma once

#include "core/base/value.h"
#include "core/rpc/context.h"
#include "core/rpc/pool.h"
#include "core/rpc/receiver.h"
#include "core/rpc/service.h"
#include "tests/unit/routing_support.h"

#include <atomic>
#include <initializer_list>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rz::test {

// What goes on in a Shop.
struct Probe {
    std::atomic<int> running = 0;
    std::atomic<int> most = 0;
    std::atomic<int> calls = 0;
    std::atomic<bool> open = true;
    std::atomic<int> stopped = 0;
    std::atomic<bool> shutDown = false;

    // Counts those inside at once; stays while the probe is closed.
    void visit(const std::stop_token& cancelled);
};

// A service whose methods answer, fail, wait or are counted by the probe.
class Shop final : public rpc::Service {
public:
    Shop(Probe& probe, std::string name, Invoker invoker = Invoker::Concurrent);
    void onShutdown() override;

private:
    Probe& m_probe;
};

// A master and its child, which has a pool, to which the tests add shops.
class ShopTree {
protected:
    void begin()
    {
        m_probe = std::make_unique<Probe>();
        m_tree = std::make_unique<Tree>();
        m_node = &m_tree->addChild(m_tree->master());
        m_pool = rpc::Pool::create(*m_node->router, {.size = 4}).value();
    }
    void end()
    {
        m_probe->open = true;  // for what lingers
        m_pool.reset();
        m_tree.reset();
    }

    rpc::Context context() { return m_tree->master().context(m_node->id()); }
    rpc::PendingCall visit(std::string_view service, int number, rpc::Context::OnResult onResult)
    {
        return context().callServiceAsync(service, "visit", dict({{"number", number}}), std::move(onResult));
    }
    static Dict dict(std::initializer_list<std::pair<const char*, Value>> items)
    {
        Dict out;
        for (const auto& [key, value] : items)
            out.items.emplace_back(Value(key), value);
        return out;
    }
    Value call(const char* method, std::initializer_list<std::pair<const char*, Value>> items)
    {
        return context().callService("shop.Shop", method, dict(items), Patience);
    }
    std::vector<std::unique_ptr<rpc::Receiver>> visits(const char* service, std::initializer_list<int> numbers)
    {
        std::vector<std::unique_ptr<rpc::Receiver>> calls;
        for (const int number : numbers)
            calls.push_back(context().callServiceAsync(service, "visit", dict({{"number", number}})));
        return calls;
    }

    std::unique_ptr<Probe> m_probe;
    std::unique_ptr<Tree> m_tree;
    Node* m_node = nullptr;
    std::unique_ptr<rpc::Pool> m_pool;
};

}  // namespace rz::test
