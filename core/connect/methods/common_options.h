#pragma once

#include "core/connect/method.h"

// Options that every method has.
namespace rz::connect {

inline constexpr OptionDescription RemoteName{
    .name = "remote_name",
    .type = OptionType::Text,
    .label = "Process name",
    .help = "Shown by ps on the host after \"rhizome:\"; user@host:pid of the parent when left out. No slashes.",
    .advanced = true,
};
inline constexpr OptionDescription ConnectTimeout{
    .name = "connect_timeout",
    .type = OptionType::Seconds,
    .label = "Time limit",
    .help = "Seconds to wait for the connection; the clock stands still while a question is open.",
    .fallback = "30",
    .advanced = true,
};
inline constexpr OptionDescription Unidirectional{
    .name = "unidirectional",
    .type = OptionType::Boolean,
    .label = "No traffic between its children",
    .help = "Contexts below it may talk to their parents only, not to each other.",
    .fallback = "false",
    .advanced = true,
};
inline constexpr OptionDescription Debug{
    .name = "debug",
    .type = OptionType::Boolean,
    .label = "Debug log",
    .help = "The context sends its debug messages to the log.",
    .fallback = "false",
    .advanced = true,
};

}  // namespace rz::connect
