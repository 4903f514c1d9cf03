#include "core/attach/handshake.h"

#include "core/base/str.h"

namespace rz::attach {

namespace {

// Where Linux ends, whatever kernel.pid_max says.
constexpr std::uint32_t MaxPid = 1U << 22;

std::uint32_t readNumber(std::span<const std::byte, 4> bytes)
{
    std::uint32_t number = 0;
    for (const std::byte byte : bytes)
        number = number << 8 | std::to_integer<std::uint32_t>(byte);
    return number;
}

void writeNumber(std::span<std::byte, 4> out, std::uint32_t number)
{
    for (std::size_t i = 0; i < 4; ++i)
        out[i] = static_cast<std::byte>(number >> (24 - 8 * i));
}

bool isPid(std::uint32_t number)
{
    return number != 0 && number <= MaxPid;
}

}  // namespace

std::array<std::byte, ClientGreetingSize> encodeClientGreeting(std::uint32_t pid)
{
    std::array<std::byte, ClientGreetingSize> bytes;
    writeNumber(bytes, pid);
    return bytes;
}

std::array<std::byte, ServerGreetingSize> encodeServerGreeting(const ServerGreeting& greeting)
{
    std::array<std::byte, ServerGreetingSize> bytes;
    const std::span<std::byte, ServerGreetingSize> out(bytes);
    writeNumber(out.subspan<0, 4>(), raw(greeting.assigned));
    writeNumber(out.subspan<4, 4>(), raw(greeting.server));
    writeNumber(out.subspan<8, 4>(), greeting.pid);
    return bytes;
}

Result<std::uint32_t> decodeClientGreeting(std::span<const std::byte, ClientGreetingSize> bytes)
{
    const std::uint32_t pid = readNumber(bytes);
    if (!isPid(pid))
        return fail(ErrorKind::Decode, str("a client says that its process id is ", pid));
    return pid;
}

Result<ServerGreeting> decodeServerGreeting(std::span<const std::byte, ServerGreetingSize> bytes)
{
    const ServerGreeting greeting{.assigned = ContextId{readNumber(bytes.subspan<0, 4>())},
                                  .server = ContextId{readNumber(bytes.subspan<4, 4>())},
                                  .pid = readNumber(bytes.subspan<8, 4>())};
    if (!isPid(greeting.pid))
        return fail(ErrorKind::Decode, str("it says that its process id is ", greeting.pid));
    if (greeting.assigned == MasterId || greeting.assigned == greeting.server)
        return fail(ErrorKind::Decode,
                    str("it gives us the id ", raw(greeting.assigned), " while its own is ", raw(greeting.server)));
    return greeting;
}

}  // namespace rz::attach
