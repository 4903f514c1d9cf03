#pragma once

#include "core/base/error.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace rz {

// An integer of any size: two's complement, little endian, shortest form (protocol 2.1). Inside a Value only what does
// not fit int64_t is one of these. Conversions from and to decimal take time quadratic in the length.
class BigInt {
public:
    // Any length; normalised to the shortest form.
    static BigInt fromTwosComplement(std::span<const std::byte> littleEndian);
    static BigInt fromInt64(std::int64_t number);
    // Decimal with optional sign. Fails with Argument for anything else.
    static Result<BigInt> fromDecimal(std::string_view text);

    // Empty for zero.
    const std::string& twosComplement() const { return m_bytes; }
    bool negative() const;
    // The value, if it fits.
    std::optional<std::int64_t> toInt64() const;
    std::string toDecimal() const;
    bool operator==(const BigInt&) const = default;

private:
    std::string m_bytes;
};

}  // namespace rz
