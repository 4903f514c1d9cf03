#include "core/connect/setns_opener.h"

#include "core/base/str.h"
#include "core/connect/diagnosis.h"
#include "core/connect/hop_options.h"
#include "core/connect/program_opener.h"
#include "core/io/io_logger.h"

#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rz::connect {

namespace {

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

// States: finding the first process, until the program has ended and both its outputs are read; then entering, which is
// done inside one event.
class SetnsOpening final : public Opening {
public:
    SetnsOpening(const Hop& hop, io::Broker& broker, AgentStore& agents, OpenHost& host)
        : m_hop(hop), m_broker(broker), m_agents(agents), m_host(host), m_finder(finderFor(hop))
    {
    }

    void start()
    {
        m_host.beginStep("find container");
        if (auto begun = find(); !begun)
            m_host.failed(std::move(begun).error());
    }

private:
    Result<> find()
    {
        RZ_TRY(auto output, io::makePipe());
        RZ_TRY(auto diagnostics, io::makePipe());
        std::vector<std::string> argv = commandOf(m_finder, m_hop);
        m_program = argv.front();
        m_host.note(m_program);
        io::SpawnOptions options{
            .argv = std::move(argv),
            .environment = ownEnvironment({"LC_ALL=C"}),
            .descriptors = {{1, output.second.get()}, {2, diagnostics.second.get()}},
        };
        auto process = io::Process::spawn(m_broker, options, [this](io::ExitStatus status) {
            m_status = status;
            ended();
        });
        if (!process)
            return std::unexpected(cannotStart(m_program, std::move(process).error()));
        m_process = std::move(*process);
        RZ_TRY(m_output, io::IoLogger::create(
                             m_broker, std::move(output.first),
                             [this](const std::string& line) {
                                 if (!m_pid)
                                     m_pid = pidIn(line, m_finder.label);
                             },
                             [this] { ended(); }));
        RZ_TRY(m_diagnostics, io::IoLogger::create(
                                  m_broker, std::move(diagnostics.first),
                                  [this](std::string line) {
                                      m_host.output(line);
                                      m_seen.push_back(std::move(line));
                                  },
                                  [this] { ended(); }));
        return {};
    }

    // The last thing that is done here: the host may destroy this.
    void ended()
    {
        if (--m_awaited > 0)
            return;
        if (*m_status != io::ExitStatus{} || !m_pid || *m_pid == 0) {
            m_host.failed(notFound());
            return;
        }
        m_host.beginStep("enter");
        m_host.note(str("process ", *m_pid));
        auto transport = enter(*m_pid);
        if (transport)
            m_host.opened(std::move(*transport));
        else
            m_host.failed(std::move(transport).error());
    }

    Error notFound() const
    {
        const std::string name = textOption(m_hop, "container");
        if (*m_status == io::ExitStatus{}) {
            return Error(ErrorKind::Stream, str("the container ", name, " is not running"))
                .withDetails(
                    {.cause = "A container without a process is stopped.", .fix = "Start it, then connect again."});
        }
        Diagnosis diagnosis = diagnose(m_hop.method, "find container", m_seen);
        return Error(ErrorKind::Stream,
                     str(m_program, ' ', m_status->toString(), " when asked for the container ", name))
            .withDetails({.cause = std::move(diagnosis.cause), .fix = std::move(diagnosis.fix)});
    }

    Result<Transport> enter(pid_t pid)
    {
        RZ_TRY(const std::string path, m_agents.localPath());
        ProgramStart start{.argv = {"rhizome-agent", "enter", str(pid)}, .environment = {}};
        if (std::string user = textOption(m_hop, "username"); !user.empty())
            start.argv.push_back(std::move(user));
        RZ_TRY(Transport transport, startProgram(std::move(start), m_broker, path));
        transport.start = Transport::Start::Agent;
        return transport;
    }

    const Hop& m_hop;
    io::Broker& m_broker;
    AgentStore& m_agents;
    OpenHost& m_host;
    const Finder& m_finder;
    std::string m_program;
    std::unique_ptr<io::Process> m_process;
    std::unique_ptr<io::IoLogger> m_output;
    std::unique_ptr<io::IoLogger> m_diagnostics;
    int m_awaited = 3;  // both outputs and the program
    std::optional<io::ExitStatus> m_status;
    std::optional<pid_t> m_pid;
    std::vector<std::string> m_seen;
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
