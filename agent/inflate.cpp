#include "agent/inflate.h"

#include "agent/prefix_code.h"
#include "core/base/str.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace rz::agent {

namespace {

constexpr unsigned EndOfBlock = 256;
constexpr std::size_t MaxLiteralCodes = 288;
constexpr std::size_t MaxDistanceCodes = 32;
constexpr std::size_t LastLength = 28;    // the codes behind it complete the fixed ones
constexpr std::size_t LastDistance = 29;  // likewise

// Lengths and distances share a scheme: groups of codes, each group with one bit more that follows, and the numbers go on
// where the code before ends.
struct Range {
    unsigned first;
    unsigned extraBits;
};

Range lengthOf(unsigned code)
{
    if (code == LastLength)
        return {258, 0};
    if (code < 8)
        return {3 + code, 0};
    const unsigned extra = code / 4 - 1;
    return {3 + ((4 + code % 4) << extra), extra};
}

Range distanceOf(unsigned code)
{
    if (code < 4)
        return {1 + code, 0};
    const unsigned extra = code / 2 - 1;
    return {1 + ((2 + code % 2) << extra), extra};
}

std::unexpected<Error> damaged(std::string_view how)
{
    return fail(ErrorKind::Decode, str("the packed data is damaged: ", how));
}

std::uint32_t adler32(std::string_view text)
{
    constexpr std::uint32_t Modulus = 65521;
    std::uint32_t sum = 1;
    std::uint32_t sumOfSums = 0;
    for (const char letter : text) {
        sum = (sum + static_cast<unsigned char>(letter)) % Modulus;
        sumOfSums = (sumOfSums + sum) % Modulus;
    }
    return sumOfSums << 16 | sum;
}

}  // namespace

// Works in steps. One whose input has not all arrived is taken again from its begin when there is more.
struct Inflater::State {
    enum class Awaits { Header, Block, Stored, Symbol, Checksum, Nothing };

    Result<> step();
    Result<> header();
    Result<> block();
    Result<> storedBlock();
    Result<> fixedCodes();
    Result<> dynamicCodes();
    Result<> stored();
    Result<> symbol();
    Result<> copy(unsigned lengthCode);
    Result<> checksum();
    void blockEnded() { awaits = last ? Awaits::Checksum : Awaits::Block; }

    BitReader reader;
    Awaits awaits = Awaits::Header;
    bool last = false;
    std::size_t storedLeft = 0;
    PrefixCode literals;
    PrefixCode distances;
    std::string text;
    std::size_t limit;
};

Result<> Inflater::State::step()
{
    switch (awaits) {
    case Awaits::Header: return header();
    case Awaits::Block: return block();
    case Awaits::Stored: return stored();
    case Awaits::Symbol: return symbol();
    case Awaits::Checksum: return checksum();
    case Awaits::Nothing: break;
    }
    return {};
}

Result<> Inflater::State::header()
{
    const unsigned method = reader.take(8);
    const unsigned flags = reader.take(8);
    constexpr unsigned NeedsDictionary = 0x20;
    if ((method & 0x0f) != 8 || method >> 4 > 7 || (method << 8 | flags) % 31 != 0 || (flags & NeedsDictionary) != 0)
        return damaged("it does not begin as a zlib stream");
    awaits = Awaits::Block;
    return {};
}

Result<> Inflater::State::block()
{
    last = reader.take(1) != 0;
    switch (reader.take(2)) {
    case 0: return storedBlock();
    case 1: return fixedCodes();
    case 2: return dynamicCodes();
    default: return damaged("a block of unknown type");
    }
}

Result<> Inflater::State::storedBlock()
{
    reader.skipToByte();
    const unsigned size = reader.take(16);
    if (size != (~reader.take(16) & 0xffff))
        return damaged("the length of a stored block");
    storedLeft = size;
    awaits = Awaits::Stored;
    return {};
}

Result<> Inflater::State::fixedCodes()
{
    std::array<std::uint8_t, MaxLiteralCodes> lengths{};
    const auto fill = [&lengths](std::size_t begin, std::size_t end, std::uint8_t length) {
        std::fill(lengths.begin() + static_cast<std::ptrdiff_t>(begin),
                  lengths.begin() + static_cast<std::ptrdiff_t>(end), length);
    };
    fill(0, 144, 8);
    fill(144, 256, 9);
    fill(256, 280, 7);
    fill(280, MaxLiteralCodes, 8);
    std::array<std::uint8_t, MaxDistanceCodes> distanceLengths{};
    distanceLengths.fill(5);
    literals.build(lengths, PrefixCode::Lone::Refused);
    distances.build(distanceLengths, PrefixCode::Lone::Refused);
    awaits = Awaits::Symbol;
    return {};
}

