#pragma once

#include "core/attach/connect.h"
#include "core/attach/listener.h"
#include "core/io/unix_socket.h"
#include "tests/unit/routing_support.h"

#include <array>
#include <cerrno>
#include <functional>
#include <optional>
#include <poll.h>
#include <span>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <utility>
#include <vector>

// The other end of a mitogen.unix socket in the hands of a test, and who decides over clients.
namespace rz::test {

inline constexpr uid_t Nobody = 65534;

// What this process is called by those who look.
inline std::string programName()
{
    return program_invocation_short_name;
}

inline std::string bytesOf(std::span<const std::byte> bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline UniqueFd connectTo(const std::string& path)
{
    UniqueFd fd = io::unixSocket();
    const io::UnixAddress address = io::unixAddress(path).value();
    if (::connect(fd.get(), address.get(), io::UnixAddress::length()) != 0)
        return {};
    return fd;
}

inline UniqueFd listenAt(const std::string& path, int backlog = 5)
{
    UniqueFd fd = io::unixSocket();
    const io::UnixAddress address = io::unixAddress(path).value();
    if (::bind(fd.get(), address.get(), io::UnixAddress::length()) != 0 || ::listen(fd.get(), backlog) != 0)
        return {};
    return fd;
}

inline void sendTo(const UniqueFd& fd, std::string_view bytes)
{
    static_cast<void>(::send(fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL));
}

// What has come until now; "EOF" or "RESET" at the end when there will be no more.
inline std::string received(const UniqueFd& fd)
{
    std::string text;
    std::array<char, 4096> buffer;
    for (;;) {
        const ssize_t count = ::recv(fd.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (count == 0)
            return text + "EOF";
        if (count < 0)
            return errno == ECONNRESET ? text + "RESET" : text;
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
}

// Admits all, unless told otherwise, and writes down what it is told.
class Doorman final : public attach::ClientHandler {
public:
    enum class Manner { Admit, Refuse, Drop, Keep } manner = Manner::Admit;
    std::vector<attach::ClientInfo> asked;
    std::vector<attach::Decide> kept;
    std::vector<attach::ClientKey> withdrawn;
    std::vector<attach::ClientInfo> attached;
    std::vector<std::string> left;

private:
    void onClient(const attach::ClientInfo& client, attach::Decide decide) override
    {
        asked.push_back(client);
        switch (manner) {
        case Manner::Admit: decide(attach::Decision::Admit); break;
        case Manner::Refuse: decide(attach::Decision::Refuse); break;
        case Manner::Drop: break;
        case Manner::Keep: kept.push_back(std::move(decide)); break;
        }
    }
    void onClientWithdrawn(attach::ClientKey key) override { withdrawn.push_back(key); }
    void onClientAttached(const attach::ClientInfo& client) override { attached.push_back(client); }
    void onClientLeft(const attach::ClientInfo& /*client*/, const Error& reason) override
    {
        left.push_back(reason.text());
    }
};

}  // namespace rz::test
