#pragma once

#include "core/rpc/pool.h"

#include <memory>
#include <utility>

namespace rz::qt {

// The services of the desktop, which parts of the engine add when the user switches them on. Before the first of them no
// context can call any. Broker thread.
class OwnServices {
public:
    explicit OwnServices(routing::Router& router) : m_router(router) {}

    // It stays until the end. Fails when there is one of that name, or somebody else has services here.
    Result<> add(std::unique_ptr<rpc::Service> service)
    {
        if (!m_pool) {
            RZ_TRY(m_pool, rpc::Pool::create(m_router));
        }
        return m_pool->add(std::move(service));
    }

private:
    routing::Router& m_router;
    std::unique_ptr<rpc::Pool> m_pool;
};

}  // namespace rz::qt
