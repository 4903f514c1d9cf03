#include "core/attach/handshake.h"

#include "core/base/big_endian.h"
#include "core/base/str.h"

namespace rz::attach {

namespace {

// Where Linux ends, whatever kernel.pid_max says.
constexpr std::uint32_t MaxPid = 1U << 22;

bool isPid(std::uint32_t number)
{
    return number != 0 && number <= MaxPid;
}

}  // namespace

std::array<std::byte, ClientGreetingSize> encodeClientGreeting(std::uint32_t pid)
{
    std::array<std::byte, ClientGreetingSize> bytes;
    putU32(bytes.data(), pid);
    return bytes;
}

std::array<std::byte, ServerGreetingSize> encodeServerGreeting(const ServerGreeting& greeting)
{
    std::array<std::byte, ServerGreetingSize> bytes;
    putU32(&bytes[0], raw(greeting.assigned));
    putU32(&bytes[4], raw(greeting.server));
    putU32(&bytes[8], greeting.pid);
    return bytes;
}

Result<std::uint32_t> decodeClientGreeting(std::span<const std::byte, ClientGreetingSize> bytes)
{
    const std::uint32_t pid = getU32(bytes.data());
    if (!isPid(pid))
        return fail(ErrorKind::Decode, str("a client says that its process id is ", pid));
    return pid;
}

Result<ServerGreeting> decodeServerGreeting(std::span<const std::byte, ServerGreetingSize> bytes)
{
    const ServerGreeting greeting{
        .assigned = ContextId{getU32(&bytes[0])}, .server = ContextId{getU32(&bytes[4])}, .pid = getU32(&bytes[8])};
    if (!isPid(greeting.pid))
        return fail(ErrorKind::Decode, str("it says that its process id is ", greeting.pid));
    if (greeting.assigned == MasterId || greeting.assigned == greeting.server)
        return fail(ErrorKind::Decode,
                    str("it gives us the id ", raw(greeting.assigned), " while its own is ", raw(greeting.server)));
    return greeting;
}

}  // namespace rz::attach
