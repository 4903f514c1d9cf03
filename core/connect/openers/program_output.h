#pragma once

#include "core/base/error.h"
#include "core/base/time.h"
#include "core/base/unique_fd.h"
#include "core/io/broker.h"
#include "core/io/io_logger.h"
#include "core/io/process.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rz::connect {

// Runs a short helper program to its end, in the "C" locale, and gathers what it prints. Broker thread; destroying it kills the program.
class ProgramOutput {
public:
    using OnDone = std::move_only_function<void(Result<std::string>)>;

    // `onDone` runs once, not inside this call, and may destroy the object: standard output, at most a MiB of it, or, when the
    // program could not be started, failed or did not end in time, an error whose details hold what it said. `input` becomes
    // its standard input, which is empty without one.
    static std::unique_ptr<ProgramOutput> start(io::Broker& broker, std::vector<std::string> argv, Duration timeout,
                                                OnDone onDone, UniqueFd input = {});
    ~ProgramOutput();

    // It has written to standard error.
    bool complained() const { return !m_complaints.empty(); }
    // How it ended, if it did.
    const std::optional<io::ExitStatus>& status() const { return m_status; }

private:
    ProgramOutput(io::Broker& broker, OnDone onDone) : m_broker(broker), m_onDone(std::move(onDone)) {}
    Result<> spawn(const std::vector<std::string>& argv, const UniqueFd& input);
    void checkEnd();
    void finish(Result<std::string> result);
    Error failure(std::string text) const;

    io::Broker& m_broker;
    OnDone m_onDone;
    std::string m_name;
    std::string m_output;
    std::vector<std::string> m_complaints;
    std::optional<io::ExitStatus> m_status;
    int m_openPipes = 0;
    std::unique_ptr<io::Process> m_process;
    std::unique_ptr<io::IoLogger> m_out;
    std::unique_ptr<io::IoLogger> m_err;
    io::Timer m_deadline;
    io::Timer m_end;
};

// For what may still be in the making when it is to go.
inline constexpr int RemovalAttempts = 6;
// Runs a program when the last copy of what is returned is gone; nothing for an empty argv. When it fails it is tried again
// a little later, so many times in all. Nobody waits for it but the broker, once, before it ends.
std::shared_ptr<void> runAfterwards(io::Broker& broker, std::vector<std::string> argv, int attempts);
// Runs a program at once, with `input` as its standard input, and lets go of `then` when it has ended. Nobody waits for it but
// the broker before it ends.
void runAlone(io::Broker& broker, std::vector<std::string> argv, UniqueFd input, std::shared_ptr<void> then);

// Calls `take` with each line of what a program printed that is not empty.
template <class Take>
void eachLine(std::string_view text, Take take)
{
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (!line.empty())
            take(line);
    }
}

}  // namespace rz::connect
