#include "agent/native_start.h"

#include "agent/functions/accounts.h"
#include "agent/functions/dict_builder.h"
#include "agent/pipe_io.h"
#include "core/base/str.h"
#include "core/base/utf8.h"
#include "core/connect/bootstrap/first_stage.h"
#include "core/wire/frame.h"
#include "core/wire/handles.h"
#include "core/wire/pickle.h"

#include <array>
#include <string>
#include <sys/utsname.h>
#include <unistd.h>

namespace rz::agent {

namespace {

constexpr std::size_t MaxConfiguration = 64 * 1024;

utsname systemNames()
{
    utsname names{};
    ::uname(&names);
    return names;
}

std::string userName()
{
    return toValidUtf8(Accounts().userName(::geteuid()).value_or(str(::geteuid())));
}

Result<std::string> helloFrame()
{
    RZ_TRY(const Payload payload, wire::pickle(Value(facts())));
    const auto header = wire::encodeHeader({
        .handle = wire::Hello,
        .length = static_cast<std::uint32_t>(payload.size()),
    });
    std::string frame(reinterpret_cast<const char*>(header.data()), header.size());
    return frame + payload.flat().toString();
}

Result<Value> readConfiguration(int receive)
{
    std::array<std::byte, wire::FrameHeader::Size> head;
    RZ_CHECK(readExactly(receive, head));
    RZ_TRY(const wire::FrameHeader header, wire::decodeHeader(head));
    if (header.handle != wire::Configure || header.length > MaxConfiguration)
        return fail(ErrorKind::Decode, "the parent did not begin with a configuration");
    std::string body(header.length, '\0');
    RZ_CHECK(readExactly(receive, std::as_writable_bytes(std::span(body))));
    return wire::unpickle(Bytes(std::move(body)));
}

}  // namespace

Dict facts()
{
    return DictBuilder(6)
        .add("version", RZ_AGENT_VERSION)
        .add("machine", toValidUtf8(systemNames().machine))
        .add("host", toValidUtf8(systemNames().nodename))
        .add("user", userName())
        .add("uid", ::geteuid())
        .add("pid", ::getpid())
        .take();
}

Result<rpc::ChildConfig> startUnderNative(int receive, int transmit)
{
    RZ_TRY(const std::string hello, helloFrame());
    // A line of its own, whatever was printed before without an end of line.
    RZ_CHECK(writeAll(transmit, str('\n', connect::AgentMarker, '\n', hello)));
    RZ_TRY(const Value configuration, readConfiguration(receive));
    return rpc::ChildConfig::from(configuration);
}

}  // namespace rz::agent
