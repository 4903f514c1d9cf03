#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rz::io {

struct OwnAccount {
    std::string name;
    std::string home;   // empty when nothing tells
    std::string shell;  // likewise
};

// The account this process acts as: from /etc/passwd, else what $USER, $HOME and $SHELL say; the name at least its number.
// A static program cannot ask the name service.
OwnAccount ownAccount();

// `uid`'s line in the text of a passwd file; a group's in that of a group file, which has its name and number in the same places.
std::optional<OwnAccount> accountIn(std::string_view passwd, unsigned uid);
// The same by name.
std::optional<OwnAccount> accountOf(std::string_view passwd, std::string_view name);

// The texts of /etc/passwd and /etc/group; empty when they cannot be read.
std::string passwdFile();
std::string groupFile();

}  // namespace rz::io
