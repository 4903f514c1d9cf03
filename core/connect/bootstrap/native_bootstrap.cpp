#include "core/connect/bootstrap/native_bootstrap.h"

#include "core/base/str.h"
#include "core/wire/frame.h"
#include "core/wire/handles.h"
#include "core/wire/pickle.h"

#include <algorithm>

namespace rz::connect {

namespace {

std::vector<std::string> words(std::string_view text)
{
    std::vector<std::string> found;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        if (end > 0)
            found.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return found;
}

Error noPlace(std::string_view why)
{
    return Error(ErrorKind::Stream, "no place to run the agent from")
        .withDetails({.step = "agent upload",
                      .seen = std::string(why),
                      .cause = "Every directory that was tried is missing, read-only, full or mounted noexec.",
                      .fix = "Free some space, or make one of /dev/shm, /tmp, /var/tmp or the home directory "
                             "writable and executable; with perl or python3 there no directory is needed."});
}

}  // namespace

NativeBootstrap::NativeBootstrap(Host& host, State begin) : m_host(host), m_state(begin) {}

Result<bool> NativeBootstrap::feed(std::span<const std::byte> data)
{
    m_input.append(data);
    while (m_state == State::AwaitingFirstStage || m_state == State::AwaitingAgent) {
        RZ_TRY(const auto line, m_input.takeLine());
        if (!line)
            return false;
        RZ_CHECK(onLine(*line));
    }
    if (m_state == State::AwaitingHello)
        RZ_CHECK(onHello());
    return m_state == State::Finished;
}

Result<> NativeBootstrap::onLine(std::string_view line)
{
    if (m_state == State::AwaitingFirstStage && line.starts_with(FirstStageMarker))
        return onFirstStage(line.substr(FirstStageMarker.size()));
    if (m_state == State::AwaitingAgent && line == AgentMarker) {
        m_host.beginStep("agent start");
        m_state = State::AwaitingHello;
        m_agent = {};
        return {};
    }
    if (m_state == State::AwaitingAgent && line.starts_with(ResendMarker))
        return onResend(line.substr(ResendMarker.size()));
    if (m_state == State::AwaitingAgent && line.starts_with(NoPlaceMarker))
        return std::unexpected(noPlace(line.substr(NoPlaceMarker.size())));
    if (!line.empty())
        m_host.output(line);
    return {};
}

Result<> NativeBootstrap::onFirstStage(std::string_view line)
{
    const std::vector<std::string> parts = words(line);
    if (parts.size() < 2)
        return fail(ErrorKind::Stream, "the first stage answered without saying what machine it is on");
    m_target = {.system = parts[0], .machine = parts[1], .tools = {parts.begin() + 2, parts.end()}};
    auto image = imageForTarget();
    if (!image) {
        if (m_target.has("python3") && m_host.takePython(image.error().text())) {
            m_state = State::HandedOver;
            return {};
        }
        return std::unexpected(std::move(image).error());
    }
    m_host.beginStep("agent upload");
    m_agent = image->content;
    m_host.note(str(m_target.machine, ", ", (m_agent.size() + 1023) / 1024, " KiB"));
    m_host.send(Bytes(secondStage(m_target, m_agent.size(), image->gzipped)));
    sendAgent();
    m_state = State::AwaitingAgent;
    return {};
}

Result<AgentImage> NativeBootstrap::imageForTarget()
{
    if (m_target.system == "Linux")
        return m_host.agent(m_target.machine, m_target.has("gzip"));
    return std::unexpected(
        Error(ErrorKind::Stream, str("there is no agent for ", m_target.system, " ", m_target.machine))
            .withDetails({.cause = "Agents run on Linux only.",
                          .fix = "Use a Linux host for this hop, or one with python3 for a Python context."}));
}

Result<> NativeBootstrap::onResend(std::string_view place)
{
    if (++m_resends > MaxResends)
        return std::unexpected(noPlace("it asked for the agent again and again"));
    m_host.note(str("could not unpack in ", place));
    sendAgent();
    return {};
}

void NativeBootstrap::sendAgent()
{
    m_host.send(m_agent);
}

Result<> NativeBootstrap::onHello()
{
    if (m_input.rest().size() < wire::FrameHeader::Size)
        return {};
    const auto bytes = std::as_bytes(std::span(m_input.rest()));
    RZ_TRY(const wire::FrameHeader header, wire::decodeHeader(bytes.first<wire::FrameHeader::Size>()));
    if (header.handle != wire::Hello || header.length > MaxHello)
        return fail(ErrorKind::Stream, "the agent did not begin with a hello");
    if (m_input.rest().size() < wire::FrameHeader::Size + header.length)
        return {};
    RZ_TRY(const Value hello, wire::unpickle(Bytes(bytes.subspan(wire::FrameHeader::Size, header.length))));
    const Dict* facts = hello.as<Dict>();
    if (facts == nullptr)
        return fail(ErrorKind::Stream, "the agent's hello is not a dict");
    m_facts = *facts;
    m_input.drop(wire::FrameHeader::Size + header.length);
    m_state = State::Finished;
    return {};
}

}  // namespace rz::connect
