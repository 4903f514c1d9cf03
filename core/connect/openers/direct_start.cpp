#include "core/connect/openers/direct_start.h"

#include "core/base/str.h"
#include "core/connect/bootstrap/agent_file.h"
#include "core/connect/bootstrap/first_stage.h"
#include "core/connect/methods/arguments.h"
#include "core/connect/openers/program_output.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

namespace rz::connect {

namespace {

// What it takes to carry an agent into a container, or to remove something there. The connection's own clock stops it, too.
constexpr Duration CarryingPatience = std::chrono::seconds(60);

// One regular file that everybody may execute, as POSIX describes it (ustar).
std::string archiveHead(std::string_view name, std::size_t size)
{
    std::string head(512, '\0');
    const auto put = [&head](std::size_t at, std::string_view text) { head.replace(at, text.size(), text); };
    const auto octal = [&put](std::size_t at, std::size_t digits, std::size_t number) {
        std::string text(digits, '0');
        for (std::size_t i = digits; i-- > 0; number >>= 3)
            text[i] = static_cast<char>('0' + (number & 7));
        put(at, text);
    };
    put(0, name);
    octal(100, 7, 0755);
    octal(108, 7, 0);
    octal(116, 7, 0);
    octal(124, 11, size);
    octal(136, 11, 0);
    put(148, "        ");
    put(156, "0");
    put(257, std::string_view("ustar\0"
                              "00",
                              8));
    std::size_t sum = 0;
    for (const char c : head)
        sum += static_cast<unsigned char>(c);
    octal(148, 6, sum);
    head[154] = '\0';
    return head;
}

Result<> writeAll(int fd, std::string_view data)
{
    while (!data.empty()) {
        const ssize_t written = ::write(fd, data.data(), data.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return failErrno("cannot keep the agent in memory", errno);
        data.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

// The agent, ready to be read from its beginning.
Result<UniqueFd> agentInput(AgentStore& agents, std::string_view name, DirectStart::Takes takes)
{
    RZ_TRY(const AgentImage image, agents.image(ownMachine(), false));
    UniqueFd fd(::memfd_create("rhizome-agent", MFD_CLOEXEC));
    if (!fd)
        return failErrno("memfd_create", errno);
    const std::size_t size = image.content.size();
    const std::string_view content(reinterpret_cast<const char*>(image.content.data()), size);
    if (takes == DirectStart::Takes::Archive)
        RZ_CHECK(writeAll(fd.get(), archiveHead(name, size)));
    RZ_CHECK(writeAll(fd.get(), content));
    // Up to the end of a block, and two empty ones.
    if (takes == DirectStart::Takes::Archive)
        RZ_CHECK(writeAll(fd.get(), std::string((512 - size % 512) % 512 + 1024, '\0')));
    ::lseek(fd.get(), 0, SEEK_SET);
    return fd;
}

// States: waiting for the first way to fail; then one program after the other (create, copy), each until it has ended; then
// the start, which is done inside one event. The host may destroy this whenever it is told an end.
class DirectOpening final : public Opening {
public:
    DirectOpening(const ProgramMethod& method, const Hop& hop, AgentStore& agents, io::Broker& broker, OpenHost& host)
        : m_method(method), m_hop(hop), m_agents(agents), m_broker(broker), m_host(host)
    {
    }

    ~DirectOpening() override
    {
        m_program.reset();
        // Mostly the agent has removed it, and this has nothing to do; what cut the connection may have cut the first attempt.
        if (m_copy == Copy::Made)
            static_cast<void>(runAfterwards(m_broker, m_way.tidy, 2));
        else if (m_copy == Copy::Begun)
            undoCopy();
    }

    bool tryAnotherWay(const std::vector<std::string>& output) override
    {
        const bool noShell = std::any_of(output.begin(), output.end(), [this](const std::string& line) {
            return line.find(m_method.saysNoShell) != std::string::npos;
        });
        if (m_begun || !noShell)
            return false;
        m_begun = true;
        m_next = m_broker.after(Duration::zero(), [this] { begin(); });
        return true;
    }

private:
    enum class Copy : std::uint8_t { None, Begun, Made };

    void begin()
    {
        m_host.beginStep("put agent there");
        m_host.note("it has no shell");
        m_name = str(UnpackedPrefix, randomName());
        auto way = m_method.direct(m_hop, m_name);
        auto input = way ? agentInput(m_agents, m_name, way->takes) : Result<UniqueFd>(UniqueFd());
        if (!way || !input) {
            m_host.failed(way ? std::move(input).error() : std::move(way).error());
            return;
        }
        m_way = std::move(*way);
        m_input = std::move(*input);
        m_place = runAfterwards(m_broker, m_way.start.destroy, RemovalAttempts);
        if (m_way.create.empty())
            copy();
        else
            run(m_way.create, {}, [this] { copy(); });
    }

    void copy()
    {
        m_copy = Copy::Begun;
        run(m_way.copy, std::move(m_input), [this] {
            m_copy = Copy::Made;
            start();
        });
    }

    // Of a copy that was given up on there may be a part, which cannot be executed to remove itself: it is made whole first.
    void undoCopy()
    {
        auto tidied = runAfterwards(m_broker, m_way.tidy, RemovalAttempts);
        // What takes a file as it is removes one as it is, too.
        if (m_way.tidy.empty() || m_way.takes == DirectStart::Takes::File)
            return;
        if (auto input = agentInput(m_agents, m_name, m_way.takes))
            runAlone(m_broker, m_way.copy, std::move(*input), std::move(tidied));
    }

    void start()
    {
        m_host.beginStep("start program");
        auto transport = startProgram(m_way.start, m_broker);
        if (!transport) {
            m_host.failed(std::move(transport).error());
            return;
        }
        transport->start = Transport::Start::Agent;
        m_host.opened(std::move(*transport));
    }

    void run(const std::vector<std::string>& argv, UniqueFd input, io::Task next)
    {
        m_program = ProgramOutput::start(
            m_broker, argv, CarryingPatience,
            [this, next = std::move(next)](Result<std::string> result) mutable {
                if (result) {
                    // It is the running program's callback that calls this.
                    m_next = m_broker.after(Duration::zero(), std::move(next));
                    return;
                }
                Error error = std::move(result).error();
                if (!error.details().seen.empty())
                    m_host.output(error.details().seen);
                // One of a program that was not found tells its cause; any other is judged by what was printed.
                m_host.failed(error.details().cause.empty() ? Error(ErrorKind::Eof, error.text()) : std::move(error));
            },
            std::move(input));
    }

    const ProgramMethod& m_method;
    const Hop& m_hop;
    AgentStore& m_agents;
    io::Broker& m_broker;
    OpenHost& m_host;
    bool m_begun = false;
    std::string m_name;
    DirectStart m_way;
    UniqueFd m_input;
    std::unique_ptr<ProgramOutput> m_program;
    io::Timer m_next;
    std::shared_ptr<void> m_place;
    Copy m_copy = Copy::None;
};

}  // namespace

std::unique_ptr<Opening> makeDirectOpening(const ProgramMethod& method, const Hop& hop, AgentStore& agents,
                                           io::Broker& broker, OpenHost& host)
{
    return std::make_unique<DirectOpening>(method, hop, agents, broker, host);
}

}  // namespace rz::connect
