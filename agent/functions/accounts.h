#pragma once

#include "core/base/error.h"

#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <unordered_map>
#include <vector>

namespace rz {

struct Account {
    std::string name;
    uid_t uid = 0;
    gid_t gid = 0;
    std::string fullName;
    std::string home;
    std::string shell;
};

struct Group {
    std::string name;
    gid_t gid = 0;
    std::vector<std::string> members;
};

// Users and groups of the host: from /etc/passwd and /etc/group and, where nsswitch.conf names further sources (LDAP,
// systemd), from the program getent. A static program cannot ask NSS itself. Remembers what it found for its own life,
// which is meant to be one call. Any thread, one at a time.
class Accounts {
public:
    enum class Sources { All, Files };  // Files: no program is run

    // `etc` is where the files are.
    explicit Accounts(std::string etc = "/etc", Sources sources = Sources::All);

    std::optional<std::string> userName(uid_t uid);
    std::optional<std::string> groupName(gid_t gid);
    // Fails with Argument when there is none of that name.
    Result<uid_t> userId(const std::string& name);
    Result<gid_t> groupId(const std::string& name);

    std::vector<Account> users();
    std::vector<Group> groups();

private:
    enum class Database { Users, Groups };
    using Names = std::unordered_map<id_t, std::optional<std::string>>;

    std::optional<std::string> nameOf(Database database, id_t id);
    std::optional<id_t> idOf(Database database, const std::string& name);
    std::string file(Database database) const;
    // A line of the database for a key, or all of them; empty when only the files are consulted.
    std::string ask(Database database, const std::string& key);
    bool hasOtherSources(Database database) const;
    Names& names(Database database);

    std::string m_etc;
    std::optional<Names> m_userNames;
    std::optional<Names> m_groupNames;
    int m_questionsLeft;
};

}  // namespace rz
