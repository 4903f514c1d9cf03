#pragma once

#include "core/fakessh/program.h"
#include "core/fakessh/stdio_end.h"
#include "core/rpc/context.h"

#include <functional>
#include <memory>
#include <optional>
#include <variant>

namespace rz::fakessh {

// What the program printed: Lane::Main is standard output.
struct ProgramOutput {
    Lane lane = Lane::Main;
    Bytes data;
};

// What is told of a transfer: pieces of output and its traffic (a few times a second, while that changes) in any number, then
// once, last, how it ended. The end is an error when the program could not be run, was lost, or was cancelled elsewhere.
using TransferEvent = std::variant<ProgramOutput, Traffic, Result<io::ExitStatus>>;

// A program that copies (rsync, scp, sftp, git …) under way, with its output collected and nothing to read from. It runs here or
// in another context. Dropping it ends it untold. Broker thread.
class Transfer {
public:
    // Runs from the loop; at the last event it may destroy the transfer.
    using OnEvent = std::function<void(const TransferEvent&)>;

    virtual ~Transfer() = default;
    // Ends the program; how it ended is told.
    virtual void cancel() = 0;
    virtual void pause() = 0;
    virtual void resume() = 0;

protected:
    Transfer() = default;
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;
};

// The program runs here; its ssh leads to `destination`, which this one may call. Fails with Argument or System, not by event.
Result<std::unique_ptr<Transfer>> startTransfer(const rpc::Context& destination, const ProgramOptions& options,
                                                Transfer::OnEvent onEvent);

// It runs in context `at`, which must be native, as `destination` must be; `options.standIn` is not needed. The data does not
// pass through this context unless that is on the way.
std::unique_ptr<Transfer> startTransferIn(const rpc::Context& at, const rpc::Context& destination,
                                          const ProgramOptions& options, Transfer::OnEvent onEvent);

// Runs a program to its end with this process's standard streams (reference: fakessh.run). On the broker thread it drives the
// loop. Fails as startTransfer() does, and when the deadline (Timeout), its pool (Cancelled) or the router (Channel) ends it.
Result<io::ExitStatus> run(const rpc::Context& destination, const ProgramOptions& options,
                           std::optional<Duration> deadline = {});

}  // namespace rz::fakessh
