#pragma once

#include "core/connect/libssh/auth_context.h"

namespace rz::connect::ssh {

// Method "password": the given password first, then questions, until it is accepted, the attempts are used up (Denied) or
// the server offers it no more.
Result<AuthOutcome> authenticateByPassword(AuthContext& context);

// Method "keyboard-interactive": whatever the server asks, round after round.
Result<AuthOutcome> authenticateByKeyboard(AuthContext& context);

// Whose password it is: "alice@web1", "alice@web1:2222".
std::string accountSubject(const Leg& leg);

}  // namespace rz::connect::ssh
