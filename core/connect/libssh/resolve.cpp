#include "core/connect/libssh/resolve.h"

#include "core/base/assertion.h"
#include "core/base/str.h"
#include "core/io/profile.h"
#include "core/io/thread.h"

#include <arpa/inet.h>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <optional>
#include <poll.h>
#include <sys/eventfd.h>

namespace rz::connect::ssh {

namespace {

struct Query {
    std::string host;
    std::string service;
    addrinfo hints{};
};

struct Reply {
    int error = 0;
    int errnum = 0;
    std::vector<io::Address> addresses;
};

std::string textOf(const sockaddr_storage& storage)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    const void* bytes = storage.ss_family == AF_INET6
                            ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in6*>(&storage)->sin6_addr)
                            : &reinterpret_cast<const sockaddr_in*>(&storage)->sin_addr;
    ::inet_ntop(storage.ss_family, bytes, text.data(), text.size());
    return text.data();
}

Reply ask(const Query& query)
{
    Reply reply;
    addrinfo* list = nullptr;
    reply.error = ::getaddrinfo(query.host.c_str(), query.service.c_str(), &query.hints, &list);
    reply.errnum = errno;
    for (const addrinfo* one = list; one != nullptr && reply.error == 0; one = one->ai_next) {
        io::Address address;
        if (one->ai_addrlen > sizeof address.storage)
            continue;
        std::memcpy(&address.storage, one->ai_addr, one->ai_addrlen);
        address.length = one->ai_addrlen;
        address.text = textOf(address.storage);
        reply.addresses.push_back(address);
    }
    if (list != nullptr)
        ::freeaddrinfo(list);
    return reply;
}

// getaddrinfo() cannot be interrupted. It runs on a thread that owns all it touches, so that a cancelled query may be
// abandoned; `done` wakes whoever still waits.
struct Pending {
    Query query;
    UniqueFd done;
    Reply reply;
    std::atomic<bool> answered = false;  // the descriptor wakes, but orders nothing between the threads
};

Result<Reply> askCancellably(Query query, const CancelToken& cancel)
{
    auto pending = std::make_shared<Pending>();
    pending->query = std::move(query);
    pending->done = UniqueFd(::eventfd(0, EFD_CLOEXEC));
    if (!pending->done)
        return failErrno("eventfd", errno);
    RZ_TRY(io::Thread asking, io::Thread::start("name-lookup", [pending] {
               const io::ProfileSpan span("getaddrinfo");
               pending->reply = ask(pending->query);
               pending->answered.store(true, std::memory_order_release);
               ::eventfd_write(pending->done.get(), 1);
           }));
    asking.detach();
    RZ_TRY([[maybe_unused]] const bool ready, cancel.wait(pending->done.get(), POLLIN, {}));
    RZ_ASSERT(pending->answered.load(std::memory_order_acquire));
    return std::move(pending->reply);
}

Error explain(const std::string& host, const Reply& reply)
{
    const std::string why = reply.error == EAI_SYSTEM ? std::strerror(reply.errnum) : ::gai_strerror(reply.error);
    ErrorDetails details{.seen = why};
    if (reply.error == EAI_AGAIN || reply.error == EAI_SYSTEM) {
        details.cause = "The name server did not answer.";
        details.fix = "Check the network of this machine, or give an address instead of a name.";
    } else {
        details.cause = str("There is no host called ", host, '.');
        details.fix = "Check the spelling, or give an address instead of a name.";
    }
    return Error(ErrorKind::Stream, str("cannot find the address of ", host, ": ", why))
        .withDetails(std::move(details));
}

}  // namespace

Result<std::vector<io::Address>> resolveHost(const std::string& host, std::uint16_t port, std::string_view family,
                                             const CancelToken& cancel)
{
    const io::ProfileSpan span("resolve");
    Query query{.host = host, .service = str(port)};
    query.hints.ai_family = family == "inet" ? AF_INET : family == "inet6" ? AF_INET6 : AF_UNSPEC;
    query.hints.ai_socktype = SOCK_STREAM;
    query.hints.ai_flags = AI_NUMERICSERV | AI_NUMERICHOST;
    // An address needs no name server, and so no thread.
    Reply reply = ask(query);
    if (reply.error == EAI_NONAME) {
        query.hints.ai_flags = AI_NUMERICSERV;
        RZ_TRY(reply, askCancellably(std::move(query), cancel));
    }
    if (reply.error != 0 || reply.addresses.empty())
        return std::unexpected(explain(host, reply));
    return std::move(reply.addresses);
}

io::Address peerOf(int socket)
{
    io::Address address;
    address.length = sizeof address.storage;
    ::getpeername(socket, reinterpret_cast<sockaddr*>(&address.storage), &address.length);
    address.text = textOf(address.storage);
    return address;
}

}  // namespace rz::connect::ssh
