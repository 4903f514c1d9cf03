#pragma once

#include "core/base/str.h"
#include "tests/integration/transport_fixture.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace rz::test {

// How often `part` is in `text`.
inline std::size_t count(std::string_view text, std::string_view part)
{
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size()))
        ++found;
    return found;
}

// What happens when everything but authentication is trivial.
struct AuthFixture : TransportFixture {
    explicit AuthFixture(SshServer::Options options = {}) : server(std::move(options)) { trust(server); }

    connect::Hop here() const { return hop(server); }
    connect::Hop withPassword(std::string_view password) const
    {
        connect::Hop made = here();
        made.options.set("password", Secret(password));
        return made;
    }
    // Empty when it opened, and the shell there is the user's.
    std::string fails(const connect::Hop& to)
    {
        opened = open(to);
        if (!opened->wait())
            return "it neither opened nor failed";
        if (opened->error())
            return str(toString(opened->error()->kind()), ": ", opened->errorText());
        FarShell far(*broker, opened->takeTransport());
        far.send("echo I am $(id -un).\n");
        return far.readUntil(".\n") == str("I am ", user.name(), ".\n") ? std::string() : far.received();
    }
    std::size_t refusedByServer() const { return count(server.log(), "Failed password"); }

    SshServer server;
    std::unique_ptr<Opened> opened;
};

}  // namespace rz::test
