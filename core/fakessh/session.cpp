#include "core/fakessh/session.h"

#include "core/base/str.h"
#include "core/fakessh/inflow.h"
#include "core/fakessh/limits.h"
#include "core/fakessh/login.h"
#include "core/fakessh/outflow.h"
#include "core/fakessh/pipe_ends.h"
#include "core/fakessh/terminal_modes.h"
#include "core/io/descriptors.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utility>

namespace rz::fakessh {

namespace {

// Between SIGHUP and SIGKILL, when nobody wants the program any more.
constexpr Duration HangUpGrace = std::chrono::seconds(1);
constexpr std::string_view NoTerminal = "PTY allocation request failed\r\n";

// What a terminal is before anybody has set it up.
termios saneModes()
{
    termios modes{};
    modes.c_iflag = ICRNL | IXON | IUTF8;
    modes.c_oflag = OPOST | ONLCR;
    modes.c_cflag = CS8 | CREAD | B38400;
    modes.c_lflag = ISIG | ICANON | IEXTEN | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE;
    constexpr cc_t Control = 0x1f;
    modes.c_cc[VINTR] = 'C' & Control;
    modes.c_cc[VQUIT] = '\\' & Control;
    modes.c_cc[VERASE] = 0x7f;
    modes.c_cc[VKILL] = 'U' & Control;
    modes.c_cc[VEOF] = 'D' & Control;
    modes.c_cc[VSTART] = 'Q' & Control;
    modes.c_cc[VSTOP] = 'S' & Control;
    modes.c_cc[VSUSP] = 'Z' & Control;
    modes.c_cc[VREPRINT] = 'R' & Control;
    modes.c_cc[VWERASE] = 'W' & Control;
    modes.c_cc[VLNEXT] = 'V' & Control;
    modes.c_cc[VDISCARD] = 'O' & Control;
    modes.c_cc[VMIN] = 1;
    return modes;
}

// One session, from the call until its program and what that printed are gone; keeps itself alive until then.
class Session : public std::enable_shared_from_this<Session> {
public:
    Session(routing::Router& router, SenderRef output, rpc::Answer answer)
        : m_router(router),
          m_broker(router.broker()),
          m_outflow(m_broker, rpc::Sender(router, output), [this] { outputChanged(); }),
          m_output(output.context),
          m_answer(std::move(answer)),
          m_keepAlive(m_broker.keepAlive())
    {
    }

    void begin(const SessionRequest& request, const std::string& ownExecutable, const std::stop_token& cancelled)
    {
        if (auto started = start(request, ownExecutable); !started) {
            m_answer(std::unexpected(std::move(started).error()));
            return;
        }
        m_self = shared_from_this();
        if (m_output != m_router.id())
            m_lost = m_router.onDisconnect(m_output, [this](const Error&) { hangUp(); });
        m_stop.emplace(cancelled, [weak = weak_from_this(), &broker = m_broker] {
            broker.deferLater([weak] {
                if (const auto alive = weak.lock())
                    alive->hangUp();
            });
        });
    }

private:
    using StopCallback = std::stop_callback<std::function<void()>>;

    Result<> start(const SessionRequest& request, const std::string& ownExecutable);
    Result<> startOnTerminal(io::SpawnOptions options, const TerminalRequest& terminal, io::Pty pty);
    Result<> startOnPipes(io::SpawnOptions options);
    Result<> spawn(const io::SpawnOptions& options);
    Result<std::unique_ptr<rpc::Receiver>> makeReceiver(io::Traffic traffic);
    void onOther(const Value& value);
    void resize(const WindowSize& size) const;
    void exited(io::ExitStatus status);
    void outputChanged();
    void hangUp();
    void end();

