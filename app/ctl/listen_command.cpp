#include "app/ctl/commands.h"
#include "app/ctl/exit_code.h"
#include "app/ctl/print_line.h"

#include "core/attach/contexts_service.h"
#include "core/attach/listener.h"
#include "core/base/str.h"
#include "core/qt/json.h"
#include "core/rpc/pool.h"

#include <algorithm>
#include <cstdio>
#include <vector>

namespace rz::ctl {

namespace {

std::string describe(const attach::ClientInfo& client)
{
    return str(client.commandLine.empty() ? client.program : client.commandLine, " (process ", client.pid, ')');
}

// Whoever started this command wants scripts to attach: the socket is closed to other users, and nobody else is asked.
class Clients final : public attach::ClientHandler {
    void onClient(const attach::ClientInfo& /*client*/, attach::Decide decide) override
    {
        decide(attach::Decision::Admit);
    }
    void onClientAttached(const attach::ClientInfo& client) override
    {
        printLine(stderr, str("rhizomectl: ", describe(client), " attached as context ", raw(*client.id)));
    }
    void onClientLeft(const attach::ClientInfo& client, const Error& /*reason*/) override
    {
        printLine(stderr, str("rhizomectl: ", describe(client), " left"));
    }
};

// What scripts are told: all there is a way to, with what is known of those that were connected here. Of any thread; `made`
// does not change any more.
std::vector<attach::KnownContext> listed(const routing::Router& router, const std::vector<Node>& made)
{
    std::vector<attach::KnownContext> contexts = attach::contextsBelow(router);
    for (attach::KnownContext& context : contexts) {
        const auto node = std::ranges::find(made, context.id, [](const Node& each) { return each.connected.id; });
        if (node == made.end())
            continue;
        context.name = node->connected.name;
        context.parent = node->parent;
        context.native = node->connected.native;
        context.facts = node->connected.facts;
    }
    return contexts;
}

Result<> listen(Session& session, const CommandLine& line)
{
    for (const connect::Chain& chain : line.chains)
        RZ_CHECK(session.connectChain(chain));
    RZ_TRY(const auto pool, rpc::Pool::create(session.router()));
    RZ_CHECK(pool->add(std::make_unique<attach::ContextsService>(
        [&router = session.router(), &made = session.nodes()] { return listed(router, made); })));
    Clients clients;
    RZ_TRY(const auto listener,
           attach::Listener::create(session.router(), session.ids(), clients, {.path = line.socket}));
    if (line.json) {
        Dict dict;
        dict.set("path", listener->path());
        std::puts(toJson(Value(std::move(dict))).c_str());
    } else {
        std::puts(listener->path().c_str());
    }
    std::fflush(stdout);
    session.broker().runUntil([&] { return session.interrupted(); });
    return {};
}

}  // namespace

int listenCommand(Session& session, const CommandLine& line)
{
    const Result<> listened = listen(session, line);
    if (listened)
        return static_cast<int>(ExitCode::Success);
    reportError(listened.error(), line.json);
    return static_cast<int>(exitCodeFor(listened.error()));
}

}  // namespace rz::ctl
