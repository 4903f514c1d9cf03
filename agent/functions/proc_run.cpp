#include "agent/functions/proc.h"

#include "agent/functions/command.h"
#include "agent/functions/dict_builder.h"
#include "core/base/str.h"
#include "core/base/unique_fd.h"
#include "core/rpc/receiver.h"
#include "core/rpc/sender.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <memory>
#include <sys/eventfd.h>
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
        Dict piece = DictBuilder(2).add("stream", nameOf(stream)).add("data", std::move(data)).take();
        return m_sender.send(Value(std::move(piece)), m_cancelled);
    }

private:
    rpc::Sender& m_sender;
    const std::stop_token& m_cancelled;
};

// Takes standard input from a receiver that the caller sends to.
class ReceivedInput : public InputSource {
public:
    static Result<std::unique_ptr<ReceivedInput>> create(rpc::CallContext& call)
    {
        std::unique_ptr<ReceivedInput> input(new ReceivedInput);
        if (!*input->m_wake)
            return failErrno("cannot make an eventfd", errno);
        rpc::ReceiverOptions options;
        options.respondent = call.caller;
        RZ_TRY(input->m_receiver, rpc::Receiver::create(call.router, std::move(options)));
        input->m_receiver->setNotify([wake = input->m_wake] { ::eventfd_write(wake->get(), 1); });
        return input;
    }

    SenderRef toSender(ContextId caller) { return m_receiver->toSender(caller); }
    int wakeFd() const override { return m_wake->get(); }
    std::optional<Bytes> next() override
    {
        auto value = m_receiver->getValue(Duration::zero());
        if (!value)
            return value.error().kind() == ErrorKind::Timeout ? std::optional(Bytes()) : std::nullopt;
        // There may be more behind it.
        ::eventfd_write(m_wake->get(), 1);
        const Bytes* data = value->as<Bytes>();
        return data != nullptr ? std::optional(*data) : std::nullopt;
    }

private:
    ReceivedInput() : m_wake(std::make_shared<const UniqueFd>(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))) {}

    // The broker thread may be about to write to it when the program has ended here.
    std::shared_ptr<const UniqueFd> m_wake;
    std::unique_ptr<rpc::Receiver> m_receiver;
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
    return DictBuilder(7)
        .add("status", end.status.shellStatus())
        .add("signal", end.status.signal)
        .add("stdout", std::move(out))
        .add("stderr", std::move(err))
        .add("truncated", truncated)
        .add("timed_out", end.timedOut)
        .add("duration", std::chrono::duration<double>(end.took).count())
        .take();
}

}  // namespace

Result<Dict> run(rpc::CallContext& call, const Arguments& argv, const std::optional<Bytes>& stdinData,
                 const std::optional<Variables>& env, const std::optional<OsString>& cwd, std::optional<double> timeout,
                 std::optional<rpc::Sender> output, std::optional<std::int64_t> limit, std::optional<bool> interactive)
{
    if (interactive.value_or(false) && !output)
        return fail(ErrorKind::Argument, "interactive needs output, where the sender for the input goes");
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
        std::unique_ptr<ReceivedInput> input;
        if (interactive.value_or(false)) {
            RZ_TRY(input, ReceivedInput::create(call));
            command.source = input.get();
            Dict first = DictBuilder(2).add("stream", "stdin").add("sender", input->toSender(call.caller)).take();
            RZ_CHECK(output->send(Value(std::move(first)), call.cancelled));
        }
        Streamed streamed(*output, call.cancelled);
        RZ_TRY(const CommandEnd end, runCommand(command, streamed, call.cancelled));
        return toDict(end, {}, {}, false);
    }
    Collected collected(static_cast<std::size_t>(limit.value_or(DefaultLimit)));
    RZ_TRY(const CommandEnd end, runCommand(command, collected, call.cancelled));
    return toDict(end, collected.takeKept(Output::Stdout), collected.takeKept(Output::Stderr), collected.truncated());
}

Result<Dict> shell(rpc::CallContext& call, const OsString& command, const std::optional<Bytes>& stdinData,
                   const std::optional<Variables>& env, const std::optional<OsString>& cwd,
                   std::optional<double> timeout, std::optional<rpc::Sender> output, std::optional<std::int64_t> limit,
                   std::optional<bool> interactive)
{
    return run(call, {"/bin/sh", "-c", command}, stdinData, env, cwd, timeout, std::move(output), limit, interactive);
}

}  // namespace rz::proc
