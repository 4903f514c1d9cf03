#pragma once

#include "core/base/error.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace rz::attach {

// Why one cannot attach to a program.
enum class Trouble : std::uint8_t {
    NoSocket,
    NobodyListens,
    NotASocket,
    ClosedToUser,
    OtherUser,
    TakesNoConnection,
    Refused,
    EndedEarly,
    NoGreeting,
    OtherGreeting,
    Ended,
    OtherProtocol,
    NoAnswer,
};

// What a person should know about it, each a whole sentence or nothing: these texts are translated as they are, and so have
// no numbers or names in them.
struct Advice {
    Trouble trouble;
    std::string_view step;
    std::string_view cause;
    std::string_view fix;
};
std::span<const Advice> everyAdvice();

// `error` with the advice for `trouble` as its details.
Error explained(Error error, Trouble trouble);

}  // namespace rz::attach