    routing::Router& m_router;
    io::Broker& m_broker;
    Outflow m_outflow;
    std::unique_ptr<Inflow> m_inflow;
    const ContextId m_output;
    rpc::Answer m_answer;
    UniqueFd m_terminal;
    std::unique_ptr<io::Process> m_process;
    bool m_over = false;
    Subscription m_lost;
    std::optional<StopCallback> m_stop;
    io::Timer m_kill;
    io::KeepAlive m_keepAlive;
    std::shared_ptr<Session> m_self;
};

Result<> Session::start(const SessionRequest& request, const std::string& ownExecutable)
{
    RZ_TRY(io::SpawnOptions options, loginProgram(request, ownExecutable));
    std::optional<io::Pty> pty;
    if (request.terminal) {
        if (auto opened = io::openPty())
            pty = std::move(*opened);
    }
    RZ_TRY(auto receiver, makeReceiver(request.terminal ? io::Traffic::Interactive : io::Traffic::Bulk));
    const SenderRef input = receiver->toSender(m_output);
    m_inflow = std::make_unique<Inflow>(m_broker, std::move(receiver),
                                        Inflow::Events{.onOther = [this](const Value& value) { onOther(value); },
                                                       .onUnread = [] {},
                                                       .onEnd =
                                                           [this](const Error&) {
                                                               m_inflow->close(Lane::Main);
                                                               hangUp();
                                                           }});
    Dict first;
    first.set("input", input);
    m_outflow.send(Value(std::move(first)));
    if (request.terminal && !pty) {
        Dict refusal;
        refusal.set("stderr", Bytes::fromStatic(NoTerminal));
        m_outflow.send(Value(std::move(refusal)));
    }
    RZ_CHECK(pty ? startOnTerminal(std::move(options), *request.terminal, std::move(*pty))
                 : startOnPipes(std::move(options)));
    m_inflow->start();
    return {};
}

Result<> Session::startOnTerminal(io::SpawnOptions options, const TerminalRequest& terminal, io::Pty pty)
{
    termios modes = saneModes();
    applyModes(terminal.modes, modes);
    ::tcsetattr(pty.slave.get(), TCSANOW, &modes);
    m_terminal = std::move(pty.master);
    resize(terminal.size);
    options.controllingTty = pty.slavePath;
    options.environment->push_back(str("SSH_TTY=", pty.slavePath));
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        options.descriptors[fd] = pty.slave.get();
    RZ_CHECK(io::setNonBlocking(m_terminal.get()));
    RZ_CHECK(spawn(options));
    // The loop watches a descriptor once only.
    m_outflow.open(Lane::Main, UniqueFd(::fcntl(m_terminal.get(), F_DUPFD_CLOEXEC, 0)));
    m_inflow->open(Lane::Main, UniqueFd(::fcntl(m_terminal.get(), F_DUPFD_CLOEXEC, 0)));
    return {};
}

Result<> Session::startOnPipes(io::SpawnOptions options)
{
    RZ_TRY(PipeEnds input, makePipe(Direction::Out));
    RZ_TRY(PipeEnds output, makePipe(Direction::In));
    RZ_TRY(PipeEnds errors, makePipe(Direction::In));
    options.descriptors[STDIN_FILENO] = input.theirs.get();
    options.descriptors[STDOUT_FILENO] = output.theirs.get();
    options.descriptors[STDERR_FILENO] = errors.theirs.get();
    RZ_CHECK(spawn(options));
    m_inflow->open(Lane::Main, std::move(input.ours));
    m_outflow.open(Lane::Main, std::move(output.ours));
    m_outflow.open(Lane::Errors, std::move(errors.ours));
    return {};
}

Result<> Session::spawn(const io::SpawnOptions& options)
{
    RZ_TRY(m_process, io::Process::spawn(m_broker, options, [this](io::ExitStatus status) { exited(status); }));
    return {};
}

Result<std::unique_ptr<rpc::Receiver>> Session::makeReceiver(io::Traffic traffic)
{
    rpc::ReceiverOptions options;
    options.respondent = m_output;
    options.window = SessionWindow;
    options.traffic = traffic;
    return rpc::Receiver::create(m_router, std::move(options));
}

void Session::onOther(const Value& value)
{
    if (const auto size = windowSizeFrom(value)) {
        resize(*size);
    } else if (value.find("unread") != nullptr) {
        m_outflow.close(Lane::Main);
        outputChanged();
    }
}

void Session::resize(const WindowSize& size) const
{
    const winsize window{
        .ws_row = size.rows, .ws_col = size.columns, .ws_xpixel = size.width, .ws_ypixel = size.height};
    if (m_terminal)
        ::ioctl(m_terminal.get(), TIOCSWINSZ, &window);
}

void Session::exited(io::ExitStatus status)
{
    m_stop.reset();
    m_answer(Value(toDict(SessionEnd{.status = status.code, .signal = status.signal})));
    // A terminal is over with the program that led it, even if something else still has it open.
    if (m_terminal) {
        m_outflow.drain(Lane::Main);
        m_outflow.close(Lane::Main);
    }
    outputChanged();
}

void Session::outputChanged()
{
    if (m_outflow.refused()) {
        hangUp();
    } else if (!m_outflow.isOpen(Lane::Main) && !m_outflow.isOpen(Lane::Errors)) {
        m_outflow.finish();  // the program may run on
        if (!m_process->running())
            end();
    }
}

// Nobody is at the other end any more.
void Session::hangUp()
{
    m_outflow.close(Lane::Main);
    m_outflow.close(Lane::Errors);
    if (!m_process->running()) {
        end();
        return;
    }
    if (m_kill.active())
        return;
    // The program leads a process group; not before it is reaped can that be another's.
    ::kill(-m_process->pid(), SIGHUP);
    m_kill = m_broker.after(HangUpGrace, [this] { ::kill(-m_process->pid(), SIGKILL); });
}

// It is told of its end by those it owns: they go a little later.
void Session::end()
{
    if (std::exchange(m_over, true))
        return;
    m_kill.cancel();
    m_outflow.finish();
    m_broker.deferLater([self = std::exchange(m_self, nullptr)] {});
}

}  // namespace

void beginSession(const rpc::CallContext& context, const Dict& keywords, const std::string& ownExecutable,
                  rpc::Answer answer)
{
    const Value* const output = keywords.find("output");
    const SenderRef* const target = output == nullptr ? nullptr : output->as<SenderRef>();
    if (target == nullptr) {
        answer(fail(ErrorKind::Argument, "fakessh.session needs output (sender)"));
        return;
    }
    auto request = sessionRequestFrom(keywords);
    if (!request) {
        answer(std::unexpected(std::move(request).error()));
        return;
    }
    std::make_shared<Session>(context.router, *target, std::move(answer))
        ->begin(*request, ownExecutable, context.cancelled);
}

void addSessions(rpc::Registry& registry, std::string ownExecutable)
{
    registry.add({
        .description = {.name = "fakessh.session",
                        .help = "Serves a session as sshd does: a command, a login shell or sftp.",
                        .result = "dict",
                        .parameters = {{.name = "output", .type = "sender", .help = "Gets what it prints."}}},
        .start = [ownExecutable = std::move(ownExecutable)](
                     rpc::CallContext& context, const std::vector<Value>&, const Dict& keywords,
                     rpc::Answer answer) { beginSession(context, keywords, ownExecutable, std::move(answer)); },
    });
}

}  // namespace rz::fakessh
