#pragma once

#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/routing/id_blocks.h"
#include "core/routing/router.h"

#include <cstdint>
#include <functional>
#include <optional>

namespace rz::attach {

// Small questions that every context answers from its loop, whatever it is busy with. `done` runs at most once: with the
// answer, or when none can come any more, perhaps inside the call; never, while the context is silent. It must not use what
// the router's end ends. Broker thread.

enum class PingAnswer : std::uint8_t {
    Native,   // it knows the handle
    Mitogen,  // it does not
    Nobody,   // somebody else says that there is no such context
    Lost      // there is no way to it any more
};
// Gives the handle that waits for the answer, for who will not wait longer; nothing when `done` was told already that there
// is none.
std::optional<Handle> askWho(routing::Router& router, ContextId id, std::function<void(PingAnswer)> done);

// A block of a thousand new ids: what is below its first was given out before. `magic` is that of the answer, which tells of Mitogen's
// age (protocol 0.2).
struct NewIds {
    routing::IdRange range{};
    wire::Magic magic = wire::Magic::Mgc;
};
// Fails with Eof when nobody is left to answer.
void askIds(routing::Router& router, std::function<void(Result<NewIds>)> done);

}  // namespace rz::attach
