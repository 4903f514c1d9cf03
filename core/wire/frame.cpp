#include "core/wire/frame.h"

#include "core/base/big_endian.h"
#include "core/base/str.h"

#include <charconv>
#include <string>

namespace rz::wire {

namespace {

std::string hex(std::uint16_t value)
{
    char digits[4];
    const auto end = std::to_chars(digits, digits + sizeof digits, value, 16).ptr;
    return std::string(4 - static_cast<std::size_t>(end - digits), '0').append(digits, end);
}

}  // namespace

void encodeHeader(const FrameHeader& header, std::span<std::byte, FrameHeader::Size> out)
{
    const auto magic = static_cast<std::uint16_t>(header.magic);
    out[0] = static_cast<std::byte>(magic >> 8);
    out[1] = static_cast<std::byte>(magic);
    putU32(&out[2], raw(header.dstId));
    putU32(&out[6], raw(header.srcId));
    putU32(&out[FrameHeader::AuthOffset], raw(header.authId));
    putU32(&out[14], raw(header.handle));
    putU32(&out[18], raw(header.replyTo));
    putU32(&out[22], header.length);
}

std::array<std::byte, FrameHeader::Size> encodeHeader(const FrameHeader& header)
{
    std::array<std::byte, FrameHeader::Size> bytes;
    encodeHeader(header, bytes);
    return bytes;
}

Result<FrameHeader> decodeHeader(std::span<const std::byte, FrameHeader::Size> bytes)
{
    const auto magic =
        static_cast<std::uint16_t>(std::to_integer<unsigned>(bytes[0]) << 8 | std::to_integer<unsigned>(bytes[1]));
    if (magic < static_cast<std::uint16_t>(Magic::Mgc) || magic > static_cast<std::uint16_t>(Magic::Bin))
        return std::unexpected(
            Error(ErrorKind::Decode, str("not a frame: it begins with 0x", hex(magic), " instead of 0x4d49"))
                .withDetails({.cause = "Something other than a context wrote into the connection.",
                              .fix = "Connect again; if it happens again, look for what prints there, such as a "
                                     "shell's "
                                     "start-up files."}));
    return FrameHeader{
        .magic = static_cast<Magic>(magic),
        .dstId = ContextId{getU32(&bytes[2])},
        .srcId = ContextId{getU32(&bytes[6])},
        .authId = ContextId{getU32(&bytes[FrameHeader::AuthOffset])},
        .handle = Handle{getU32(&bytes[14])},
        .replyTo = Handle{getU32(&bytes[18])},
        .length = getU32(&bytes[22]),
    };
}

}  // namespace rz::wire
