#pragma once

#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/io/broker.h"
#include "core/routing/id_source.h"
#include "core/routing/router.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace rz::attach {

enum class ClientKey : std::uint64_t {};  // never used twice in a process

// A program that wants to use our contexts, or does. Who it is comes from the kernel, not from what it says.
struct ClientInfo {
    ClientKey key{};
    pid_t pid = 0;                // 0: it is in a container, where pids are other ones
    uid_t uid = 0;                // this user's, or 0
    std::string program;          // "python3": its executable's name; empty when it cannot be told
    std::string commandLine;      // "python3 deploy.py --all"; its own words: data, cut to 4 KiB
    std::optional<ContextId> id;  // once it is attached
};

// Over a client that asks to be attached.
enum class Decision : std::uint8_t { Refuse, Admit };
// Once, on the broker thread, at any time: client and listener may be gone by then. Dropped unanswered it refuses.
using Decide = std::move_only_function<void(Decision)>;

// Who decides over clients, and is told of them. Broker thread; must not destroy the listener.
class ClientHandler {
public:
    virtual ~ClientHandler() = default;
    // It waits for its answer, as long as it takes, and has done nothing yet.
    virtual void onClient(const ClientInfo& client, Decide decide) = 0;
    // It has gone before it was decided.
    virtual void onClientWithdrawn([[maybe_unused]] ClientKey key) {}
    virtual void onClientAttached([[maybe_unused]] const ClientInfo& client) {}
    virtual void onClientLeft([[maybe_unused]] const ClientInfo& client, [[maybe_unused]] const Error& reason) {}
};

struct ListenerOptions {
    std::string path;  // empty: a new one in socketDirectory(), as Mitogen names them
    // A client says who it is at once; one that does not is dropped.
    Duration greetingTime = std::chrono::seconds(5);
};

// Lets other programs of this user use the contexts of a router, by mitogen.unix.connect of a stock Mitogen or by
// attach::connect (reference: mitogen.unix.Listener). Each that is admitted is a context of the tree with an id of its own,
// named unix_client.PID, that acts with our authority: it may call everything below us. It gets modules as a child would.
// Never waits for a client. The socket is removed when the listener ends, which is when the broker shuts down at the latest;
// clients that are attached are then cut off. Broker thread.
class Listener {
public:
    // All must outlive it. Fails with Argument for a path that is too long, with System (errnum()) when there is something else
    // at the path, somebody listens there (EADDRINUSE), or no such directory. A socket at which nobody listens is replaced.
    static Result<std::unique_ptr<Listener>> create(routing::Router& router, routing::IdSource& ids,
                                                    ClientHandler& handler, ListenerOptions options = {});
    // Refuses those who wait, and cuts off those who are attached.
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    const std::string& path() const;
    // Those that are attached.
    std::vector<ClientInfo> clients() const;
    // Cuts one off; false when it is not attached.
    bool dismiss(ClientKey key);

    static constexpr std::size_t MaxGreeting = 64;  // clients that have not said who they are; more wait in the backlog
    static constexpr std::size_t MaxAsking = 16;    // that wait for their answer; more are refused
    static constexpr std::size_t MaxClients = 256;  // that are attached; more are refused

private:
    class Impl;
    explicit Listener(std::shared_ptr<Impl> impl);
    const std::shared_ptr<Impl> m_impl;  // decisions may come after its end
};

}  // namespace rz::attach
