#include "core/attach/listener.h"

#include "core/attach/handshake.h"
#include "core/attach/known_context.h"
#include "core/attach/listening_socket.h"
#include "core/attach/peer_program.h"
#include "core/base/str.h"
#include "core/io/unix_socket.h"
#include "core/routing/stream.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <map>
#include <span>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace rz::attach {

namespace {

constexpr int AcceptedPerTurn = 16;
// When there are no descriptors left, there may be some soon.
constexpr Duration AcceptPause = std::chrono::milliseconds(500);

ClientKey newClientKey()
{
    static std::atomic<std::uint64_t> next{1};
    return ClientKey{next++};
}

}  // namespace

class Listener::Impl : public std::enable_shared_from_this<Listener::Impl> {
public:
    Impl(routing::Router& router, routing::IdSource& ids, ClientHandler& handler, ListenerOptions options)
        : m_router(router), m_ids(ids), m_handler(handler), m_greetingTime(options.greetingTime)
    {
    }

    Result<> listen(std::string path);
    void close(const Error& reason);
    bool dismiss(ClientKey key);
    std::vector<ClientInfo> clients() const;
    const std::string& path() const { return m_path; }

private:
    // What is awaited of a client.
    enum class State : std::uint8_t {
        Greeting,  // its process id
        Decision,  // the handler's; the last byte of the greeting stays in the socket: closed like that, a
                   // client is told that the connection was reset, which Mitogen reports as an error of its own
        Id,        // one for it
        Attached,  // nothing: it is a stream of the router
    };
    struct Client {
        ClientInfo info;
        State state = State::Greeting;
        UniqueFd socket;
        std::array<std::byte, ClientGreetingSize> greeting{};
        std::size_t received = 0;
        std::uint32_t saidPid = 0;
        io::Timer deadline;
        Subscription lost;
        io::FdWatch watch;  // ends before the socket
    };

    io::Broker& broker() const { return m_router.broker(); }
    std::size_t count(State state) const;
    void watch();
    void accept();
    void add(UniqueFd socket);
    Client* find(ClientKey key, State state);
    void receive(ClientKey key);
    bool takeGreeting(Client& client);
    void ask(Client& client);
    void decided(ClientKey key, Decision decision);
    void attach(ClientKey key, Result<ContextId> id);
    void left(ClientKey key, const Error& reason);
    void drop(ClientKey key, std::string_view why);

    routing::Router& m_router;
    routing::IdSource& m_ids;
    ClientHandler& m_handler;
    const Duration m_greetingTime;
    std::string m_path;
    std::unique_ptr<ListeningSocket> m_socket;
    std::map<ClientKey, Client> m_clients;
    std::shared_ptr<void> m_shutdownHook;
    io::Timer m_pause;
    io::FdWatch m_watch;
};

Result<> Listener::Impl::listen(std::string path)
{
    RZ_TRY(m_socket, ListeningSocket::create(std::move(path)));
    m_path = m_socket->path();
    m_watch = broker().watch(m_socket->fd(), io::Readiness::Readable, [this](io::Readiness) { accept(); });
    if (!m_watch)
        return failErrno("cannot watch a socket", errno);
    m_shutdownHook = broker().onShutdown([this] { close(Error(ErrorKind::Cancelled, "this program ends")); });
    RZ_LOG_INFO(m_router.log(), "other programs may attach at ", m_path);
    return {};
}

// In an order that leaves nobody to be told anything in between.
void Listener::Impl::close(const Error& reason)
{
    m_watch = {};
    m_pause.cancel();
    m_socket.reset();
    for (auto& [key, client] : std::exchange(m_clients, {})) {
        client.lost.reset();
        if (client.state == State::Decision)
            m_handler.onClientWithdrawn(key);
        if (client.state != State::Attached)
            continue;
        m_router.disconnect(*client.info.id, reason);
        m_handler.onClientLeft(client.info, reason);
    }
}

bool Listener::Impl::dismiss(ClientKey key)
{
    const Client* const client = find(key, State::Attached);
    return client != nullptr &&
           m_router.disconnect(*client->info.id, Error(ErrorKind::Cancelled, "it was cut off here"));
}

std::vector<ClientInfo> Listener::Impl::clients() const
{
    std::vector<ClientInfo> attached;
    for (const auto& [key, client] : m_clients) {
        if (client.state == State::Attached)
            attached.push_back(client.info);
    }
    return attached;
}

