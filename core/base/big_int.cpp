#include "core/base/big_int.h"

#include "core/base/str.h"

#include <vector>

namespace rz {

namespace {

constexpr std::uint32_t DecimalChunk = 1'000'000'000;
constexpr std::size_t DigitsPerChunk = 9;

using Limbs = std::vector<std::uint32_t>;  // magnitude, least significant first

void multiplyAdd(Limbs& limbs, std::uint32_t factor, std::uint32_t addend)
{
    std::uint64_t carry = addend;
    for (std::uint32_t& limb : limbs) {
        carry += std::uint64_t{limb} * factor;
        limb = static_cast<std::uint32_t>(carry);
        carry >>= 32;
    }
    if (carry != 0)
        limbs.push_back(static_cast<std::uint32_t>(carry));
}

std::uint32_t divide(Limbs& limbs, std::uint32_t divisor)
{
    std::uint64_t remainder = 0;
    for (auto limb = limbs.rbegin(); limb != limbs.rend(); ++limb) {
        const std::uint64_t dividend = remainder << 32 | *limb;
        *limb = static_cast<std::uint32_t>(dividend / divisor);
        remainder = dividend % divisor;
    }
    while (!limbs.empty() && limbs.back() == 0)
        limbs.pop_back();
    return static_cast<std::uint32_t>(remainder);
}

// In place, at the length the bytes have.
void negate(std::string& twosComplement)
{
    unsigned carry = 1;
    for (char& c : twosComplement) {
        const unsigned sum = (static_cast<unsigned char>(c) ^ 0xffu) + carry;
        c = static_cast<char>(sum);
        carry = sum >> 8;
    }
}

bool isNegative(std::string_view twosComplement)
{
    return !twosComplement.empty() && (static_cast<unsigned char>(twosComplement.back()) & 0x80) != 0;
}

void shorten(std::string& bytes)
{
    const char fill = isNegative(bytes) ? '\xff' : '\0';
    while (!bytes.empty() && bytes.back() == fill) {
        bytes.pop_back();
        const char sign = isNegative(bytes) ? '\xff' : '\0';
        if (sign != fill) {
            bytes.push_back(fill);
            return;
        }
    }
}

}  // namespace

BigInt BigInt::fromTwosComplement(std::span<const std::byte> littleEndian)
{
    BigInt number;
    number.m_bytes.assign(reinterpret_cast<const char*>(littleEndian.data()), littleEndian.size());
    shorten(number.m_bytes);
    return number;
}

BigInt BigInt::fromInt64(std::int64_t number)
{
    const auto bits = static_cast<std::uint64_t>(number);
    std::byte bytes[sizeof bits];
    for (std::size_t i = 0; i < sizeof bits; ++i)
        bytes[i] = static_cast<std::byte>(bits >> (8 * i));
    return fromTwosComplement(bytes);
}

Result<BigInt> BigInt::fromDecimal(std::string_view text)
{
    std::string_view digits = text;
    const bool minus = digits.starts_with('-');
    if (minus || digits.starts_with('+'))
        digits.remove_prefix(1);
    if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos)
        return fail(ErrorKind::Argument, str("not a decimal integer: '", text.substr(0, 40), "'"));

    Limbs limbs;
    while (!digits.empty()) {
        const std::size_t count = (digits.size() - 1) % DigitsPerChunk + 1;
        std::uint32_t chunk = 0;
        std::uint32_t scale = 1;
        for (const char digit : digits.substr(0, count)) {
            chunk = chunk * 10 + static_cast<std::uint32_t>(digit - '0');
            scale *= 10;
        }
        multiplyAdd(limbs, scale, chunk);
        digits.remove_prefix(count);
    }

    BigInt number;
    for (const std::uint32_t limb : limbs) {
        for (unsigned shift = 0; shift < 32; shift += 8)
            number.m_bytes.push_back(static_cast<char>(limb >> shift));
    }
    number.m_bytes.push_back('\0');
    if (minus)
        negate(number.m_bytes);
    shorten(number.m_bytes);
    return number;
}

bool BigInt::negative() const
{
    return isNegative(m_bytes);
}

std::optional<std::int64_t> BigInt::toInt64() const
{
    if (m_bytes.size() > sizeof(std::int64_t))
        return std::nullopt;
    std::uint64_t bits = negative() ? ~std::uint64_t{0} : 0;
    for (auto byte = m_bytes.rbegin(); byte != m_bytes.rend(); ++byte)
        bits = bits << 8 | static_cast<unsigned char>(*byte);
    return static_cast<std::int64_t>(bits);
}

std::string BigInt::toDecimal() const
{
    std::string magnitude = m_bytes;
    if (negative())
        negate(magnitude);
    Limbs limbs((magnitude.size() + 3) / 4);
    for (std::size_t i = 0; i < magnitude.size(); ++i)
        limbs[i / 4] |= static_cast<std::uint32_t>(static_cast<unsigned char>(magnitude[i])) << (8 * (i % 4));
    while (!limbs.empty() && limbs.back() == 0)
        limbs.pop_back();

    std::string reversed;
    while (!limbs.empty()) {
        std::uint32_t chunk = divide(limbs, DecimalChunk);
        for (std::size_t i = 0; i < DigitsPerChunk && (chunk != 0 || !limbs.empty()); ++i) {
            reversed.push_back(static_cast<char>('0' + chunk % 10));
            chunk /= 10;
        }
    }
    if (reversed.empty())
        return "0";
    if (negative())
        reversed.push_back('-');
    return {reversed.rbegin(), reversed.rend()};
}

}  // namespace rz
