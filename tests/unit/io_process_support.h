#pragma once

#include <array>
#include <optional>
#include <string>
#include <unistd.h>

#include "core/io/process.h"
#include "io_support.h"

// What the tests of processes share.
namespace rz::io {

// How a program ended and what it printed on its standard output.
struct Outcome {
    ExitStatus status;
    std::string output;
};

inline std::string readAll(int fd)
{
    std::string text;
    std::array<char, 4096> buffer;
    for (;;) {
        const ssize_t count = ::read(fd, buffer.data(), buffer.size());
        if (count <= 0)
            return text;
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
}

inline SpawnOptions shell(std::string script)
{
    return {.argv = {"sh", "-c", std::move(script)}};
}

// Runs to the end with standard output in a pipe (which must hold all of it).
inline Result<Outcome> run(SpawnOptions options)
{
    const auto broker = drivenBroker();
    RZ_TRY(auto pipe, makePipe());
    options.descriptors.emplace(1, pipe.second.get());
    std::optional<ExitStatus> status;
    RZ_TRY(const auto process, Process::spawn(*broker, options, [&](ExitStatus exit) { status = exit; }));
    pipe.second.reset();
    if (!broker->runUntil([&] { return status.has_value(); }, soon()))
        return fail(ErrorKind::Timeout, "the program did not end");
    return Outcome{*status, readAll(pipe.first.get())};
}

inline std::string outputOf(SpawnOptions options)
{
    const auto outcome = run(std::move(options));
    return outcome ? outcome->output : outcome.error().text();
}

}  // namespace rz::io
