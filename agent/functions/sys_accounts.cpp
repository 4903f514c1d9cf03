#include "agent/functions/sys.h"

#include "agent/functions/accounts.h"
#include "agent/functions/dict_builder.h"
#include "agent/functions/os_string.h"

namespace rz::sys {

Result<List> users()
{
    List list;
    for (const Account& account : Accounts().users()) {
        list.items.emplace_back(DictBuilder(6)
                                    .add("name", toValue(OsString(account.name)))
                                    .add("uid", account.uid)
                                    .add("gid", account.gid)
                                    .add("full_name", toValue(OsString(account.fullName)))
                                    .add("home", toValue(OsString(account.home)))
                                    .add("shell", toValue(OsString(account.shell)))
                                    .take());
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
        list.items.emplace_back(DictBuilder(3)
                                    .add("name", toValue(OsString(group.name)))
                                    .add("gid", group.gid)
                                    .add("members", std::move(members))
                                    .take());
    }
    return list;
}

}  // namespace rz::sys
