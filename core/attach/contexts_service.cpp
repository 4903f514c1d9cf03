#include "core/attach/contexts_service.h"

#include <utility>

namespace rz::attach {

ContextsService::ContextsService(List list) : Service(std::string(Name))
{
    expose("list", {rpc::allowParents}, {}, [list = std::move(list)] { return toValue(list()); });
}

}  // namespace rz::attach
