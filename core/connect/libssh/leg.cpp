#include "core/connect/libssh/leg.h"

#include "core/base/str.h"
#include "core/connect/hop_options.h"
#include "core/connect/libssh/flat_config.h"
#include "core/connect/libssh/known_hosts.h"
#include "core/io/profile.h"

#include <algorithm>

namespace rz::connect::ssh {

namespace {

constexpr std::size_t MaxLegs = 16;
// The connection's own time limit, which covers more than ours, when the hop does not set one.
constexpr std::chrono::seconds DefaultTimeout{30};
constexpr std::chrono::seconds DefaultKeepAlive{15};

// A little less than the connection allows, so that the step that waited can say what it waited for.
Duration connectLimit(const Hop* hop, const HostConfig& config)
{
    const auto whole = hop == nullptr ? std::nullopt : wholeOption(*hop, "connect_timeout");
    Duration limit = whole && *whole > 0 ? std::chrono::seconds(*whole) : DefaultTimeout;
    limit -= std::min<Duration>(limit / 10, std::chrono::seconds(1));
    if (config.connectTimeout.count() > 0)
        limit = std::min<Duration>(limit, config.connectTimeout);
    return limit;
}

std::string labelOf(const ConfigQuery& query)
{
    return str("ssh ", query.user, query.user.empty() ? "" : "@", query.host, query.port ? str(':', *query.port) : "");
}

class Planner {
public:
    Planner(const SshSettings& settings, const CancelToken& cancel) : m_settings(settings), m_cancel(cancel) {}

    Result<Leg> readLeg(ConfigQuery query)
    {
        Leg leg;
        leg.query = std::move(query);
        leg.query.file = m_settings.configFile;
        RZ_TRY(leg.config, readHostConfig(leg.query, m_cancel));
        if (!m_settings.knownHostsFile.empty())
            leg.config.userKnownHosts = {m_settings.knownHostsFile};
        leg.label = labelOf(leg.query);
        leg.hostKeys = leg.config.hostKeyPolicy.value_or(
            parseHostKeyPolicy(m_settings.defaultHostKeys).value_or(HostKeyPolicy::Ask));
        leg.keepAlive = leg.config.aliveInterval.count() > 0 ? leg.config.aliveInterval : DefaultKeepAlive;
        leg.connectLimit = connectLimit(nullptr, leg.config);
        return leg;
    }

    // Puts the jumps on the way to `target`, then itself.
    Result<> add(Leg target)
    {
        for (std::size_t i = 0; i < target.config.proxyJump.size(); ++i) {
            if (m_legs.size() >= MaxLegs || ++m_depth > MaxLegs)
                return std::unexpected(
                    jumpCircleError(str("more than ", MaxLegs, " jumps on the way to ", target.host())));
            RZ_TRY(ConfigQuery query, parseJump(target.config.proxyJump[i]));
            RZ_TRY(Leg jump, readLeg(std::move(query)));
            // Only the first one is reached by its own settings; the others through those before them.
            if (i > 0) {
                jump.config.proxyJump.clear();
                jump.config.proxyCommand.clear();
                m_legs.push_back(std::move(jump));
            } else {
                RZ_CHECK(add(std::move(jump)));
            }
        }
        m_legs.push_back(std::move(target));
        return {};
    }

    std::vector<Leg> takeLegs(std::vector<std::string> path)
    {
        for (Leg& leg : m_legs) {
            path.push_back(leg.label);
            leg.path = path;
        }
        return std::move(m_legs);
    }

private:
    const SshSettings& m_settings;
    const CancelToken& m_cancel;
    std::vector<Leg> m_legs;
    std::size_t m_depth = 0;
};

}  // namespace

std::string Leg::address() const
{
    return str(host(), ':', config.port);
}

std::string Leg::knownName() const
{
    // An alias stands for the host and its port.
    if (!config.hostKeyAlias.empty())
        return ssh::knownName(config.hostKeyAlias, 22);
    return ssh::knownName(config.hostName, config.port);
}

Result<std::vector<Leg>> planLegs(const Hop& hop, const std::vector<std::string>& before, const SshSettings& settings,
                                  const CancelToken& cancel)
{
    const io::ProfileSpan span("read configuration");
    ConfigQuery query{.host = textOption(hop, "hostname"), .user = textOption(hop, "username")};
    if (const auto port = wholeOption(hop, "port"))
        query.port = static_cast<std::uint16_t>(*port);
    query.identityFile = textOption(hop, "identity_file");

    Planner planner(settings, cancel);
    RZ_TRY(Leg leg, planner.readLeg(std::move(query)));
    leg.label = hop.label();
    leg.password = secretOption(hop, "password");
    if (const auto policy = parseHostKeyPolicy(textOption(hop, "check_host_keys")))
        leg.hostKeys = *policy;
    const bool given = leg.password || !leg.query.identityFile.empty();
    if (given && flagOption(hop, "identities_only", true))
        leg.config.identitiesOnly = true;
    leg.config.compression = flagOption(hop, "compression", leg.config.compression);
    if (const auto interval = wholeOption(hop, "keepalive_interval"))
        leg.keepAlive = std::chrono::seconds(*interval);
    leg.debugLevel = static_cast<int>(std::clamp<std::int64_t>(wholeOption(hop, "ssh_debug_level").value_or(0), 0, 3));
    leg.connectLimit = connectLimit(&hop, leg.config);
    if (!before.empty()) {
        leg.config.proxyJump.clear();
        leg.config.proxyCommand.clear();
    }
    RZ_CHECK(planner.add(std::move(leg)));
    return planner.takeLegs(before);
}

Result<ConfigQuery> parseJump(std::string_view text)
{
    const auto bad = [&] { return fail(ErrorKind::Argument, str("ProxyJump \"", text, "\" names no host")); };
    std::string_view rest = text;
    if (rest.starts_with("ssh://"))
        rest.remove_prefix(6);
    ConfigQuery query;
    if (const std::size_t at = rest.rfind('@'); at != std::string_view::npos) {
        query.user = rest.substr(0, at);
        rest.remove_prefix(at + 1);
    }
    std::string_view port;
    if (rest.starts_with('[')) {
        const std::size_t end = rest.find(']');
        if (end == std::string_view::npos)
            return bad();
        query.host = rest.substr(1, end - 1);
        rest.remove_prefix(end + 1);
        if (rest.starts_with(':'))
            port = rest.substr(1);
    } else {
        const std::size_t colon = rest.find(':');
        query.host = rest.substr(0, colon);
        if (colon != std::string_view::npos)
            port = rest.substr(colon + 1);
    }
    if (!port.empty()) {
        const auto number = parseNumber(port);
        if (!number || *number < 1 || *number > 65535)
            return bad();
        query.port = static_cast<std::uint16_t>(*number);
    }
    if (query.host.empty())
        return bad();
    return query;
}

}  // namespace rz::connect::ssh
