#include "core/connect/openers/setns_opener.h"

#include "core/base/str.h"
#include "core/connect/bootstrap/python_stage.h"
#include "core/connect/diagnosis.h"
#include "core/connect/hop_options.h"
#include "core/connect/openers/freezer.h"
#include "core/connect/openers/program_opener.h"
#include "core/connect/openers/program_output.h"

#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rz::connect {

namespace {

// More than any connection is given.
constexpr Duration FindingPatience = std::chrono::hours(24);

// How the program of a kind tells the first process of a container.
struct Finder {
    std::string_view kind;
    std::string_view pathOption;
    std::string_view program;
    std::array<std::string_view, 5> arguments;  // before the name, unless "=" ends the last one: then its value
    std::string_view label;                     // on the line with the number; empty when that is all there is
};
constexpr std::array Finders{
    Finder{"docker", "docker_path", "docker", {"inspect", "--type=container", "--format={{.State.Pid}}", "--"}, ""},
    Finder{"lxc", "lxc_info_path", "lxc-info", {"--pid", "--no-humanize", "--name="}, ""},
    Finder{"lxd", "lxc_path", "lxc", {"info", "--"}, "pid:"},
    Finder{"machinectl", "machinectl_path", "machinectl", {"show", "--property=Leader", "--value", "--"}, ""},
};

const Finder& finderFor(const Hop& hop)
{
    const std::string kind = textOption(hop, "kind");
    for (const Finder& finder : Finders) {
        if (finder.kind == kind)
            return finder;
    }
    return Finders.front();
}

std::vector<std::string> commandOf(const Finder& finder, const Hop& hop)
{
    const std::string path = textOption(hop, finder.pathOption);
    const std::string name = textOption(hop, "container");
    std::vector<std::string> argv{path.empty() ? std::string(finder.program) : path};
    for (const std::string_view argument : finder.arguments) {
        if (!argument.empty())
            argv.emplace_back(argument);
    }
    if (argv.back().ends_with('='))
        argv.back() += name;
    else
        argv.push_back(name);
    return argv;
}

// "4711", or " PID: 4711" for the label "pid:".
std::optional<pid_t> pidIn(std::string_view line, std::string_view label)
{
    const auto skipBlanks = [&line] {
        while (line.starts_with(' ') || line.starts_with('\t'))
            line.remove_prefix(1);
    };
    skipBlanks();
    for (const char expected : label) {
        if (line.empty() || (line.front() | ' ') != expected)
            return {};
        line.remove_prefix(1);
    }
    skipBlanks();
    pid_t pid = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), pid);
    if (error != std::errc() || pid < 0)
        return {};
    return pid;
}

// Two steps: its program tells the container's first process; then the agent is started to enter it, inside one event.
class SetnsOpening final : public Opening {
public:
    SetnsOpening(const Hop& hop, io::Broker& broker, AgentStore& agents, OpenHost& host)
        : m_hop(hop), m_broker(broker), m_agents(agents), m_host(host), m_finder(finderFor(hop))
    {
    }

    void start()
    {
        m_host.beginStep("find container");
        std::vector<std::string> argv = commandOf(m_finder, m_hop);
        m_host.note(argv.front());
        m_finding = ProgramOutput::start(m_broker, std::move(argv), FindingPatience,
                                         [this](Result<std::string> output) { found(std::move(output)); });
    }

private:
    // The last thing that is done here: the host may destroy this.
    void found(Result<std::string> output)
    {
        if (!output) {
            m_host.failed(explained(std::move(output).error()));
            return;
        }
        std::optional<pid_t> pid;
        eachLine(*output, [&](std::string_view line) {
            if (!pid)
                pid = pidIn(line, m_finder.label);
        });
        if (!pid || *pid == 0) {
            m_host.failed(notRunning());
            return;
        }
        if (isFrozen(*pid)) {
            m_host.failed(frozen());
            return;
        }
        m_host.beginStep("enter");
        m_host.note(str("process ", *pid));
        auto transport = enter(*pid);
        if (transport)
            m_host.opened(std::move(*transport));
        else
            m_host.failed(std::move(transport).error());
    }

    // By what the program printed, which is part of the story too.
    Error explained(Error error) const
    {
        ErrorDetails details = error.details();
        std::vector<std::string> printed;
        eachLine(details.seen, [&](std::string_view line) {
            m_host.output(line);
            printed.emplace_back(line);
        });
        if (!details.cause.empty())
            return error;  // it could not be started
        Diagnosis diagnosis = diagnose(m_hop.method, "find container", printed);
        details.cause = std::move(diagnosis.cause);
        details.fix = std::move(diagnosis.fix);
        return std::move(error)
            .within(str("asked for the container ", textOption(m_hop, "container")))
            .withDetails(std::move(details));
    }

    Error notRunning() const
    {
        return Error(ErrorKind::Stream, str("the container ", textOption(m_hop, "container"), " is not running"))
            .withDetails(
                {.cause = "A container without a process is stopped.", .fix = "Start it, then connect again."});
    }

    // The agent would stand still as soon as it is inside.
    Error frozen() const
    {
        return Error(ErrorKind::Stream, str("the container ", textOption(m_hop, "container"), " is paused"))
            .withDetails({.cause = "The container is paused or frozen.",
                          .fix = "Resume it with the program of its kind, then connect again."});
    }

    Result<Transport> enter(pid_t pid)
    {
        RZ_TRY(const std::string path, m_agents.localPath());
        const std::string user = textOption(m_hop, "username");
        ProgramStart start{.argv = {"rhizome-agent", "enter", str(pid), user.empty() ? "root" : user},
                           .environment = {}};
        const bool python = isPython(m_hop);
        if (python) {
            for (std::string& word : stageArgv(m_hop))
                start.argv.push_back(std::move(word));
        }
        RZ_TRY(Transport transport, startProgram(std::move(start), m_broker, path));
        transport.start = python ? Transport::Start::Stage : Transport::Start::Agent;
        return transport;
    }

    const Hop& m_hop;
    io::Broker& m_broker;
    AgentStore& m_agents;
    OpenHost& m_host;
    const Finder& m_finder;
    std::unique_ptr<ProgramOutput> m_finding;
};

class SetnsOpener final : public Opener {
public:
    explicit SetnsOpener(AgentStore& agents) : m_agents(agents) {}

    std::string_view method() const override { return "setns"; }

    std::unique_ptr<Opening> open(const Hop& hop, io::Broker& broker, OpenHost& host) override
    {
        auto opening = std::make_unique<SetnsOpening>(hop, broker, m_agents, host);
        opening->start();
        return opening;
    }

private:
    AgentStore& m_agents;
};

}  // namespace

std::unique_ptr<Opener> makeSetnsOpener(AgentStore& agents)
{
    return std::make_unique<SetnsOpener>(agents);
}

}  // namespace rz::connect
