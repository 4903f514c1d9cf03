#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace rz::connect {

// What arrives during a bootstrap: lines first, which a terminal may have ended with a carriage return, and then frames.
class LineBuffer {
public:
    void append(std::span<const std::byte> data);
    // The next whole line without its end; nothing while there is none. Fails when one does not end.
    Result<std::optional<std::string>> takeLine();
    std::string_view rest() const { return std::string_view(m_text).substr(m_taken); }
    void drop(std::size_t count) { m_taken += count; }
    Bytes takeRest() { return Bytes(std::exchange(m_text, {})).slice(std::exchange(m_taken, 0)); }

private:
    static constexpr std::size_t MaxLine = 64 * 1024;

    std::string m_text;
    std::size_t m_taken = 0;  // of it; removed once for all the lines of an append()
};

}  // namespace rz::connect
