#pragma once

#include "core/base/str.h"

#include <string>
#include <string_view>

// What PAM may ask of who comes to a real sshd.
namespace rz::test {

inline constexpr std::string_view PlainPam =
    "auth required pam_unix.so nodelay\naccount required pam_permit.so\nsession required pam_permit.so\n";

// A first factor by the account's password, a second by one-time codes of RFC 4226.
inline constexpr std::string_view CodeSecret = "3132333435363738393031323334353637383930";
inline constexpr std::string_view FirstCode = "755224";

inline std::string pamWithCodes(const std::string& usersFile)
{
    return str("auth requisite pam_unix.so nodelay\nauth required pam_oath.so usersfile=", usersFile,
               " digits=6 window=3\naccount required pam_permit.so\nsession required pam_permit.so\n");
}

}  // namespace rz::test
