#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace rz {

// A process taking part in the tree; the master is 0 (protocol: words).
enum class ContextId : std::uint32_t {};

// A port number inside a context (protocol 1.4); see core/wire/handles.h for the fixed ones.
enum class Handle : std::uint32_t {};

inline constexpr ContextId MasterId{0};
inline constexpr Handle NoHandle{0};

constexpr std::uint32_t raw(ContextId id)
{
    return static_cast<std::uint32_t>(id);
}
constexpr std::uint32_t raw(Handle handle)
{
    return static_cast<std::uint32_t>(handle);
}

}  // namespace rz
