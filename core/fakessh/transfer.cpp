#include "core/fakessh/transfer.h"

#include "core/fakessh/pipe_ends.h"
#include "core/rpc/blocking.h"

#include <array>
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

    // True when there may be more.
    bool read(Lane lane)
    {
        const auto buffer = std::make_shared_for_overwrite<std::byte[]>(PieceSize);
        const ssize_t count = at(lane)->read({buffer.get(), PieceSize});
        if (count <= 0) {
            if (count == 0 || errno != EAGAIN)
                at(lane).reset();
            return false;
        }
        m_onEvent(ProgramOutput{lane, Bytes(std::span(buffer.get(), static_cast<std::size_t>(count)))});
        return true;
    }

    void exited(io::ExitStatus status)
    {
        for (const Lane lane : {Lane::Main, Lane::Errors}) {
            while (at(lane) && read(lane)) {
            }
            at(lane).reset();  // what it left in the background may still have it
        }
        const OnEvent onEvent = std::move(m_onEvent);
        onEvent(Result<io::ExitStatus>(status));
    }

    OnEvent m_onEvent;
    std::array<std::optional<StdioEnd>, 2> m_outputs;
    std::unique_ptr<Program> m_program;
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
    rpc::OneShotEvent ended;
    std::optional<Result<io::ExitStatus>> result;
    std::unique_ptr<Program> program;
    const std::map<int, int> own{
        {STDIN_FILENO, STDIN_FILENO}, {STDOUT_FILENO, STDOUT_FILENO}, {STDERR_FILENO, STDERR_FILENO}};
    RZ_CHECK(broker.deferSync([&] {
        auto started = Program::start(openByCall(destination), options, own, Program::Group::Inherit,
                                      {.onTraffic = {}, .onExit = [&](io::ExitStatus status) {
                                           result = status;
                                           ended.set();
                                       }});
        if (!started)
            result = std::unexpected(std::move(started).error());
        else
            program = std::move(*started);
    }));
    if (!result && !ended.wait(broker, deadline ? std::optional(Clock::now() + *deadline) : std::nullopt))
        result = fail(ErrorKind::Timeout, "the program did not end in time");
    // Its process and descriptors belong to the loop.
    RZ_CHECK(broker.deferSync([&] { program.reset(); }));
    return std::move(*result);
}

}  // namespace rz::fakessh
