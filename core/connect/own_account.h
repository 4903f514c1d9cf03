#pragma once

#include <string>
#include <string_view>

namespace rz::connect {

// The name of the user this process acts as: from /etc/passwd, else what $USER says, else the number. A static program
// cannot ask the name service.
std::string ownAccount();

// `uid`'s name in the text of a passwd file; empty when it is not there.
std::string accountIn(std::string_view passwd, unsigned uid);

}  // namespace rz::connect
