#include "app/ctl/commands.h"
#include "app/ctl/exit_code.h"
#include "app/ctl/input_pump.h"

#include "core/base/str.h"
#include "core/rpc/receiver.h"

#include <cerrno>
#include <csignal>
#include <memory>
#include <optional>
#include <poll.h>
#include <unistd.h>

namespace rz::ctl {

namespace {

constexpr Duration LastOutput = std::chrono::seconds(5);

// False when nobody reads it any more.
bool writeAll(int fd, const Bytes& data)
{
    for (std::size_t done = 0; done < data.size();) {
        const ssize_t count = ::write(fd, data.data() + done, data.size() - done);
        if (count < 0 && errno == EAGAIN) {
            pollfd wait{fd, POLLOUT, 0};
            ::poll(&wait, 1, -1);
        } else if (count < 0 && errno != EINTR) {
            return false;
        }
        done += static_cast<std::size_t>(std::max<ssize_t>(count, 0));
    }
    return true;
}

// One program in another context, its standard streams ours.
class RemoteRun {
public:
    RemoteRun(Session& session, const rpc::Context& context) : m_session(session), m_context(context) {}

    Result<int> run(const CommandLine& line)
    {
        RZ_TRY(m_output, rpc::Receiver::create(m_session.router()));
        m_output->listen([this](routing::Message message) { onOutput(std::move(message)); });
        List argv;
        for (const std::string& argument : line.arguments)
            argv.items.emplace_back(Bytes(argument));
        rpc::Call call = rpc::Call::byName("proc.run", {Value(std::move(argv))});
        call.kwargs.set("output", m_output->toSender(m_context.id()));
        call.kwargs.set("interactive", true);
        if (line.timeout)
            call.kwargs.set("timeout", std::chrono::duration<double>(*line.timeout).count());
        auto ended = callAndWait(m_session, m_context, call, {}, [this] { return m_unread; });
        // As a program here would end whose output nobody reads.
        if (!ended && m_unread)
            return 128 + SIGPIPE;
        RZ_TRY(const Value result, std::move(ended));
        // The last output may still be on its way: the program's end travels faster than what it printed.
        m_session.broker().runUntil([this] { return m_ended || m_session.interrupted(); }, Clock::now() + LastOutput);
        const Value* timedOut = result.find("timed_out");
        if (timedOut != nullptr && timedOut->is<bool>() && *timedOut->as<bool>())
            return fail(ErrorKind::Timeout, str(line.arguments.front(), " was ended because its time was over"));
        const Value* status = result.find("status");
        if (status == nullptr || !status->is<std::int64_t>())
            return fail(ErrorKind::Stream, "the context told no exit status");
        return static_cast<int>(*status->as<std::int64_t>());
    }

private:
    void onOutput(routing::Message message)
    {
        if (message.isDead()) {
            m_ended = true;
            return;
        }
        const auto item = message.unpickle();
        if (!item)
            return;
        const Value* stream = item->find("stream");
        const std::string* name = stream == nullptr ? nullptr : stream->as<std::string>();
        if (name == nullptr)
            return;
        if (*name == "stdin") {
            const Value* sender = item->find("sender");
            if (sender != nullptr && sender->is<SenderRef>())
                m_input = std::make_unique<InputPump>(rpc::Sender(m_session.router(), *sender->as<SenderRef>()));
            return;
        }
        const Value* data = item->find("data");
        if (data != nullptr && data->is<Bytes>())
            m_unread = !writeAll(*name == "stderr" ? STDERR_FILENO : STDOUT_FILENO, *data->as<Bytes>()) || m_unread;
    }

    Session& m_session;
    rpc::Context m_context;
    std::unique_ptr<rpc::Receiver> m_output;
    std::unique_ptr<InputPump> m_input;
    bool m_ended = false;
    bool m_unread = false;  // what it prints
};

}  // namespace

int runCommand(Session& session, const CommandLine& line)
{
    const auto status = [&]() -> Result<int> {
        RZ_TRY(const rpc::Context context, session.connectChain(line.chains.front()));
        return RemoteRun(session, context).run(line);
    }();
    if (status)
        return *status;
    reportError(status.error(), line.json);
    return RunFailed;
}

}  // namespace rz::ctl
