#include "core/connect/libssh/agent_proxy.h"

#include "core/base/base64.h"
#include "core/base/big_endian.h"
#include "core/base/str.h"
#include "core/io/process.h"
#include "core/io/profile.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace rz::connect::ssh {

namespace {

// The agent protocol: a length of four bytes, a type, then numbers and strings as ssh writes them.
constexpr char Failure = 5;
constexpr char RequestIdentities = 11;
constexpr char IdentitiesAnswer = 12;
constexpr char SignRequest = 13;
constexpr std::size_t MaxMessage = 256 * 1024;
constexpr std::uint32_t MaxKeys = 2048;
// For an agent that takes no connection, and between two looks whether it does.
constexpr Duration AgentPatience = std::chrono::seconds(10);
constexpr Duration AgentPause = std::chrono::milliseconds(50);

std::string fromNumber(std::size_t number)
{
    std::string bytes;
    appendU32(bytes, static_cast<std::uint32_t>(number));
    return bytes;
}

std::string fromText(std::string_view text)
{
    return fromNumber(text.size()).append(text);
}

std::optional<std::uint32_t> takeNumber(std::string_view& message)
{
    if (message.size() < 4)
        return {};
    const std::uint32_t number = getU32(message.data());
    message.remove_prefix(4);
    return number;
}

std::optional<std::string_view> takeText(std::string_view& message)
{
    const auto length = takeNumber(message);
    if (!length || *length > message.size())
        return {};
    const std::string_view text = message.substr(0, *length);
    message.remove_prefix(*length);
    return text;
}

bool readExactly(int fd, char* into, std::size_t size)
{
    while (size > 0) {
        const ssize_t count = ::recv(fd, into, size, 0);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        into += count;
        size -= static_cast<std::size_t>(count);
    }
    return true;
}

// A message without its length; nothing when the other end is gone or talks nonsense.
std::optional<std::string> receive(int fd)
{
    std::string length(4, '\0');
    if (!readExactly(fd, length.data(), length.size()))
        return {};
    const std::size_t size = getU32(length.data());
    if (size == 0 || size > MaxMessage)
        return {};
    std::string message(size, '\0');
    if (!readExactly(fd, message.data(), size))
        return {};
    return message;
}

bool send(int fd, std::string_view message)
{
    const std::string bytes = fromText(message);
    std::string_view rest = bytes;
    while (!rest.empty()) {
        const ssize_t count = ::send(fd, rest.data(), rest.size(), MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        rest.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

// An agent that is stopped has a queue that is full sooner or later: to connect would then wait without end.
Result<> connectToAgent(int fd, const sockaddr_un& address, const CancelToken& token)
{
    const TimePoint deadline = Clock::now() + AgentPatience;
    const int flags = ::fcntl(fd, F_GETFL);
    ::fcntl(fd, F_SETFL, flags | O_NONBLOCK);
    while (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        if (errno != EAGAIN && errno != EINTR)
            return failErrno(str("no ssh-agent at ", address.sun_path), errno);
        const TimePoint now = Clock::now();
        if (now >= deadline)
            return fail(ErrorKind::Timeout, str("the ssh-agent at ", address.sun_path, " does not answer"));
        RZ_CHECK(token.wait(-1, 0, now + AgentPause));
    }
    ::fcntl(fd, F_SETFL, flags);
    return {};
}

}  // namespace

Result<std::unique_ptr<AgentProxy>> AgentProxy::create(const std::string& socketPath,
                                                       std::shared_ptr<CancelToken> token)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (socketPath.size() >= sizeof address.sun_path)
        return failErrno(socketPath, ENAMETOOLONG);
    std::ranges::copy(socketPath, address.sun_path);
    UniqueFd agent(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!agent)
        return failErrno("socket", errno);
    RZ_CHECK(connectToAgent(agent.get(), address, *token));
    std::unique_ptr<AgentProxy> proxy(new AgentProxy(std::move(agent), std::move(token)));
    RZ_CHECK(proxy->listKeys());
    return proxy;
}

AgentProxy::AgentProxy(UniqueFd agent, std::shared_ptr<CancelToken> token)
    : m_token(std::move(token)), m_agent(std::move(agent)), m_agentGuard(*m_token, m_agent.get())
{
}

AgentProxy::~AgentProxy()
{
    // libssh would keep its end as long as the session lives.
    if (m_session != nullptr)
        ssh_set_agent_socket(m_session, SSH_INVALID_SOCKET);
    if (m_ours)
        ::shutdown(m_ours.get(), SHUT_RDWR);
    ::shutdown(m_agent.get(), SHUT_RDWR);
    if (m_thread.joinable())
        m_thread.join();
}

Result<> AgentProxy::listKeys()
{
    const auto nonsense = [] { return fail(ErrorKind::Error, "the ssh-agent does not answer as one"); };
    if (!send(m_agent.get(), std::string_view(&RequestIdentities, 1)))
        return nonsense();
    const auto reply = receive(m_agent.get());
    if (!reply || reply->front() != IdentitiesAnswer)
        return nonsense();
    std::string_view rest = std::string_view(*reply).substr(1);
    const auto count = takeNumber(rest);
    if (!count || *count > MaxKeys)
        return nonsense();
    for (std::uint32_t i = 0; i < *count; ++i) {
        const auto blob = takeText(rest);
        const auto comment = takeText(rest);
        if (!blob || !comment)
            return nonsense();
        m_keys.push_back({.blob = toBase64(*blob), .comment = std::string(*comment)});
    }
    return {};
}

Result<> AgentProxy::attach(ssh_session session, std::vector<AgentKey> wanted)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_wanted = std::move(wanted);
        m_signedWith.reset();
    }
    return m_session == nullptr ? connectTo(session) : Result<>();
}

