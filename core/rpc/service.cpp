#include "core/rpc/service.h"

#include "core/base/assertion.h"
#include "core/base/str.h"

#include <utility>

namespace rz::rpc {

bool allowAny(const routing::Router&, const routing::Message&, const routing::Stream*)
{
    return true;
}

Service::Service(std::string name, Invoker invoker) : m_name(std::move(name)), m_invoker(invoker) {}

const Service::Method* Service::find(std::string_view method) const
{
    const auto found = m_methods.find(std::string(method));
    return found == m_methods.end() ? nullptr : &found->second;
}

void Service::add(std::string name, Method method)
{
    const bool added = m_methods.emplace(std::move(name), std::move(method)).second;
    RZ_ASSERT(added);
}

Error detail::wrongServiceArgument(std::string_view argument, const Error& error)
{
    return Error(ErrorKind::Call, str("Argument '", argument, "' type incorrect, ", error.text()));
}

}  // namespace rz::rpc
