#include "core/connect/openers/program_opener.h"

#include "core/base/str.h"
#include "core/connect/bootstrap/python_stage.h"
#include "core/connect/methods/methods.h"
#include "core/connect/openers/asking_program.h"
#include "core/connect/openers/direct_start.h"
#include "core/connect/openers/program_output.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <unistd.h>
#include <utility>

namespace rz::connect {

namespace {

constexpr std::array ProgramMethods{
    &DockerMethod,  &PodmanMethod, &BuildahMethod, &LxcMethod, &LxdMethod,
    &KubectlMethod, &JailMethod,   &SudoMethod,    &SuMethod,  &DoasMethod,
};

}  // namespace

Error cannotStart(const std::string& program, const Error& error)
{
    ErrorDetails details;
    if (error.errnum() == ENOENT) {
        details.cause = str("The program ", program, " is not installed where this hop starts, or not in its PATH.");
        details.fix = "Install it there, or give its path in the options of the hop.";
    } else if (error.errnum() == EACCES) {
        details.cause = str("The program ", program, " may not be executed by this user.");
        details.fix = "Check its rights, or give another path in the options of the hop.";
    }
    return Error(ErrorKind::Stream, error.text(), error.errnum()).withDetails(std::move(details));
}

std::vector<std::string> ownEnvironment(std::vector<std::string> more)
{
    const auto nameOf = [](std::string_view entry) { return entry.substr(0, entry.find('=')); };
    for (char** entry = ::environ; *entry != nullptr; ++entry) {
        const bool given = std::any_of(more.begin(), more.end(), [&nameOf, entry](const std::string& one) {
            return nameOf(one) == nameOf(*entry);
        });
        if (!given)
            more.emplace_back(*entry);
    }
    return more;
}

Result<Transport> startProgram(ProgramStart start, io::Broker& broker, const std::string& path)
{
    RZ_TRY(auto ends, io::makeSocketPair());
    RZ_TRY(auto diagnostics, io::makePipe());
    Transport transport;
    transport.program = std::make_shared<ProgramEnd>();
    const std::string name = start.argv.front();
    io::SpawnOptions options{
        .argv = std::move(start.argv),
        .program = path,
        .descriptors = {{0, ends.second.get()}, {1, ends.second.get()}, {2, diagnostics.second.get()}},
        .newSession = start.ownSession,
    };
    if (!start.environment.empty())
        options.environment = ownEnvironment(std::move(start.environment));
    auto process = io::Process::spawn(broker, options, [end = transport.program](io::ExitStatus status) {
        end->status = status;
        if (end->onEnd)
            std::exchange(end->onEnd, nullptr)();
    });
    if (!process)
        return std::unexpected(cannotStart(name, std::move(process).error()));
    transport.process = std::move(*process);
    transport.program->name = name;
    transport.session = runAfterwards(broker, std::move(start.destroy), RemovalAttempts);
    transport.receiveSide = std::move(ends.first);
    transport.diagnostics = std::move(diagnostics.first);
    return transport;
}

namespace {

class ProgramOpener final : public Opener {
public:
    ProgramOpener(const ProgramMethod& method, AgentStore& agents) : m_method(method), m_agents(agents) {}

    std::string_view method() const override { return m_method.description.name; }

    std::unique_ptr<Opening> open(const Hop& hop, io::Broker& broker, OpenHost& host) override
    {
        host.beginStep("start program");
        auto start = m_method.start(hop, stageArgv(hop));
        if (!start) {
            host.failed(std::move(start).error());
            return std::make_unique<Opening>();
        }
        host.note(start->argv.front());
        if (start->asks != ProgramStart::Asks::Never)
            return startAskingProgram(hop, std::move(*start), m_agents, broker, host);
        // The connection sees by what it prints how it fares.
        auto transport = startProgram(std::move(*start), broker);
        if (transport)
            host.opened(std::move(*transport));
        else
            host.failed(std::move(transport).error());
        if (m_method.direct != nullptr && !isPython(hop))
            return makeDirectOpening(m_method, hop, m_agents, broker, host);
        return std::make_unique<Opening>();
    }

private:
    const ProgramMethod& m_method;
    AgentStore& m_agents;
};

bool isPlain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_-+=./:,@%").find(c) != std::string_view::npos;
}

}  // namespace

std::unique_ptr<Opener> makeProgramOpener(const ProgramMethod& method, AgentStore& agents)
{
    return std::make_unique<ProgramOpener>(method, agents);
}

std::vector<std::unique_ptr<Opener>> makeProgramOpeners(AgentStore& agents)
{
    std::vector<std::unique_ptr<Opener>> openers;
    openers.reserve(ProgramMethods.size());
    for (const ProgramMethod* method : ProgramMethods)
        openers.push_back(makeProgramOpener(*method, agents));
    return openers;
}

std::vector<std::string> onStreamDescriptor(std::span<const std::string> command)
{
    // Also where the user's shell, which runs this, is no POSIX shell: the inner one takes the stream.
    return {"sh", "-c",
            str("[ -S /proc/self/fd/", StreamDescriptor, " ]&&exec <&", StreamDescriptor, " >&", StreamDescriptor, ' ',
                StreamDescriptor, ">&-;exec ", shellCommand(command))};
}

std::string shellCommand(std::span<const std::string> command)
{
    std::string line;
    for (const std::string& word : command) {
        if (!line.empty())
            line += ' ';
        if (!word.empty() && std::all_of(word.begin(), word.end(), isPlain)) {
            line += word;
            continue;
        }
        line += '\'';
        for (const char c : word) {
            if (c == '\'')
                line += "'\\''";
            else
                line += c;
        }
        line += '\'';
    }
    return line;
}

}  // namespace rz::connect
