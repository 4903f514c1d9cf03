#include "core/attach/connect.h"

#include "core/attach/advice.h"
#include "core/attach/probe.h"
#include "core/base/str.h"
#include "core/io/unix_socket.h"

#include <array>
#include <cerrno>
#include <optional>
#include <span>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace rz::attach {

namespace {

// A socket of the file system tells nobody when it takes connections again.
constexpr Duration RetryDelay = std::chrono::milliseconds(25);

}  // namespace

// One attempt.
//
//   AwaitingConnection  the socket takes no more connections for now
//   AwaitingGreeting    12 bytes, after our 4
//   AwaitingAnswer      to a ping, which every release of Mitogen answers
//   AwaitingIds         the answer that tells of its age
class Connecting : public std::enable_shared_from_this<Connecting> {
public:
    Connecting(io::Broker& broker, std::string path, ConnectOptions options, OnAttached done)
        : m_broker(broker), m_path(std::move(path)), m_options(std::move(options)), m_done(std::move(done))
    {
    }

    void start();

private:
    enum class State { AwaitingConnection, AwaitingGreeting, AwaitingAnswer, AwaitingIds, Done };

    void open();
    void failToOpen(int errnum);
    void greet();
    void receive();
    void attach();
    void onPing(PingAnswer answer);
    void onIds(Result<NewIds> answer);
    void onDeadline();
    void finish(std::optional<Error> error);

    io::Broker& m_broker;
    const std::string m_path;
    const ConnectOptions m_options;
    OnAttached m_done;
    State m_state = State::AwaitingConnection;
    UniqueFd m_socket;
    pid_t m_processId = 0;
    std::array<std::byte, ServerGreetingSize> m_greeting{};
    std::size_t m_received = 0;
    std::unique_ptr<Attachment> m_attachment;
    Subscription m_lost;
    std::shared_ptr<void> m_shutdownHook;
    io::Timer m_deadline;
    io::Timer m_retry;
    io::FdWatch m_watch;
};

std::shared_ptr<void> connect(io::Broker& broker, std::string path, ConnectOptions options, OnAttached done)
{
    auto connecting = std::make_shared<Connecting>(broker, std::move(path), std::move(options), std::move(done));
    connecting->start();
    return connecting;
}

void Connecting::start()
{
    m_deadline = m_broker.after(m_options.deadline, [this] { onDeadline(); });
    m_shutdownHook = m_broker.onShutdown([this] { finish(Error(ErrorKind::Cancelled, "this program ends")); });
    m_broker.deferLater([weak = weak_from_this()] {
        if (const auto self = weak.lock())
            self->open();
    });
}

void Connecting::open()
{
    if (m_state == State::Done)
        return;
    const auto address = io::unixAddress(m_path);
    if (!address) {
        finish(address.error());
        return;
    }
    m_socket = io::unixSocket();
    if (!m_socket) {
        finish(Error::fromErrno("cannot make a socket", errno));
        return;
    }
    if (::connect(m_socket.get(), address->get(), io::UnixAddress::length()) == 0)
        greet();
    else if (errno == EAGAIN)
        m_retry = m_broker.after(RetryDelay, [this] { open(); });
    else
        failToOpen(errno);
}

void Connecting::failToOpen(int errnum)
{
    struct stat status{};
    if (errnum == ECONNREFUSED && ::stat(m_path.c_str(), &status) == 0 && !S_ISSOCK(status.st_mode))
        errnum = ENOTSOCK;
    auto error = Error::fromErrno(str("could not connect to ", m_path), errnum);
    switch (errnum) {
    case ENOENT:
    case ENOTDIR: finish(explained(std::move(error), Trouble::NoSocket)); break;
    case ECONNREFUSED: finish(explained(std::move(error), Trouble::NobodyListens)); break;
    case ENOTSOCK: finish(explained(std::move(error), Trouble::NotASocket)); break;
    case EACCES:
    case EPERM: finish(explained(std::move(error), Trouble::ClosedToUser)); break;
    default: finish(std::move(error));
    }
}

