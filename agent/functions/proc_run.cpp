#include "agent/functions/command.h"
#include "agent/functions/proc.h"

#include "core/base/str.h"

#include <algorithm>
#include <cmath>
#include <unistd.h>

namespace rz::proc {

namespace {

constexpr std::int64_t DefaultLimit = 8 * 1024 * 1024;
constexpr double LongestTimeout = 10.0 * 365 * 24 * 3600;

std::string_view nameOf(Output stream)
{
    return stream == Output::Stdout ? "stdout" : "stderr";
}

// Keeps the beginning of each stream for the result.
class Collected : public OutputTaker {
public:
    explicit Collected(std::size_t limit) : m_limit(limit) {}

    Result<> take(Output stream, Bytes data) override
    {
        std::string& kept = m_kept[static_cast<std::size_t>(stream)];
        const std::size_t room = m_limit - kept.size();
        m_truncated = m_truncated || data.size() > room;
        kept.append(data.view().substr(0, room));
        return {};
    }

    bool truncated() const { return m_truncated; }
    Bytes takeKept(Output stream) { return Bytes(std::move(m_kept[static_cast<std::size_t>(stream)])); }

private:
    std::size_t m_limit;
    bool m_truncated = false;
    std::array<std::string, 2> m_kept;
};

// Sends each piece on.
class Streamed : public OutputTaker {
public:
    Streamed(rpc::Sender& sender, const std::stop_token& cancelled) : m_sender(sender), m_cancelled(cancelled) {}

    bool ready() override { return m_sender.ready(); }
    Result<> take(Output stream, Bytes data) override
    {
        return m_sender.send(Value(Dict{{{"stream", nameOf(stream)}, {"data", std::move(data)}}}), m_cancelled);
    }

private:
    rpc::Sender& m_sender;
    const std::stop_token& m_cancelled;
};

std::vector<std::string> environmentWith(const Variables& variables)
{
    std::vector<std::string> environment;
    for (char** entry = ::environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        if (!variables.contains(std::string(text.substr(0, text.find('=')))))
            environment.emplace_back(text);
    }
    for (const auto& [name, value] : variables) {
        if (value)
            environment.push_back(str(name, '=', value->bytes));
    }
    return environment;
}

Result<> checkVariables(const Variables& variables)
{
    for (const auto& [name, value] : variables) {
        if (name.empty() || name.find('=') != std::string::npos || name.find('\0') != std::string::npos)
            return fail(ErrorKind::Argument, str("no variable can be named ", quoted(OsString(name))));
    }
    return {};
}

Result<std::optional<Duration>> toTimeout(std::optional<double> seconds)
{
    if (!seconds)
        return std::nullopt;
    if (!(*seconds >= 0))
        return fail(ErrorKind::Argument, "the timeout must not be negative");
    const double bounded = std::min(*seconds, LongestTimeout);
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(bounded));
}

Dict toDict(const CommandEnd& end, Bytes out, Bytes err, bool truncated)
{
    return Dict{{
        {"status", end.status.shellStatus()},
        {"signal", end.status.signal},
        {"stdout", std::move(out)},
        {"stderr", std::move(err)},
        {"truncated", truncated},
        {"timed_out", end.timedOut},
        {"duration", std::chrono::duration<double>(end.took).count()},
    }};
}

}  // namespace

Result<Dict> run(rpc::CallContext& call, const Arguments& argv, const std::optional<Bytes>& stdinData,
                 const std::optional<Variables>& env, const std::optional<OsString>& cwd, std::optional<double> timeout,
                 std::optional<rpc::Sender> output, std::optional<std::int64_t> limit)
{
    if (argv.empty())
        return fail(ErrorKind::Argument, "argv must name a program");
    if (limit.value_or(0) < 0)
        return fail(ErrorKind::Argument, "the limit must not be negative");
    Command command;
    for (const OsString& argument : argv)
        command.argv.push_back(argument.bytes);
    if (env) {
        RZ_CHECK(checkVariables(*env));
        command.environment = environmentWith(*env);
    }
    command.workingDirectory = cwd.value_or(OsString()).bytes;
    command.input = stdinData.value_or(Bytes());
    RZ_TRY(command.timeout, toTimeout(timeout));

    if (output) {
        Streamed streamed(*output, call.cancelled);
        RZ_TRY(const CommandEnd end, runCommand(command, streamed, call.cancelled));
        return toDict(end, {}, {}, false);
    }
    Collected collected(static_cast<std::size_t>(limit.value_or(DefaultLimit)));
    RZ_TRY(const CommandEnd end, runCommand(command, collected, call.cancelled));
    return toDict(end, collected.takeKept(Output::Stdout), collected.takeKept(Output::Stderr), collected.truncated());
}

Result<Dict> shell(rpc::CallContext& call, const OsString& command, const std::optional<Bytes>& stdinData,
                   const std::optional<Variables>& env, const std::optional<OsString>& cwd, std::optional<double> timeout,
                   std::optional<rpc::Sender> output, std::optional<std::int64_t> limit)
{
    return run(call, {"/bin/sh", "-c", command}, stdinData, env, cwd, timeout, std::move(output), limit);
}

}  // namespace rz::proc
