#include "core/connect/openers/local_opener.h"

#include "core/connect/bootstrap/python_stage.h"
#include "core/connect/openers/program_opener.h"

namespace rz::connect {

namespace {

// Starts the agent's executable, or a Python interpreter, on one end of a socketpair. It is all done inside open(): nothing to wait for.
class LocalOpener final : public Opener {
public:
    explicit LocalOpener(AgentStore& agents) : m_agents(agents) {}

    std::string_view method() const override { return "local"; }

    std::unique_ptr<Opening> open(const Hop& hop, io::Broker& broker, OpenHost& host) override
    {
        host.beginStep("spawn");
        auto transport = isPython(hop) ? startPython(hop, broker) : start(broker);
        if (transport)
            host.opened(std::move(*transport));
        else
            host.failed(std::move(transport).error());
        return std::make_unique<Opening>();
    }

private:
    Result<Transport> start(io::Broker& broker)
    {
        RZ_TRY(const std::string path, m_agents.localPath());
        RZ_TRY(auto ends, io::makeSocketPair());
        Transport transport;
        transport.start = Transport::Start::Agent;
        RZ_TRY(auto diagnostics, io::makePipe());
        const io::SpawnOptions options{
            .argv = {"rhizome-agent"},
            .program = path,
            .descriptors = {{0, ends.second.get()}, {1, ends.second.get()}, {2, diagnostics.second.get()}},
        };
        RZ_TRY(transport.process, io::Process::spawn(broker, options, [](io::ExitStatus) {}));
        transport.transmitSide = UniqueFd();
        transport.receiveSide = std::move(ends.first);
        transport.diagnostics = std::move(diagnostics.first);
        return transport;
    }

    // In our session: to detach, a Python context makes one of its own, which the leader of one cannot.
    static Result<Transport> startPython(const Hop& hop, io::Broker& broker)
    {
        RZ_TRY(Transport transport,
               startProgram({.argv = stageArgv(hop), .environment = {}, .ownSession = false}, broker));
        transport.start = Transport::Start::Python;
        return transport;
    }

    AgentStore& m_agents;
};

}  // namespace

std::unique_ptr<Opener> makeLocalOpener(AgentStore& agents)
{
    return std::make_unique<LocalOpener>(agents);
}

}  // namespace rz::connect
