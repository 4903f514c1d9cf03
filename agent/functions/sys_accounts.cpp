#include "agent/functions/accounts.h"
#include "agent/functions/os_string.h"
#include "agent/functions/sys.h"

namespace rz::sys {

Result<List> users()
{
    List list;
    for (const Account& account : Accounts().users()) {
        list.items.emplace_back(Dict{{
            {"name", toValue(OsString(account.name))},
            {"uid", account.uid},
            {"gid", account.gid},
            {"full_name", toValue(OsString(account.fullName))},
            {"home", toValue(OsString(account.home))},
            {"shell", toValue(OsString(account.shell))},
        }});
    }
    return list;
}

Result<List> groups()
{
    List list;
    for (const Group& group : Accounts().groups()) {
        List members;
        for (const std::string& member : group.members)
            members.items.emplace_back(toValue(OsString(member)));
        list.items.emplace_back(Dict{{
            {"name", toValue(OsString(group.name))},
            {"gid", group.gid},
            {"members", std::move(members)},
        }});
    }
    return list;
}

}  // namespace rz::sys
