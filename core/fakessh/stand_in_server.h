#pragma once

#include "core/base/error.h"
#include "core/base/unique_fd.h"
#include "core/fakessh/session_opener.h"
#include "core/io/broker.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace rz::fakessh {

struct Traffic {
    std::uint64_t sent = 0;      // bytes to the destination
    std::uint64_t received = 0;  // bytes from there
    std::size_t sessions = 0;    // now

    bool operator==(const Traffic&) const = default;
};

// Serves the stand-ins (stand_in.h) of one program, and of what that starts: any number, each a session of its own. Who is
// neither our user nor root is turned away. Ends with its object: stand-ins that wait are told that all is lost.
// Broker thread.
class StandInServer {
public:
    // Listens at a path, which must not be there; removes it in the end. `opener` must outlive the server.
    static Result<std::unique_ptr<StandInServer>> create(SessionOpener& opener, std::string path);
    ~StandInServer();
    StandInServer(const StandInServer&) = delete;
    StandInServer& operator=(const StandInServer&) = delete;

    Traffic traffic() const;

private:
    class Client;

    StandInServer(SessionOpener& opener, std::string path);
    Result<> listen();
    void accept();
    void drop(const Client& client);

    SessionOpener& m_opener;
    const std::string m_path;
    UniqueFd m_socket;
    std::vector<std::unique_ptr<Client>> m_clients;
    Traffic m_past;  // of those that have ended
    io::FdWatch m_watch;
};

}  // namespace rz::fakessh
