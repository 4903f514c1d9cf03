#include "core/base/shortest_decimal.h"

#include <algorithm>
#include <bit>
#include <compare>
#include <cstdint>
#include <vector>

namespace rz {

namespace {

// A natural number as large as it needs to be: base 2^32, the lowest limb first, none at the end that is zero.
class Natural {
public:
    explicit Natural(std::uint64_t value)
        : m_limbs{static_cast<std::uint32_t>(value), static_cast<std::uint32_t>(value >> 32)}
    {
        trim();
    }

    Natural& operator<<=(unsigned bits)
    {
        while (bits >= 31) {
            *this *= std::uint32_t{1} << 31;
            bits -= 31;
        }
        return *this *= std::uint32_t{1} << bits;
    }
    Natural& operator*=(std::uint32_t factor)
    {
        std::uint64_t carry = 0;
        for (std::uint32_t& limb : m_limbs) {
            carry += std::uint64_t{limb} * factor;
            limb = static_cast<std::uint32_t>(carry);
            carry >>= 32;
        }
        if (carry != 0)
            m_limbs.push_back(static_cast<std::uint32_t>(carry));
        return *this;
    }
    // `other` must not be larger.
    Natural& operator-=(const Natural& other)
    {
        std::uint64_t borrow = 0;
        for (std::size_t i = 0; i < m_limbs.size(); ++i) {
            const std::uint64_t difference = std::uint64_t{m_limbs[i]} - other.limb(i) - borrow;
            m_limbs[i] = static_cast<std::uint32_t>(difference);
            borrow = difference >> 63;
        }
        trim();
        return *this;
    }
    friend Natural operator+(Natural a, const Natural& b)
    {
        a.m_limbs.resize(std::max(a.m_limbs.size(), b.m_limbs.size()) + 1);
        std::uint64_t carry = 0;
        for (std::size_t i = 0; i < a.m_limbs.size(); ++i) {
            carry += std::uint64_t{a.m_limbs[i]} + b.limb(i);
            a.m_limbs[i] = static_cast<std::uint32_t>(carry);
            carry >>= 32;
        }
        a.trim();
        return a;
    }
    friend std::strong_ordering operator<=>(const Natural& a, const Natural& b)
    {
        if (a.m_limbs.size() != b.m_limbs.size())
            return a.m_limbs.size() <=> b.m_limbs.size();
        return std::lexicographical_compare_three_way(a.m_limbs.rbegin(), a.m_limbs.rend(), b.m_limbs.rbegin(),
                                                      b.m_limbs.rend());
    }

private:
    std::uint32_t limb(std::size_t i) const { return i < m_limbs.size() ? m_limbs[i] : 0; }
    void trim()
    {
        while (!m_limbs.empty() && m_limbs.back() == 0)
            m_limbs.pop_back();
    }

    std::vector<std::uint32_t> m_limbs;
};

constexpr int MantissaBits = 52;
constexpr int LowestExponent = -1074;

// The algorithm of Steele and White (1990) with Dybvig's and Burger's scaling (1996): the number is value / scale, and every
// number between it less `below` and it plus `above`, over scale, is read as the same double.
class DigitGenerator {
public:
    explicit DigitGenerator(double magnitude)
    {
        const auto bits = std::bit_cast<std::uint64_t>(magnitude);
        const int biased = static_cast<int>(bits >> MantissaBits);
        std::uint64_t mantissa = bits & ((std::uint64_t{1} << MantissaBits) - 1);
        if (biased != 0)
            mantissa |= std::uint64_t{1} << MantissaBits;
        const int exponent = std::max(biased, 1) - 1 + LowestExponent;
        m_even = mantissa % 2 == 0;
        // Below a power of two doubles are twice as dense as above it.
        const bool isUneven = biased > 1 && std::has_single_bit(mantissa);

        const unsigned up = static_cast<unsigned>(std::max(exponent, 0));
        const unsigned down = static_cast<unsigned>(std::max(-exponent, 0));
        const unsigned extra = isUneven ? 2 : 1;
        (m_value = Natural(mantissa)) <<= up + extra;
        m_scale <<= down + extra;
        m_below <<= up;
        m_above <<= up + extra - 1;
        scale((exponent + static_cast<int>(std::bit_width(mantissa)) - 1) * 30103 / 100000);
    }

    Decimal generate()
    {
        Decimal decimal{.digits = {}, .exponent = m_power - 1};
        for (;;) {
            multiplyAll();
            char digit = '0';
            for (; m_value >= m_scale; ++digit)
                m_value -= m_scale;
            const bool low = m_even ? m_value <= m_below : m_value < m_below;
            const bool high = reachesScale();
            if (!low && !high) {
                decimal.digits.push_back(digit);
                continue;
            }
            decimal.digits.push_back(roundsUp(low, high, digit) ? static_cast<char>(digit + 1) : digit);
            return decimal;
        }
    }

private:
    void multiplyAll()
    {
        for (Natural* number : {&m_value, &m_below, &m_above})
            *number *= 10;
    }
    bool reachesScale() const
    {
        const Natural top = m_value + m_above;
        return m_even ? top >= m_scale : top > m_scale;
    }
    // Finds the power of ten that is just above the number, from a guess that may be a little too low.
    void scale(int guess)
    {
        for (; m_power < guess; ++m_power)
            m_scale *= 10;
        for (; m_power > guess; --m_power)
            multiplyAll();
        for (; reachesScale(); ++m_power)
            m_scale *= 10;
        for (;; --m_power) {
            const DigitGenerator before = *this;
            multiplyAll();
            if (reachesScale()) {
                *this = before;
                return;
            }
        }
    }
    bool roundsUp(bool low, bool high, char digit) const
    {
        if (low != high)
            return high;
        const auto order = m_value + m_value <=> m_scale;
        return order > 0 || (order == 0 && digit % 2 != 0);
    }

    bool m_even = false;  // then the bounds themselves are read as this double too
    int m_power = 0;      // of ten, which the digits are to be multiplied with: 0.123 × 10^power
    Natural m_value{1};
    Natural m_scale{1};
    Natural m_below{1};
    Natural m_above{1};
};

}  // namespace

Decimal shortestDecimal(double magnitude)
{
    if (magnitude == 0)
        return {.digits = "0"};
    return DigitGenerator(magnitude).generate();
}

}  // namespace rz