std::optional<AgentKey> AgentProxy::signedWith() const
{
    const std::scoped_lock lock(m_mutex);
    return m_signedWith;
}

Result<> AgentProxy::connectTo(ssh_session session)
{
    RZ_TRY(auto ends, io::makeSocketPair());
    m_theirs = std::move(ends.first);
    m_ours = std::move(ends.second);
    m_oursGuard.emplace(*m_token, m_ours.get());
    // libssh waits on its end by itself; only the first of a pair is non-blocking.
    ::fcntl(m_theirs.get(), F_SETFL, ::fcntl(m_theirs.get(), F_GETFL) & ~O_NONBLOCK);
    if (ssh_set_agent_socket(session, m_theirs.get()) != SSH_OK)
        return fail(ErrorKind::Error, "libssh takes no agent");
    auto serving = io::Thread::start("ssh-agent", [this] { serve(); });
    if (!serving) {
        ssh_set_agent_socket(session, SSH_INVALID_SOCKET);
        return std::unexpected(std::move(serving).error());
    }
    m_thread = std::move(*serving);
    m_session = session;
    return {};
}

void AgentProxy::serve()
{
    while (const auto request = receive(m_ours.get())) {
        if (!send(m_ours.get(), answer(*request)))
            return;
    }
}

std::string AgentProxy::answer(const std::string& request)
{
    const io::ProfileSpan span(request.front() == RequestIdentities ? "list keys"
                               : request.front() == SignRequest     ? "sign"
                                                                    : "pass on");
    if (request.front() == RequestIdentities)
        return listing();
    if (request.front() == SignRequest)
        noteSigning(std::string_view(request).substr(1));
    std::optional<std::string> reply;
    if (send(m_agent.get(), request))
        reply = receive(m_agent.get());
    return reply.value_or(std::string(1, Failure));
}

std::string AgentProxy::listing() const
{
    const std::scoped_lock lock(m_mutex);
    std::string message = std::string(1, IdentitiesAnswer) + fromNumber(m_wanted.size());
    for (const AgentKey& key : m_wanted)
        message += fromText(fromBase64(key.blob).value_or("")) + fromText(key.comment);
    return message;
}

void AgentProxy::noteSigning(std::string_view request)
{
    const std::string blob = toBase64(takeText(request).value_or(""));
    const std::scoped_lock lock(m_mutex);
    const auto found = std::ranges::find(m_wanted, blob, &AgentKey::blob);
    if (found != m_wanted.end())
        m_signedWith = *found;
}

}  // namespace rz::connect::ssh
