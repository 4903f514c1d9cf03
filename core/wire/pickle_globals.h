#pragma once

#include "core/base/str.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace rz::wire {

// What a pickle may name (protocol 2.4): data, not code.
enum class GlobalKind : std::uint8_t { Bytes, EmptyBytes, Blob, Secret, Kwargs, Context, Sender, CallError };

struct PermittedGlobal {
    std::string_view lines;  // as GLOBAL spells it
    GlobalKind kind;
    std::uint8_t arity;
};

inline constexpr std::array<PermittedGlobal, 9> PermittedGlobals{{
    {"mitogen.core\nKwargs\n", GlobalKind::Kwargs, 1},
    {"_codecs\nencode\n", GlobalKind::Bytes, 2},
    {"mitogen.core\nBlob\n", GlobalKind::Blob, 1},
    {"mitogen.core\n_unpickle_call_error\n", GlobalKind::CallError, 1},
    {"mitogen.core\n_unpickle_context\n", GlobalKind::Context, 2},
    {"mitogen.core\n_unpickle_sender\n", GlobalKind::Sender, 2},
    {"mitogen.core\nSecret\n", GlobalKind::Secret, 1},
    {"__builtin__\nbytes\n", GlobalKind::EmptyBytes, 0},
    {"mitogen.core\nCallError\n", GlobalKind::CallError, 1},
}};

// A name out of a refused pickle, fit for a message: quoted, printable, cut.
std::string quotedForLog(std::string_view name);

}  // namespace rz::wire
