#include "core/connect/openers/askpass_server.h"

#include "core/base/str.h"
#include "core/io/random_hex.h"
#include "core/io/read_file.h"
#include "core/io/unix_socket.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace rz::connect {

namespace {

constexpr int Backlog = 64;
constexpr std::size_t MaxClients = 256;
constexpr std::size_t MaxRequest = 2 * MaxAskpassText;
// A helper has all it will send at hand.
constexpr Duration RequestTime = std::chrono::seconds(20);

// Of a helper that waits; 0 when that is not known.
pid_t parentOf(pid_t pid)
{
    // "PID (NAME) STATE PARENT …", where the name may hold anything.
    const auto status = io::readFile(str("/proc/", pid, "/stat"));
    const std::size_t name = status ? status->rfind(')') : std::string::npos;
    if (name == std::string::npos || status->size() < name + 4)
        return 0;
    pid_t parent = 0;
    std::from_chars(status->data() + name + 4, status->data() + status->size(), parent);
    return parent;
}

void reply(int fd, const std::optional<Secret>& answer)
{
    // In two pieces: no copy of the secret is made. The buffer of a new socket has room for both.
    const char decision = answer ? AskpassAnswered : AskpassRefused;
    ::send(fd, &decision, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (answer)
        ::send(fd, answer->reveal().data(), answer->reveal().size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

}  // namespace

struct AskpassServer::Client {
    UniqueFd fd;
    pid_t pid = 0;
    std::string request;
    bool asked = false;
    io::Timer deadline;
    io::FdWatch watch;
};

AskpassServer::AskpassServer(io::Broker& broker, OnQuestion onQuestion)
    : m_broker(broker), m_onQuestion(std::move(onQuestion))
{
}

AskpassServer::~AskpassServer() = default;

Result<std::unique_ptr<AskpassServer>> AskpassServer::create(io::Broker& broker, OnQuestion onQuestion)
{
    std::unique_ptr<AskpassServer> server(new AskpassServer(broker, std::move(onQuestion)));
    RZ_CHECK(server->listen());
    return server;
}

std::string AskpassServer::environment() const
{
    return str(AskpassVariable, '=', m_name, ' ', m_token.reveal());
}

Result<> AskpassServer::listen()
{
    RZ_TRY(const std::string name, io::randomHex());
    RZ_TRY(const std::string token, io::randomHex());
    m_name = str("rhizome-", name);
    m_token = Secret(token);
    m_socket = UniqueFd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!m_socket)
        return failErrno("cannot make a socket for questions", errno);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path + 1, m_name.data(), m_name.size());  // NOLINT: 0 first, then the name: abstract
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + m_name.size());
    if (::bind(m_socket.get(), reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
        ::listen(m_socket.get(), Backlog) != 0)
        return failErrno("cannot listen for questions", errno);
    m_watch = m_broker.watch(m_socket.get(), io::Readiness::Readable, [this](io::Readiness) { accept(); });
    if (!m_watch)
        return failErrno("cannot watch a socket", errno);
    return {};
}

void AskpassServer::accept()
{
    UniqueFd fd(::accept4(m_socket.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    const auto peer = fd ? io::peerCredentials(fd.get()) : std::nullopt;
    if (!peer || !io::isTrusted(*peer) || m_clients.size() >= MaxClients)
        return;
    auto client = std::make_shared<Client>();
    client->fd = std::move(fd);
    client->pid = peer->pid;
    client->watch =
        m_broker.watch(client->fd.get(), io::Readiness::Readable, [this, known = client.get()](io::Readiness) {
            if (known->asked)
                drop(*known);  // it died
            else
                receive(*known);
        });
    client->deadline = m_broker.after(RequestTime, [this, known = client.get()] { drop(*known); });
    if (client->watch)
        m_clients.push_back(std::move(client));
}

void AskpassServer::receive(Client& client)
{
    std::array<char, 16 * 1024> buffer;
    const ssize_t count = ::recv(client.fd.get(), buffer.data(), buffer.size(), 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (count == 0)
        judge(client);
    else if (count < 0 || client.request.size() + static_cast<std::size_t>(count) > MaxRequest)
        drop(client);
    else
        client.request.append(buffer.data(), static_cast<std::size_t>(count));
}

// The request is complete.
void AskpassServer::judge(Client& client)
{
    std::vector<std::string> parts;
    std::string_view rest = client.request;
    for (std::size_t end = rest.find('\0'); end != std::string_view::npos; end = rest.find('\0')) {
        parts.emplace_back(rest.substr(0, end));
        rest.remove_prefix(end + 1);
    }
    if (parts.size() < 3 || !rest.empty() || !(Secret(parts[0]) == m_token)) {
        drop(client);
        return;
    }
    client.deadline.cancel();
    client.asked = true;
    client.watch.setInterest(io::Readiness::None);
    HelperQuestion question{
        .arguments = {std::make_move_iterator(parts.begin() + 2), std::make_move_iterator(parts.end())},
        .hint = std::move(parts[1]),
        .asker = parentOf(client.pid)};
    const auto known = std::ranges::find(m_clients, &client, &std::shared_ptr<Client>::get);
    m_onQuestion(std::move(question), [this, weak = std::weak_ptr(*known)](const std::optional<Secret>& answer) {
        if (const auto waiting = weak.lock()) {  // then the server lives, too
            reply(waiting->fd.get(), answer);
            drop(*waiting);
        }
    });
}

void AskpassServer::drop(Client& client)
{
    const auto found = std::ranges::find(m_clients, &client, &std::shared_ptr<Client>::get);
    if (found != m_clients.end())
        m_clients.erase(found);
}

}  // namespace rz::connect
