#include "core/fakessh/stand_in_server.h"

#include "core/base/big_endian.h"
#include "core/base/str.h"
#include "core/fakessh/client_request.h"
#include "core/fakessh/limits.h"
#include "core/fakessh/session_client.h"
#include "core/fakessh/stand_in.h"
#include "core/io/descriptor_message.h"
#include "core/io/own_account.h"
#include "core/io/unix_socket.h"
#include "core/routing/router.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace rz::fakessh {

namespace {

constexpr int Backlog = 128;
constexpr std::size_t SizeField = 4;
// For a stand-in that is stopped.
constexpr Duration ExitGrace = std::chrono::seconds(2);

void sayTo(io::Broker& broker, int fd, std::string_view text)
{
    // It must not wait for who does not read.
    const StdioEnd end(broker, UniqueFd(::fcntl(fd, F_DUPFD_CLOEXEC, 0)), Direction::Out, [] {});
    static_cast<void>(end.write(std::as_bytes(std::span(text))));
}

// That is, the error says nothing of the session itself.
bool isConnectionLost(const Error& error)
{
    return error.kind() == ErrorKind::Channel || error.kind() == ErrorKind::Stream || error.kind() == ErrorKind::Eof;
}

}  // namespace

// One stand-in, from its connection to its exit status.
class StandInServer::Client {
public:
    Client(StandInServer& server, UniqueFd fd) : m_server(server), m_fd(std::move(fd)) {}

    bool watch()
    {
        m_watch = broker().watch(m_fd.get(), io::Readiness::Readable, [this](io::Readiness) { receive(); });
        return static_cast<bool>(m_watch);
    }
    Traffic traffic() const
    {
        if (!m_session)
            return {};
        return {.sent = m_session->sent(), .received = m_session->received(), .sessions = 1};
    }

private:
    io::Broker& broker() const { return m_server.m_opener.router().broker(); }
    void receive();
    void receiveRequest();
    void begin(const std::string& bytes);
    Result<> run(const SshCommandLine& line, const std::vector<std::string>& environment);
    std::optional<EscapeKeys> escapes(const SessionRequest& request);
    void escaped(EscapeKey key, const std::string& notice);
    void ended(const Result<SessionEnd>& end);
    void lost(const Error& reason);
    void sayClosed();
    void complain(std::string_view text);
    void exit(int status);

    StandInServer& m_server;
    UniqueFd m_fd;
    std::string m_request;
    bool m_begun = false;
    std::array<UniqueFd, io::MaxDescriptors> m_stdio;
    UniqueFd m_errors;    // kept for what ssh itself has to say
    UniqueFd m_terminal;  // kept for its size
    SshCommandLine m_line;
    std::unique_ptr<SessionClient> m_session;
    bool m_onTerminal = false;  // the session has one
    Subscription m_lost;
    io::Timer m_late;
    io::FdWatch m_watch;
};

void StandInServer::Client::receive()
{
    std::array<char, 16 * 1024> buffer;
    auto message = io::receiveDescriptors(m_fd.get(), buffer, MSG_DONTWAIT);
    if (!message && message.error().errnum() == EAGAIN)
        return;
    if (!message || message->size == 0) {
        m_server.drop(*this);
        return;
    }
    if (m_begun) {
        if (m_session && m_terminal)
            m_session->resize(windowSizeOf(m_terminal.get()));
        return;
    }
    if (message->descriptors.front())
        m_stdio = std::move(message->descriptors);
    m_request.append(buffer.data(), message->size);
    receiveRequest();
}

// What came behind it tells of changes of the terminal's size, which is not read before the request is.
void StandInServer::Client::receiveRequest()
{
    if (m_request.size() < SizeField)
        return;
    const std::size_t size = getU32(m_request.data());
    if (size > MaxStandInRequest)
        m_server.drop(*this);
    else if (m_request.size() - SizeField >= size)
        begin(std::exchange(m_request, {}).substr(SizeField, size));
}

void StandInServer::Client::begin(const std::string& bytes)
{
    m_begun = true;
    const auto request = standInRequestFrom(bytes);
    if (!request || !m_stdio.back()) {
        m_server.drop(*this);
        return;
    }
    m_errors = UniqueFd(::fcntl(m_stdio[STDERR_FILENO].get(), F_DUPFD_CLOEXEC, 0));
    auto line = parseSshCommandLine(request->arguments);
    if (!line) {
        complain(line.error().text());
        exit(LostStatus);
        return;
    }
    m_line = std::move(*line);
    if (auto begun = run(m_line, request->environment); !begun)
        ended(std::unexpected(std::move(begun).error()));
}