// The lengths of the codes travel packed by a code of their own.
Result<> Inflater::State::dynamicCodes()
{
    constexpr std::array<std::uint8_t, 19> Order = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    const std::size_t literalCount = 257 + reader.take(5);
    const std::size_t distanceCount = 1 + reader.take(5);
    const std::size_t orderCount = 4 + reader.take(4);
    if (literalCount > EndOfBlock + 1 + LastLength + 1 || distanceCount > LastDistance + 1)
        return damaged("too many codes");
    std::array<std::uint8_t, Order.size()> orderLengths{};
    for (std::size_t i = 0; i < orderCount; ++i)
        orderLengths[Order[i]] = static_cast<std::uint8_t>(reader.take(3));
    if (!literals.build(orderLengths, PrefixCode::Lone::Refused))
        return damaged("impossible lengths of codes");

    std::array<std::uint8_t, MaxLiteralCodes + MaxDistanceCodes> lengths{};
    const std::size_t count = literalCount + distanceCount;
    for (std::size_t at = 0; at < count;) {
        const auto symbol = literals.take(reader);
        if (!symbol || (*symbol == 16 && at == 0))
            return damaged("impossible lengths of codes");
        if (*symbol < 16) {
            lengths[at++] = static_cast<std::uint8_t>(*symbol);
            continue;
        }
        const std::uint8_t repeated = *symbol == 16 ? lengths[at - 1] : 0;
        const std::size_t times = *symbol == 16   ? 3 + reader.take(2)
                                  : *symbol == 17 ? 3 + reader.take(3)
                                                  : 11 + reader.take(7);
        if (times > count - at)
            return damaged("too many lengths of codes");
        std::fill_n(lengths.begin() + static_cast<std::ptrdiff_t>(at), times, repeated);
        at += times;
    }
    const std::span all(lengths);
    if (lengths[EndOfBlock] == 0 || !literals.build(all.first(literalCount), PrefixCode::Lone::Taken) ||
        !distances.build(all.subspan(literalCount, distanceCount), PrefixCode::Lone::Taken))
        return damaged("impossible lengths of codes");
    awaits = Awaits::Symbol;
    return {};
}

Result<> Inflater::State::stored()
{
    const std::string_view bytes = reader.bytes().substr(0, storedLeft);
    text += bytes;
    reader.skip(8 * bytes.size());
    storedLeft -= bytes.size();
    if (storedLeft == 0)
        blockEnded();
    return {};
}

Result<> Inflater::State::symbol()
{
    const auto symbol = literals.take(reader);
    if (!symbol)
        return damaged("a code that stands for nothing");
    if (*symbol > EndOfBlock)
        return copy(*symbol - EndOfBlock - 1);
    if (*symbol == EndOfBlock)
        blockEnded();
    else if (!reader.overdrawn())
        text += static_cast<char>(*symbol);
    return {};
}

Result<> Inflater::State::copy(unsigned lengthCode)
{
    const Range lengths = lengthOf(lengthCode);
    const std::size_t length = lengths.first + reader.take(lengths.extraBits);
    const auto distanceCode = distances.take(reader);
    if (lengthCode > LastLength || !distanceCode || *distanceCode > LastDistance)
        return damaged("a code that stands for nothing");
    const Range range = distanceOf(*distanceCode);
    const std::size_t distance = range.first + reader.take(range.extraBits);
    if (reader.overdrawn())
        return {};
    if (distance > text.size())
        return damaged("it refers to before its begin");
    for (std::size_t i = 0; i < length; ++i)  // may repeat what it writes
        text += text[text.size() - distance];
    return {};
}

Result<> Inflater::State::checksum()
{
    reader.skipToByte();
    std::uint32_t sum = 0;
    for (int i = 0; i < 4; ++i)
        sum = sum << 8 | reader.take(8);
    if (!reader.overdrawn() && sum != adler32(text))
        return damaged("its checksum is another");
    awaits = Awaits::Nothing;
    return {};
}

Inflater::Inflater(std::size_t limit) : m_state(new State{.limit = limit}) {}

Inflater::~Inflater() = default;

Result<bool> Inflater::feed(std::span<const std::byte> data)
{
    State& state = *m_state;
    BitReader& reader = state.reader;
    reader.feed(data);
    while (state.awaits != State::Awaits::Nothing) {
        if (state.text.size() > state.limit)
            return fail(ErrorKind::Decode, str("what is packed has more than ", state.limit, " bytes"));
        const std::size_t begin = reader.position();
        const State::Awaits awaited = state.awaits;
        const Result<> done = state.step();
        if (reader.overdrawn()) {
            reader.rewind(begin);
            state.awaits = awaited;
            return false;
        }
        RZ_CHECK(done);
        if (state.awaits == State::Awaits::Stored && reader.empty())
            return false;
    }
    if (!reader.empty())
        return fail(ErrorKind::Decode, "something follows the packed data");
    return true;
}

std::string Inflater::takeText()
{
    return std::move(m_state->text);
}

}  // namespace rz::agent
