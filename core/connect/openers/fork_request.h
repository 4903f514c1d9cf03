#pragma once

#include "core/base/str.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace rz::connect {

// What a template is told with the descriptors of a copy: which of its functions the copy calls (reference: on_fork,
// on_start). Empty: none.
struct ForkRequest {
    std::string onFork;
    std::string onStart;

    static constexpr std::size_t MaxName = 255;
    static constexpr std::size_t MaxSize = 2 * MaxName + 1;

    std::string encode() const { return str(onFork, '\0', onStart); }
    static ForkRequest decode(std::string_view packet)
    {
        const std::size_t end = std::min(packet.find('\0'), packet.size());
        return {.onFork = std::string(packet.substr(0, end)),
                .onStart = std::string(packet.substr(std::min(end + 1, packet.size())))};
    }
};

}  // namespace rz::connect
