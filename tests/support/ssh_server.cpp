#include "tests/support/ssh_server.h"

#include "core/base/str.h"
#include "core/base/unique_fd.h"

#include <arpa/inet.h>
#include <charconv>
#include <csignal>
#include <dirent.h>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace rz::test {

namespace {

constexpr std::string_view Sshd = "/usr/sbin/sshd";

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

std::uint16_t freePort()
{
    const UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    if (::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error("no free port");
    return ntohs(address.sin_port);
}

// The process list as (pid, command line).
std::vector<std::pair<pid_t, std::string>> commandLines()
{
    std::vector<std::pair<pid_t, std::string>> found;
    DIR* directory = ::opendir("/proc");
    while (const dirent* entry = directory == nullptr ? nullptr : ::readdir(directory)) {
        const std::string_view name = entry->d_name;
        pid_t pid = 0;
        if (std::from_chars(name.begin(), name.end(), pid).ptr == name.end())
            found.emplace_back(pid, readFile(str("/proc/", name, "/cmdline")));
    }
    if (directory != nullptr)
        ::closedir(directory);
    return found;
}

}  // namespace

std::string SshServer::unavailable()
{
    if (std::string reason = TestUser::unavailable(); !reason.empty())
        return reason;
    if (::access(Sshd.data(), X_OK) != 0)
        return "sshd is not installed";
    return {};
}

SshServer::SshServer() : SshServer(Options{}) {}

SshServer::SshServer(Options options)
    : m_options(std::move(options)), m_program(m_directory.file(str("sshd-rz", randomWord(6))))
{
    ::mkdir("/run/sshd", 0755);
    if (::symlink(Sshd.data(), m_program.c_str()) != 0)
        throw std::runtime_error("cannot name sshd");
    m_directory.makeDirectory("authorized", 0755);
    if (!m_options.pamService.empty()) {
        m_pamFile = str("/etc/pam.d/", programName());
        writeFile(m_pamFile, m_options.pamService, 0644);
    }
    // It must not end itself, whose command line holds the name, too.
    m_janitor = std::make_unique<Janitor>(
        str("for p in /proc/[0-9]*; do [ ${p#/proc/} = $$ ] || case $(tr '\\0' ' ' <$p/cmdline) in *", programName(),
            "*) kill -KILL ${p#/proc/};; esac; done 2>/dev/null; rm -rf ", m_directory.path(), ' ', m_pamFile));
    makeHostKeys();
    m_port = freePort();
    for (int attempt = 0; !tryStart(); ++attempt) {
        if (attempt == 10)
            throw std::runtime_error(str("sshd does not start: ", log()));
        m_port = freePort();
    }
}

SshServer::~SshServer()
{
    stop();
    waitUntil([this] {
        cutConnections();
        return connectionProcesses().empty();
    });
    if (!m_pamFile.empty())
        ::unlink(m_pamFile.c_str());
}

void SshServer::makeHostKeys()
{
    m_hostKeys.clear();
    m_certificates.clear();
    for (const std::string& type : m_options.hostKeyTypes)
        m_hostKeys.push_back(makeSshKey(m_directory, str("host_", type), type));
}

void SshServer::changeHostKeys()
{
    makeHostKeys();
}

void SshServer::certifyHostKeys(const SshKey& authority)
{
    for (const SshKey& key : m_hostKeys) {
        mustRun({"ssh-keygen", "-q", "-s", authority.path, "-I", "host", "-h", "-n", host(), key.publicPath()});
        m_certificates.push_back(key.path + "-cert.pub");
    }
}

void SshServer::writeConfiguration() const
{
    const auto yesNo = [](bool value) { return value ? "yes" : "no"; };
    std::string text = str("Port ", m_port,
                           "\nListenAddress 127.0.0.1\nPidFile none\nStrictModes no\nUseDNS no\n"
                           "LogLevel ",
                           m_options.logLevel,
                           "\nPrintMotd no\nPermitRootLogin yes\nMaxStartups 1000\nMaxSessions 1000\n"
                           "AuthorizedKeysFile ",
                           m_directory.file("authorized"),
                           "/%u\n"
                           "PasswordAuthentication ",
                           yesNo(m_options.passwords),
                           "\n"
                           "KbdInteractiveAuthentication ",
                           yesNo(m_options.keyboardInteractive),
                           "\n"
                           "UsePAM ",
                           yesNo(!m_options.pamService.empty()), '\n');
    for (const SshKey& key : m_hostKeys)
        text += str("HostKey ", key.path, '\n');
    for (const std::string& certificate : m_certificates)
        text += str("HostCertificate ", certificate, '\n');
    for (const std::string& line : m_options.lines)
        text += line + '\n';
    [[maybe_unused]] const std::string path = m_directory.write("sshd_config", text);
}

bool SshServer::tryStart()
{
    writeConfiguration();
    const std::string logFile = m_directory.file("log");
    const std::size_t before = log().size();
    m_process = std::make_unique<Background>(
        std::vector<std::string>{m_program, "-D", "-e", "-f", m_directory.file("sshd_config")}, logFile);
    const auto said = [&] {
        return log().find(str("Server listening on 127.0.0.1 port ", m_port), before) != std::string::npos;
    };
    waitUntil([&] { return said() || !m_process->running(); });
    return said() && m_process->running();
}

void SshServer::start()
{
    if (!tryStart())
        throw std::runtime_error(str("sshd does not start again: ", log()));
}

void SshServer::stop()
{
    m_process.reset();
}

void SshServer::restart()
{
    stop();
    start();
}

std::string SshServer::programName() const
{
    return m_program.substr(m_program.rfind('/') + 1);
}

std::vector<pid_t> SshServer::connectionProcesses() const
{
    std::vector<pid_t> found;
    for (const auto& [process, command] : commandLines()) {
        const bool ours = command.starts_with(m_program) || command.starts_with(programName() + ':');
        if (ours && process != pid() && command.find("[listener]") == std::string::npos)
            found.push_back(process);
    }
    return found;
}

void SshServer::cutConnections()
{
    for (const pid_t process : connectionProcesses())
        ::kill(process, SIGKILL);
}

void SshServer::authorize(const TestUser& user, std::string_view publicLine)
{
    const std::string name = str("authorized/", user.name());
    m_directory.write(name, str(readFile(m_directory.file(name)), publicLine, '\n'), 0644);
}

void SshServer::forgetAuthorizedKeys(const TestUser& user)
{
    ::unlink(m_directory.file(str("authorized/", user.name())).c_str());
}

std::string SshServer::knownName() const
{
    return str('[', host(), "]:", m_port);
}

std::string SshServer::knownHosts() const
{
    std::string text;
    for (const SshKey& key : m_hostKeys)
        text += str(knownName(), ' ', key.typeAndBlob(), '\n');
    return text;
}

}  // namespace rz::test