Result<> StandInServer::Client::run(const SshCommandLine& line, const std::vector<std::string>& environment)
{
    routing::Router& router = m_server.m_opener.router();
    switch (line.action) {
    case SshCommandLine::Action::Version:
        complain("Rhizome, in place of OpenSSH");
        exit(0);
        return {};
    case SshCommandLine::Action::PrintConfig:
        sayTo(broker(), m_stdio[STDOUT_FILENO].get(),
              str("user ", line.user.empty() ? io::ownAccount().name : line.user, "\nhostname ", line.destination,
                  "\nport ", line.port.empty() ? "22" : line.port, '\n'));
        exit(0);
        return {};
    case SshCommandLine::Action::Wait:
        m_lost = router.onDisconnect(m_server.m_opener.destination(),
                                     [this](const Error& reason) { ended(std::unexpected(reason)); });
        return {};
    case SshCommandLine::Action::Session: break;
    }
    const int input = m_stdio[STDIN_FILENO].get();
    const SessionRequest request = sessionFor(line, environment, input);
    if (const std::string_view notice = noticeOf(line, input); !notice.empty())
        complain(notice);
    if (request.terminal && ::isatty(input) != 0) {
        m_terminal = UniqueFd(::fcntl(input, F_DUPFD_CLOEXEC, 0));
        ::send(m_fd.get(), &TellRaw, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    }
    if (line.noInput)
        m_stdio[STDIN_FILENO].reset();
    RZ_TRY(m_session, SessionClient::start(
                          m_server.m_opener, request,
                          {.in = std::move(m_stdio[STDIN_FILENO]),
                           .out = std::move(m_stdio[STDOUT_FILENO]),
                           .err = std::move(m_stdio[STDERR_FILENO])},
                          [this](const Result<SessionEnd>& end) { ended(end); }, escapes(request)));
    return {};
}

// The terminal is the stand-in's: while that was stopped, its keys would still be taken from here.
std::optional<EscapeKeys> StandInServer::Client::escapes(const SessionRequest& request)
{
    m_onTerminal = request.terminal.has_value();
    if (!m_onTerminal || !m_line.escapeCharacter)
        return {};
    return EscapeKeys(*m_line.escapeCharacter, EscapeKeys::Suspending::Impossible,
                      [this](EscapeKey key, const std::string& notice) { escaped(key, notice); });
}

void StandInServer::Client::escaped(EscapeKey key, const std::string& notice)
{
    sayTo(broker(), m_errors.get(), notice);
    if (key != EscapeKey::Disconnect)
        return;
    sayClosed();
    exit(LostStatus);
}

void StandInServer::Client::ended(const Result<SessionEnd>& end)
{
    if (m_late.active())
        return;
    if (!end)
        lost(end.error());
    sayClosed();
    // As ssh does, which does not tell one signal from another.
    exit(end && end->signal == 0 ? end->status : LostStatus);
}

// First what ssh says, then why.
void StandInServer::Client::lost(const Error& reason)
{
    if (isConnectionLost(reason))
        complain(str("Connection to ", m_line.destination, " closed by remote host."));
    complain(str("ssh: ", reason.text()));
}

void StandInServer::Client::sayClosed()
{
    if (m_onTerminal && !m_line.quiet)
        complain(str("Connection to ", m_line.destination, " closed."));
}

void StandInServer::Client::complain(std::string_view text)
{
    sayTo(broker(), m_errors.get(), str(text, "\r\n"));
}

// The last that is done with it. Its streams are closed when it is gone: who finds them at an end wants to see how it ended.
void StandInServer::Client::exit(int status)
{
    const std::array<char, 2> told{TellExit, static_cast<char>(status)};
    ::send(m_fd.get(), told.data(), told.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (m_session)
        m_session->stopReading();
    m_late = broker().after(ExitGrace, [this] { m_server.drop(*this); });
}

StandInServer::StandInServer(SessionOpener& opener, std::string path) : m_opener(opener), m_path(std::move(path)) {}

StandInServer::~StandInServer()
{
    if (m_socket)
        ::unlink(m_path.c_str());
}

Result<std::unique_ptr<StandInServer>> StandInServer::create(SessionOpener& opener, std::string path)
{
    std::unique_ptr<StandInServer> server(new StandInServer(opener, std::move(path)));
    RZ_CHECK(server->listen());
    return server;
}

Result<> StandInServer::listen()
{
    RZ_TRY(const io::UnixAddress address, io::unixAddress(m_path));
    UniqueFd fd = io::unixSocket();
    if (!fd || ::bind(fd.get(), address.get(), io::UnixAddress::length()) != 0)
        return failErrno(str("cannot make the socket ", m_path), errno);
    m_socket = std::move(fd);
    if (::listen(m_socket.get(), Backlog) != 0)
        return failErrno("cannot listen for stand-ins", errno);
    m_watch =
        m_opener.router().broker().watch(m_socket.get(), io::Readiness::Readable, [this](io::Readiness) { accept(); });
    if (!m_watch)
        return failErrno("cannot watch a socket", errno);
    return {};
}

void StandInServer::accept()
{
    UniqueFd fd(::accept4(m_socket.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!fd || !io::isPeerTrusted(fd.get()) || m_clients.size() >= MaxStandIns)
        return;
    auto client = std::make_unique<Client>(*this, std::move(fd));
    if (client->watch())
        m_clients.push_back(std::move(client));
}

void StandInServer::drop(const Client& client)
{
    const auto found = std::ranges::find(m_clients, &client, &std::unique_ptr<Client>::get);
    const Traffic last = client.traffic();
    m_past.sent += last.sent;
    m_past.received += last.received;
    m_clients.erase(found);
}

Traffic StandInServer::traffic() const
{
    Traffic all = m_past;
    for (const auto& client : m_clients) {
        const Traffic one = client->traffic();
        all.sent += one.sent;
        all.received += one.received;
        all.sessions += one.sessions;
    }
    return all;
}

}  // namespace rz::fakessh
