#include "app/ctl/commands.h"
#include "app/ctl/exit_code.h"
#include "app/ctl/print_line.h"

#include "core/connect/discover_function.h"
#include "core/connect/discovery.h"
#include "core/qt/json.h"

#include <algorithm>
#include <cstdio>

namespace rz::ctl {

namespace {

using Found = Result<std::vector<connect::Candidate>>;

// On this machine, without a context.
Found discoverHere(Session& session, const connect::Hop& hop)
{
    std::optional<Found> found;
    const auto search =
        connect::Discovery::start(session.broker(), hop, [&found](Found candidates) { found = std::move(candidates); });
    session.broker().runUntil([&] { return found.has_value() || session.interrupted(); });
    if (!found)
        return fail(ErrorKind::Cancelled, "the search was interrupted");
    return std::move(*found);
}

Found discover(Session& session, const CommandLine& line)
{
    const connect::Hop hop{.method = line.function, .options = {}};
    if (line.chains.empty())
        return discoverHere(session, hop);
    RZ_TRY(const rpc::Context context, session.connectChain(line.chains.front()));
    RZ_TRY(const Value found, callAndWait(session, context, connect::discoverCall(hop), line.timeout));
    return connect::candidatesFrom(found);
}

void print(const std::vector<connect::Candidate>& found)
{
    std::size_t nameWidth = 0;
    std::size_t stateWidth = 0;
    for (const connect::Candidate& candidate : found) {
        nameWidth = std::max(nameWidth, candidate.name.size());
        stateWidth = std::max(stateWidth, candidate.state.size());
    }
    for (const connect::Candidate& candidate : found) {
        std::string text = candidate.name;
        text.resize(nameWidth + 2, ' ');
        text += candidate.state;
        text.resize(nameWidth + stateWidth + 4, ' ');
        text += candidate.note;
        text.resize(text.find_last_not_of(' ') + 1);
        printLine(stdout, text);
    }
}

}  // namespace

int discoverCommand(Session& session, const CommandLine& line)
{
    const auto found = discover(session, line);
    if (!found) {
        reportError(found.error(), line.json);
        return static_cast<int>(exitCodeFor(found.error()));
    }
    if (line.json)
        std::puts(toJson(connect::toValue(*found)).c_str());
    else
        print(*found);
    return static_cast<int>(ExitCode::Success);
}

}  // namespace rz::ctl
