#pragma once

#include "core/base/error.h"
#include "core/connect/libssh/cancel_token.h"
#include "core/connect/libssh/host_key.h"

#include <string>

namespace rz::connect::ssh {

// Whether a file that RevokedHostKeys names revokes the key: a public key on each line, or a KRL (as ssh-keygen -k makes it),
// which ssh-keygen is asked about. A file that cannot be read, or holds anything else, is an error, and to OpenSSH as good as one
// that revokes the key. Blocks.
Result<bool> isRevokedBy(const std::string& file, const HostKey& key, const CancelToken& cancel);

}  // namespace rz::connect::ssh