void Connecting::greet()
{
    const auto peer = io::peerCredentials(m_socket.get());
    if (!peer || !io::isTrusted(*peer)) {
        const std::string whose = peer ? str(" of user ", peer->uid) : std::string();
        finish(explained(Error::fromErrno(str("will not attach to ", m_path, whose), EPERM), Trouble::OtherUser));
        return;
    }
    m_processId = peer->pid;
    m_state = State::AwaitingGreeting;
    m_watch = m_broker.watch(m_socket.get(), io::Readiness::Readable, [this](io::Readiness) { receive(); });
    const auto bytes = encodeClientGreeting(static_cast<std::uint32_t>(::getpid()));
    // A new socket has room for it. If that is gone already, reading tells so.
    static_cast<void>(::send(m_socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
    if (!m_watch)
        finish(Error::fromErrno("cannot watch a socket", errno));
}

void Connecting::receive()
{
    const auto rest = std::span(m_greeting).subspan(m_received);
    const ssize_t count = ::recv(m_socket.get(), rest.data(), rest.size(), MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (count < 0) {
        auto error = Error::fromErrno(str("could not connect to ", m_path), errno);
        finish(error.errnum() == ECONNRESET ? explained(std::move(error), Trouble::Refused) : std::move(error));
        return;
    }
    if (count == 0) {
        finish(explained(Error(ErrorKind::Eof, str("the program at ", m_path, " ended the connection after ",
                                                   m_received, " of ", ServerGreetingSize, " bytes")),
                         Trouble::EndedEarly));
        return;
    }
    m_received += static_cast<std::size_t>(count);
    if (m_received == ServerGreetingSize)
        attach();
}

void Connecting::attach()
{
    m_watch = {};
    const auto greeting = decodeServerGreeting(m_greeting);
    if (!greeting) {
        finish(explained(
            Error(greeting.error()).within(str("the program at ", m_path, " does not answer as Mitogen does")),
            Trouble::OtherGreeting));
        return;
    }
    auto attachment = Attachment::create(m_broker, m_path, std::move(m_socket), m_processId, *greeting, m_options.log);
    if (!attachment) {
        finish(std::move(attachment).error());
        return;
    }
    m_attachment = std::move(*attachment);
    m_lost = m_attachment->lost.connect([this](const Error& reason) {
        const bool isMitogen = reason.kind() != ErrorKind::Decode;
        finish(explained(Error(reason).within(str("lost the program at ", m_path)),
                         isMitogen ? Trouble::Ended : Trouble::OtherProtocol));
    });
    m_state = State::AwaitingAnswer;
    askWho(m_attachment->router(), greeting->server, [weak = weak_from_this()](PingAnswer answer) {
        if (const auto self = weak.lock())
            self->onPing(answer);
    });
}

void Connecting::onPing(PingAnswer answer)
{
    if (m_state != State::AwaitingAnswer || answer == PingAnswer::Lost)
        return;  // a loss is told with its reason
    if (answer == PingAnswer::Nobody) {
        finish(explained(
            Error(ErrorKind::Decode, str("the program at ", m_path, " does not know the id that it says is its own")),
            Trouble::OtherProtocol));
        return;
    }
    if (answer == PingAnswer::Native) {
        m_attachment->m_peerKind = PeerKind::Rhizome;
        finish({});
        return;
    }
    m_state = State::AwaitingIds;
    askIds(m_attachment->router(), [weak = weak_from_this()](Result<NewIds> ids) {
        if (const auto self = weak.lock())
            self->onIds(std::move(ids));
    });
}

void Connecting::onIds(Result<NewIds> answer)
{
    if (m_state != State::AwaitingIds || (!answer && answer.error().kind() == ErrorKind::Eof))
        return;
    // Where nobody gives out ids, there is nothing to know its age from, and old is what everybody understands.
    if (answer) {
        m_attachment->addOwnIds(answer->range);
        if (answer->magic == wire::Magic::Pkl)
            m_attachment->m_peerKind = PeerKind::Mitogen;
    }
    finish({});
}

void Connecting::onDeadline()
{
    const auto seconds = std::chrono::duration<double>(m_options.deadline).count();
    switch (m_state) {
    case State::AwaitingConnection:
        finish(explained(Error::fromErrno(str("could not connect to ", m_path, " within ", seconds, " s"), EAGAIN),
                         Trouble::TakesNoConnection));
        break;
    case State::AwaitingGreeting:
        finish(explained(Error(ErrorKind::Timeout, str("the program at ", m_path, " gave ", m_received, " of ",
                                                       ServerGreetingSize, " bytes within ", seconds, " s")),
                         Trouble::NoGreeting));
        break;
    default:
        finish(explained(
            Error(ErrorKind::Timeout, str("the program at ", m_path, " answered no question within ", seconds, " s")),
            Trouble::NoAnswer));
    }
}

// Not inside connect(), nor inside what is of the attachment.
void Connecting::finish(std::optional<Error> error)
{
    if (std::exchange(m_state, State::Done) == State::Done)
        return;
    m_deadline.cancel();
    m_retry.cancel();
    m_watch = {};
    m_lost.reset();
    m_broker.deferLater([weak = weak_from_this(), error = std::move(error)]() mutable {
        const auto self = weak.lock();
        if (!self)
            return;
        self->m_shutdownHook.reset();
        OnAttached done = std::move(self->m_done);
        if (!error && !self->m_attachment->attached())
            error = Error(ErrorKind::Eof, str("the program at ", self->m_path, " has ended"));
        if (!error) {
            done(std::move(self->m_attachment));
            return;
        }
        self->m_attachment.reset();
        self->m_socket.reset();
        done(std::unexpected(std::move(*error)));
    });
}

}  // namespace rz::attach
