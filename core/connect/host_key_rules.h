#pragma once

#include "core/base/error.h"

#include <string>
#include <string_view>
#include <vector>

namespace rz::connect {

// What the desktop's own ssh and the OpenSSH program's helper think alike about host keys.

// "ED25519" of "ssh-ed25519", as ssh-keygen calls it. ECDSA is one family whatever the curve: another key of the same family
// is a changed one.
std::string hostKeyFamily(std::string_view type);

// Where an accepted key is stored: the first of the user's known_hosts files. An error when the configuration names none, or
// only what is no file (/dev/null), which is how people say that nothing is to be stored.
Result<std::string> fileForHostKeys(const std::vector<std::string>& userKnownHosts);

// Makes the directory (0700) that this file is in, if it is not there; one only, and no error: the file tells.
void makeDirectoryOf(const std::string& path);

// Takes the first word off a line of known_hosts, of a list of keys, or of what ssh-keygen prints; empty at its end.
std::string_view takeWord(std::string_view& line);

}  // namespace rz::connect
