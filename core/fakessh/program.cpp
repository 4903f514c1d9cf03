#include "core/fakessh/program.h"

#include "core/base/str.h"
#include "core/fakessh/stand_in.h"
#include "core/routing/router.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace rz::fakessh {

namespace {

constexpr Duration TrafficInterval = std::chrono::milliseconds(250);
constexpr Duration TerminateGrace = std::chrono::seconds(2);

std::string valueOf(const std::vector<std::string>& environment, std::string_view name)
{
    for (const std::string& variable : environment) {
        if (variable.starts_with(name))
            return variable.substr(name.size());
    }
    return {};
}

std::vector<std::string> environmentFor(const ProgramOptions& options, const PrivateDirectory& directory)
{
    std::vector<std::string> environment;
    const auto add = [&environment](std::string_view variable) {
        const std::string_view name = variable.substr(0, variable.find('=') + 1);
        const bool known = std::ranges::any_of(environment, [&](const auto& other) { return other.starts_with(name); });
        if (!known)
            environment.emplace_back(variable);
    };
    std::string path = valueOf(options.environment, "PATH=");
    if (const char* const own = std::getenv("PATH"); path.empty() && own != nullptr)
        path = own;
    const std::string quoted = str('\'', directory.program(), '\'');
    add(str(StandInVariable, '=', directory.socket()));
    add(str("PATH=", directory.path(), path.empty() ? "" : ":", path));
    add(str("RSYNC_RSH=", quoted));
    add(str("GIT_SSH_COMMAND=", quoted));
    add(str("GIT_SSH=", directory.program()));
    add("GIT_SSH_VARIANT=ssh");
    add(str("SVN_SSH=", quoted));
    add(str("CVS_RSH=", directory.program()));
    for (const std::string& variable : options.environment)
        add(variable);
    for (char** variable = ::environ; variable != nullptr && *variable != nullptr; ++variable)
        add(*variable);
    return environment;
}

// By a path scp and sftp are not found in the directory.
std::vector<std::string> argumentsFor(const ProgramOptions& options, const PrivateDirectory& directory)
{
    std::vector<std::string> argv = options.argv;
    if (argv.front().ends_with("/scp") || argv.front().ends_with("/sftp"))
        argv.insert(argv.begin() + 1, {"-S", directory.program()});
    return argv;
}

}  // namespace

Program::Program(std::unique_ptr<SessionOpener> opener, PrivateDirectory directory, Group group, Events events)
    : m_opener(std::move(opener)), m_directory(std::move(directory)), m_group(group), m_events(std::move(events))
{
}

Program::~Program()
{
    if (m_process && m_process->running())
        signal(SIGKILL);
}

Result<std::unique_ptr<Program>> Program::start(std::unique_ptr<SessionOpener> opener, const ProgramOptions& options,
                                                const std::map<int, int>& descriptors, Group group, Events events)
{
    if (options.argv.empty() || options.argv.front().empty())
        return fail(ErrorKind::Argument, "argv must name a program");
    RZ_TRY(PrivateDirectory directory, PrivateDirectory::create(options.standIn));
    std::unique_ptr<Program> program(new Program(std::move(opener), std::move(directory), group, std::move(events)));
    RZ_TRY(program->m_server, StandInServer::create(*program->m_opener, program->m_directory.socket()));
    const io::SpawnOptions spawn{
        .argv = argumentsFor(options, program->m_directory),
        .program = {},
        .environment = environmentFor(options, program->m_directory),
        .workingDirectory = options.directory,
        .descriptors = descriptors,
        .newSession = group == Group::Own,
        .controllingTty = {},
    };
    RZ_TRY(program->m_process,
           io::Process::spawn(program->broker(), spawn,
                              [self = program.get()](io::ExitStatus status) { self->exited(status); }));
    program->tellTraffic();
    return program;
}

io::Broker& Program::broker() const
{
    return m_opener->router().broker();
}

void Program::exited(io::ExitStatus status)
{
    m_kill.cancel();
    m_tick.cancel();
    const Traffic last = traffic();
    if (m_events.onTraffic && !(last == m_told))
        m_events.onTraffic(last);
    io::Process::OnExit onExit = std::move(m_events.onExit);
    onExit(status);
}

void Program::tellTraffic()
{
    if (!m_events.onTraffic)
        return;
    const Traffic now = traffic();
    if (!(now == m_told))
        m_events.onTraffic(m_told = now);
    m_tick = broker().after(TrafficInterval, [this] { tellTraffic(); });
}

void Program::signal(int number) const
{
    if (m_process->running())
        ::kill(m_group == Group::Own ? -m_process->pid() : m_process->pid(), number);
}

void Program::terminate()
{
    if (m_kill.active())
        return;
    signal(SIGTERM);
    signal(SIGCONT);  // it may have been stopped
    m_kill = broker().after(TerminateGrace, [this] { signal(SIGKILL); });
}

}  // namespace rz::fakessh
