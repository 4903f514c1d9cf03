#include "core/fakessh/transfer.h"

#include "core/fakessh/pipe_ends.h"
#include "core/rpc/blocking.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <unistd.h>
#include <utility>

namespace rz::fakessh {

namespace {

constexpr std::size_t PieceSize = 16 * 1024;

class LocalTransfer final : public Transfer {
public:
    explicit LocalTransfer(OnEvent onEvent) : m_onEvent(std::move(onEvent)) {}

    Result<> start(const rpc::Context& destination, const ProgramOptions& options)
    {
        io::Broker& broker = destination.router().broker();
        std::array<UniqueFd, 2> theirs;
        for (const Lane lane : {Lane::Main, Lane::Errors}) {
            RZ_TRY(PipeEnds pipe, makePipe(Direction::In));
            at(lane).emplace(broker, std::move(pipe.ours), Direction::In, [this, lane] { read(lane); });
            at(lane)->setActive(true);
            theirs[static_cast<std::size_t>(lane)] = std::move(pipe.theirs);
        }
        const std::map<int, int> descriptors{{STDOUT_FILENO, theirs[0].get()}, {STDERR_FILENO, theirs[1].get()}};
        RZ_TRY(m_program, Program::start(openByCall(destination), options, descriptors, Program::Group::Own,
                                         {.onTraffic = [this](const Traffic& traffic) { m_onEvent(traffic); },
                                          .onExit = [this](io::ExitStatus status) { exited(status); }}));
        return {};
    }

    void cancel() override { m_program->terminate(); }
    void pause() override { m_program->signal(SIGSTOP); }
    void resume() override { m_program->signal(SIGCONT); }

private:
    std::optional<StdioEnd>& at(Lane lane) { return m_outputs[static_cast<std::size_t>(lane)]; }

    // How many bytes; 0 when there are none now.
    std::size_t read(Lane lane)
    {
        const auto buffer = std::make_shared_for_overwrite<std::byte[]>(PieceSize);
        const ssize_t count = at(lane)->read({buffer.get(), PieceSize});
        if (count <= 0) {
            if (count == 0 || errno != EAGAIN)
                at(lane).reset();
            return 0;
        }
        const auto size = static_cast<std::size_t>(count);
        m_onEvent(ProgramOutput{lane, Bytes(std::span(buffer.get(), size))});
        return size;
    }

    void exited(io::ExitStatus status)
    {
        for (const Lane lane : {Lane::Main, Lane::Errors}) {
            // What it left in the background may still write, and faster than it is read.
            std::size_t left = at(lane) ? at(lane)->mayHold() : 0;
            while (at(lane) && left > 0) {
                const std::size_t size = read(lane);
                left = size == 0 ? 0 : left - std::min(left, size);
            }
            at(lane).reset();
        }
        const OnEvent onEvent = std::move(m_onEvent);
        onEvent(Result<io::ExitStatus>(status));
    }

    OnEvent m_onEvent;
    std::array<std::optional<StdioEnd>, 2> m_outputs;
    std::unique_ptr<Program> m_program;
};

// The program of run(), who may give it up while the loop waits for just that: a pool that ends. So nobody waits for the loop,
// and what belongs to it is begun and dropped there in its own time. An endpoint to be told of the router's end.
class AwaitedProgram final : public routing::Endpoint {
public:
    AwaitedProgram(const rpc::Context& destination, ProgramOptions options)
        : m_destination(destination), m_options(std::move(options))
    {
    }

    // Broker thread.
    void start()
    {
        if (m_givenUp || m_result)
            return;
        const std::map<int, int> own{
            {STDIN_FILENO, STDIN_FILENO}, {STDOUT_FILENO, STDOUT_FILENO}, {STDERR_FILENO, STDERR_FILENO}};
        auto started = Program::start(openByCall(m_destination), m_options, own, Program::Group::Inherit,
                                      {.onTraffic = {}, .onExit = [this](io::ExitStatus status) { end(status); }});
        if (started)
            m_program = std::move(*started);
        else
            end(std::unexpected(std::move(started).error()));
    }
    // The same.
    void drop()
    {
        if (!m_lost)
            m_destination.router().removeEndpoint(*this);
        m_program.reset();
    }
    Result<io::ExitStatus> wait(std::optional<TimePoint> until)
    {
        if (m_ended.wait(m_destination.router().broker(), until))
            return *m_result;
        m_givenUp = true;
        return std::unexpected(rpc::waitedInVain(until));
    }

private:
    void deliver(routing::Message) override {}  // nobody was told the handle
    void lost(const Error& reason) override
    {
        m_lost = true;
        m_program.reset();
        end(std::unexpected(reason));
    }
    void end(Result<io::ExitStatus> result)
    {
        if (m_result)
            return;
        m_result = std::move(result);
        m_ended.set();
    }

    const rpc::Context m_destination;
    const ProgramOptions m_options;
    std::unique_ptr<Program> m_program;
    bool m_lost = false;                             // the router may be gone
    std::optional<Result<io::ExitStatus>> m_result;  // the waiter's, once it has ended
    rpc::OneShotEvent m_ended;
    std::atomic<bool> m_givenUp = false;
};

}  // namespace

Result<std::unique_ptr<Transfer>> startTransfer(const rpc::Context& destination, const ProgramOptions& options,
                                                Transfer::OnEvent onEvent)
{
    auto transfer = std::make_unique<LocalTransfer>(std::move(onEvent));
    RZ_CHECK(transfer->start(destination, options));
    return transfer;
}

Result<io::ExitStatus> run(const rpc::Context& destination, const ProgramOptions& options,
                           std::optional<Duration> deadline)
{
    io::Broker& broker = destination.router().broker();
    const auto program = std::make_shared<AwaitedProgram>(destination, options);
    RZ_CHECK(destination.router().addEndpoint(program));
    broker.defer([program] { program->start(); });
    auto result = program->wait(deadline ? std::optional(Clock::now() + *deadline) : std::nullopt);
    broker.defer([program] { program->drop(); });
    return result;
}

}  // namespace rz::fakessh
