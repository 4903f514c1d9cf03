#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace rz::connect {

// What arrives during a bootstrap: lines first, which a terminal may have ended with a carriage return, and then frames.
class LineBuffer {
public:
    void append(std::span<const std::byte> data);
    // The next whole line without its end; nothing while there is none. Fails when one does not end.
    Result<std::optional<std::string>> takeLine();
    std::string_view rest() const { return m_text; }
    void drop(std::size_t count) { m_text.erase(0, count); }
    Bytes takeRest() { return Bytes(std::move(m_text)); }

private:
    static constexpr std::size_t MaxLine = 64 * 1024;

    std::string m_text;
};

}  // namespace rz::connect
