#pragma once

#include "core/base/error.h"
#include "core/base/ids.h"

#include <functional>
#include <memory>

namespace rz::routing {

class Router;

// Where new context ids come from, none twice (protocol 3.7). Broker thread; `done` runs there, never inside allocate().
class IdSource {
public:
    using Done = std::move_only_function<void(Result<ContextId>)>;
    virtual ~IdSource() = default;
    virtual void allocate(Done done) = 0;
};

// The master's counter; answers ALLOCATE_ID with blocks of 1000 and remembers whose they are. The router must outlive it.
std::unique_ptr<IdSource> makeMasterIdSource(Router& router);
// A child's: asks the master for a block when the last is used up. Fails as a call does. With its own end `done` is dropped.
std::unique_ptr<IdSource> makeChildIdSource(Router& router);

}  // namespace rz::routing
