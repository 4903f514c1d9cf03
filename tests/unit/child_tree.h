#pragma once

#include "core/routing/credit_table.h"
#include "core/rpc/context.h"
#include "core/rpc/receiver.h"
#include "tests/unit/routing_support.h"
#include "tests/unit/rpc_functions.h"

#include <cstddef>
#include <memory>
#include <utility>

namespace rz::test {

// A master and its child, where the functions of the tests can be called.
class ChildTree {
protected:
    void begin()
    {
        m_tree = std::make_unique<Tree>();
        addTestFunctions(m_tree->registry);
        m_node = &m_tree->addChild(master());
    }
    // False when a call or a credit of the child is left.
    bool end()
    {
        const bool nothingIsLeft = m_tree->until(
            [this] { return m_node->dispatcher->running() == 0 && m_node->router->credits().size() == 0; });
        m_tree.reset();
        return nothingIsLeft;
    }

    Node& master() { return m_tree->master(); }
    rpc::Context context() { return master().context(m_node->id()); }
    std::unique_ptr<rpc::Receiver> newReceiver(std::size_t window = 1024 * 1024)
    {
        return rpc::Receiver::create(*master().router, {.window = window}).value();
    }
    // From the child to the master.
    void send(const rpc::Receiver& receiver, int number)
    {
        auto message = routing::Message::pickled(Value(number)).value();
        message.dstId = MasterId;
        message.handle = receiver.handle();
        m_node->router->route(std::move(message));
    }

    std::unique_ptr<Tree> m_tree;
    Node* m_node = nullptr;
};

}  // namespace rz::test