std::size_t Listener::Impl::count(State state) const
{
    return static_cast<std::size_t>(
        std::ranges::count_if(m_clients, [state](const auto& entry) { return entry.second.state == state; }));
}

Listener::Impl::Client* Listener::Impl::find(ClientKey key, State state)
{
    const auto found = m_clients.find(key);
    return found == m_clients.end() || found->second.state != state ? nullptr : &found->second;
}

// As long as there is room for those who have not said who they are; others wait where the kernel keeps them.
void Listener::Impl::watch()
{
    if (!m_watch || m_pause.active())
        return;
    m_watch.setInterest(count(State::Greeting) < MaxGreeting ? io::Readiness::Readable : io::Readiness::None);
}

void Listener::Impl::accept()
{
    for (int i = 0; i < AcceptedPerTurn && count(State::Greeting) < MaxGreeting; ++i) {
        UniqueFd socket(::accept4(m_socket->fd(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
        if (socket) {
            add(std::move(socket));
            continue;
        }
        if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED)
            break;
        RZ_LOG_WARNING(m_router.log(), Error::fromErrno("cannot take a client", errno).text());
        m_watch.setInterest(io::Readiness::None);
        m_pause = broker().after(AcceptPause, [this] {
            m_pause = {};
            watch();
        });
        return;
    }
    watch();
}

void Listener::Impl::add(UniqueFd socket)
{
    const auto peer = io::peerCredentials(socket.get());
    if (!peer || !io::isTrusted(*peer)) {
        RZ_LOG_WARNING(m_router.log(), "turned away a client of another user, ", peer ? str(peer->uid) : "unknown");
        return;
    }
    const ClientKey key = newClientKey();
    Client& client = m_clients[key];
    client.info.key = key;
    client.info.pid = peer->pid;
    client.info.uid = peer->uid;
    client.socket = std::move(socket);
    client.deadline = broker().after(m_greetingTime, [this, key] { drop(key, "it did not say who it is"); });
    client.watch =
        broker().watch(client.socket.get(), io::Readiness::Readable, [this, key](io::Readiness) { receive(key); });
    if (!client.watch)
        m_clients.erase(key);
}

void Listener::Impl::receive(ClientKey key)
{
    Client* const client = find(key, State::Greeting);
    if (client == nullptr) {
        drop(key, "it hung up");  // nothing else is reported of those who wait
        return;
    }
    if (!takeGreeting(*client))
        return;
    const auto pid = decodeClientGreeting(client->greeting);
    if (!pid) {
        drop(key, pid.error().text());
        return;
    }
    client->saidPid = *pid;
    client->deadline.cancel();
    ask(*client);
}

// True when it is complete; of its last byte only a copy was taken.
bool Listener::Impl::takeGreeting(Client& client)
{
    const auto rest = std::span(client.greeting).subspan(client.received);
    const ssize_t seen = ::recv(client.socket.get(), rest.data(), rest.size(), MSG_PEEK | MSG_DONTWAIT);
    if (seen < 0 && (errno == EAGAIN || errno == EINTR))
        return false;
    if (seen <= 0) {
        drop(client.info.key, "it hung up");
        return false;
    }
    client.received += static_cast<std::size_t>(seen);
    const bool complete = client.received == ClientGreetingSize;
    const auto taken = static_cast<std::size_t>(seen) - (complete ? 1 : 0);
    if (taken != 0)
        static_cast<void>(::recv(client.socket.get(), rest.data(), taken, MSG_DONTWAIT));
    return complete;
}

void Listener::Impl::ask(Client& client)
{
    const ClientKey key = client.info.key;
    if (count(State::Decision) >= MaxAsking || count(State::Attached) >= MaxClients) {
        drop(key, "there are too many");
        return;
    }
    client.state = State::Decision;
    client.watch.setInterest(io::Readiness::None);
    PeerProgram program = programOf(client.info.pid);
    client.info.program = std::move(program.name);
    client.info.commandLine = std::move(program.commandLine);
    watch();
    // Answered or dropped, the question is decided once.
    struct Question {
        ~Question() { answer(Decision::Refuse); }
        void answer(Decision decision)
        {
            if (const auto impl = std::exchange(listener, {}).lock())
                impl->broker().deferLater([weak = std::weak_ptr(impl), key = key, decision] {
                    if (const auto alive = weak.lock())
                        alive->decided(key, decision);
                });
        }
        std::weak_ptr<Impl> listener;
        ClientKey key;
    };
    auto question = std::make_unique<Question>(weak_from_this(), key);
    const ClientInfo info = client.info;
    m_handler.onClient(info, [question = std::move(question)](Decision decision) { question->answer(decision); });
}

void Listener::Impl::decided(ClientKey key, Decision decision)
{
    Client* const client = find(key, State::Decision);
    if (client == nullptr)
        return;
    if (decision == Decision::Refuse) {
        client->state = State::Id;  // nobody is asked any more
        drop(key, "it was refused");
        return;
    }
    client->state = State::Id;
    m_ids.allocate([weak = weak_from_this(), key](Result<ContextId> id) {
        if (const auto self = weak.lock())
            self->attach(key, std::move(id));
    });
}

void Listener::Impl::attach(ClientKey key, Result<ContextId> id)
{
    Client* const client = find(key, State::Id);
    if (client == nullptr)
        return;
    if (!id) {
        drop(key, id.error().text());
        return;
    }
    std::byte last{};
    const auto reply =
        encodeServerGreeting({.assigned = *id, .server = m_router.id(), .pid = static_cast<std::uint32_t>(::getpid())});
    client->watch = {};
    // Its socket is new, and has room.
    if (::recv(client->socket.get(), &last, 1, MSG_DONTWAIT) != 1 ||
        ::send(client->socket.get(), reply.data(), reply.size(), MSG_DONTWAIT | MSG_NOSIGNAL) !=
            static_cast<ssize_t>(reply.size())) {
        drop(key, "it hung up");
        return;
    }
    routing::StreamOptions options;
    options.remoteId = *id;
    // In a container it has another number than here.
    options.name =
        str(ClientNamePrefix, client->info.pid != 0 ? static_cast<std::uint32_t>(client->info.pid) : client->saidPid);
    options.authStamp = m_router.id();
    auto stream = routing::Stream::create(m_router, broker(), std::move(client->socket), {}, std::move(options));
    if (!stream) {
        drop(key, stream.error().text());
        return;
    }
    client->info.id = *id;
    client->state = State::Attached;
    client->lost = (*stream)->disconnected.connect([this, key](const Error& reason) { left(key, reason); });
    RZ_LOG_INFO(m_router.log(), (*stream)->name(), " attached as context ", raw(*id), ": ", client->info.commandLine);
    m_router.registerStream(std::move(*stream));
    const ClientInfo info = client->info;
    m_handler.onClientAttached(info);
}

void Listener::Impl::left(ClientKey key, const Error& reason)
{
    const auto gone = m_clients.extract(key);
    if (!gone.empty())
        m_handler.onClientLeft(gone.mapped().info, reason);
}

// Of one that is not attached.
void Listener::Impl::drop(ClientKey key, std::string_view why)
{
    const auto gone = m_clients.extract(key);
    if (gone.empty())
        return;
    RZ_LOG_DEBUG(m_router.log(), "dropped a client (pid ", gone.mapped().info.pid, "): ", why);
    watch();
    if (gone.mapped().state == State::Decision)
        m_handler.onClientWithdrawn(key);
}

Result<std::unique_ptr<Listener>> Listener::create(routing::Router& router, routing::IdSource& ids,
                                                   ClientHandler& handler, ListenerOptions options)
{
    const std::string path = options.path;
    auto impl = std::make_shared<Impl>(router, ids, handler, std::move(options));
    RZ_CHECK(impl->listen(path));
    return std::unique_ptr<Listener>(new Listener(std::move(impl)));
}

Listener::Listener(std::shared_ptr<Impl> impl) : m_impl(std::move(impl)) {}

Listener::~Listener()
{
    m_impl->close(Error(ErrorKind::Cancelled, "no program may attach any more"));
}

const std::string& Listener::path() const
{
    return m_impl->path();
}

std::vector<ClientInfo> Listener::clients() const
{
    return m_impl->clients();
}

bool Listener::dismiss(ClientKey key)
{
    return m_impl->dismiss(key);
}

}  // namespace rz::attach
