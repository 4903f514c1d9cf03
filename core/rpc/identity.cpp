#include "core/rpc/identity.h"

namespace rz::rpc {

Identity Identity::of(const routing::Router& router)
{
    return {.contextId = router.id(),
            .parentIds = router.parentIds(),
            .isMaster = router.isMaster(),
            .version = RZ_VERSION};
}

}  // namespace rz::rpc
