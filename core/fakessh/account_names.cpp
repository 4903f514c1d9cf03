#include "core/fakessh/account_names.h"

#include "core/base/str.h"
#include "core/io/own_account.h"

#include <utility>

namespace rz::fakessh {

const std::string& AccountNames::of(std::uint32_t id)
{
    const auto known = m_names.find(id);
    if (known != m_names.end())
        return known->second;
    auto account = io::accountIn(m_file, id);
    return m_names.emplace(id, account ? std::move(account->name) : std::string()).first->second;
}

std::string AccountNames::shown(std::uint32_t id)
{
    const std::string& name = of(id);
    return name.empty() ? str(id) : name;
}

}  // namespace rz::fakessh
