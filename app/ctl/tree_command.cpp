#include "app/ctl/commands.h"
#include "app/ctl/exit_code.h"
#include "app/ctl/print_line.h"

#include "core/base/str.h"
#include "core/qt/json.h"

#include <cstdio>

namespace rz::ctl {

namespace {

constexpr Duration PingLimit = std::chrono::seconds(5);

std::string factOf(const Node& node, std::string_view name)
{
    const Value* value = node.connected.facts.find(name);
    return value != nullptr && value->is<std::string>() ? *value->as<std::string>() : std::string();
}

std::optional<Duration> pingOnce(Session& session, ContextId id)
{
    std::optional<Result<Duration>> answer;
    rpc::Context(session.router(), id).ping(PingLimit, [&answer](Result<Duration> rtt) { answer = std::move(rtt); });
    session.broker().runUntil([&] { return answer.has_value(); });
    return answer && *answer ? std::optional(**answer) : std::nullopt;
}

// A context that was just made answers for the first time when it is through with its start: that is no round trip.
std::optional<Duration> ping(Session& session, ContextId id)
{
    return pingOnce(session, id) ? pingOnce(session, id) : std::nullopt;
}

double milliseconds(Duration duration)
{
    return std::chrono::duration<double, std::milli>(duration).count();
}

List asList(Session& session, ContextId parent)
{
    List list;
    for (const Node& node : session.nodes()) {
        if (node.parent != parent)
            continue;
        Dict dict;
        dict.set("id", std::int64_t{raw(node.connected.id)});
        dict.set("name", node.connected.name);
        dict.set("hop", node.hop.toChainText());
        dict.set("facts", node.connected.facts);
        dict.set("native", node.connected.native);
        if (const auto rtt = node.connected.native ? ping(session, node.connected.id) : std::nullopt)
            dict.set("rtt_ms", milliseconds(*rtt));
        dict.set("children", asList(session, node.connected.id));
        list.items.emplace_back(std::move(dict));
    }
    return list;
}

// "alice@web1  context 2  0.4 ms". A Python context tells nothing of itself, and answers no ping.
std::string describe(Session& session, const Node& node)
{
    const std::string context = str("context ", raw(node.connected.id));
    if (!node.connected.native)
        return str("Python  ", context);
    const auto rtt = ping(session, node.connected.id);
    return str(factOf(node, "user"), '@', factOf(node, "host"), "  ", context, "  ",
               rtt ? str(milliseconds(*rtt), " ms") : std::string("no answer"));
}

void printBelow(Session& session, ContextId parent, const std::string& indent)
{
    std::vector<const Node*> children;
    for (const Node& node : session.nodes()) {
        if (node.parent == parent)
            children.push_back(&node);
    }
    for (const Node* node : children) {
        const bool last = node == children.back();
        printLine(stdout, str(indent, last ? "└── " : "├── ", node->hop.label(), "  ", describe(session, *node)));
        printBelow(session, node->connected.id, indent + (last ? "    " : "│   "));
    }
}

}  // namespace

int treeCommand(Session& session, const CommandLine& line)
{
    int status = static_cast<int>(ExitCode::Success);
    for (const connect::Chain& chain : line.chains) {
        if (auto context = session.connectChain(chain); !context) {
            reportError(context.error(), line.json);
            status = static_cast<int>(exitCodeFor(context.error()));
        }
    }
    const ContextId self = session.router().id();
    if (line.json) {
        std::puts(toJson(Value(asList(session, self))).c_str());
    } else {
        std::puts("rhizomectl");
        printBelow(session, self, "");
    }
    return status;
}

}  // namespace rz::ctl
