#include "core/connect/openers/fork_opener.h"

#include "core/connect/hop_options.h"
#include "core/connect/openers/fork_request.h"
#include "core/io/descriptor_message.h"

#include <array>
#include <cerrno>
#include <span>
#include <string_view>
#include <sys/socket.h>

namespace rz::connect {

namespace {

// Hands descriptors to the template: 0 and 1 of the copy, and 2.
Result<> sendToTemplate(int socket, const ForkRequest& request, std::span<const int> descriptors)
{
    auto sent = io::sendDescriptors(socket, request.encode(), descriptors, MSG_DONTWAIT);
    if (!sent)
        return failErrno("cannot ask for a copy of the agent", sent.error().errnum());
    return {};
}

// It is all done inside open(): nothing to wait for.
class ForkOpener final : public Opener {
public:
    explicit ForkOpener(AgentStore& agents) : m_agents(agents) {}

    std::string_view method() const override { return "fork"; }

    std::unique_ptr<Opening> open(const Hop& hop, io::Broker& broker, OpenHost& host) override
    {
        host.beginStep("fork");
        auto transport = fork({.onFork = textOption(hop, "on_fork"), .onStart = textOption(hop, "on_start")}, broker);
        if (transport)
            host.opened(std::move(*transport));
        else
            host.failed(std::move(transport).error());
        return std::make_unique<Opening>();
    }

private:
    Result<Transport> fork(const ForkRequest& request, io::Broker& broker)
    {
        RZ_TRY(auto ends, io::makeSocketPair());
        RZ_TRY(auto diagnostics, io::makePipe());
        const std::array descriptors{ends.second.get(), diagnostics.second.get()};
        if (!m_template)
            RZ_CHECK(startTemplate(broker));
        if (auto sent = sendToTemplate(m_socket.get(), request, descriptors); !sent) {
            if (sent.error().errnum() != EPIPE && sent.error().errnum() != ECONNRESET)
                return std::unexpected(std::move(sent).error());
            // Somebody killed it.
            RZ_CHECK(startTemplate(broker));
            RZ_CHECK(sendToTemplate(m_socket.get(), request, descriptors));
        }
        Transport transport;
        transport.start = Transport::Start::Agent;
        transport.receiveSide = std::move(ends.first);
        transport.diagnostics = std::move(diagnostics.first);
        return transport;
    }

    Result<> startTemplate(io::Broker& broker)
    {
        RZ_TRY(const std::string path, m_agents.localPath());
        int ends[2];
        if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
            return failErrno("cannot make a pair of sockets", errno);
        m_socket = UniqueFd(ends[0]);
        const UniqueFd other(ends[1]);
        const io::SpawnOptions options{
            .argv = {"rhizome-agent", "template"}, .program = path, .descriptors = {{0, other.get()}}};
        RZ_TRY(m_template, io::Process::spawn(broker, options, [](io::ExitStatus) {}));
        return {};
    }

    AgentStore& m_agents;
    UniqueFd m_socket;
    std::unique_ptr<io::Process> m_template;
};

}  // namespace

std::unique_ptr<Opener> makeForkOpener(AgentStore& agents)
{
    return std::make_unique<ForkOpener>(agents);
}

}  // namespace rz::connect
