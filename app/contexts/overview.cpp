#include "app/contexts/overview.h"

#include "app/common/control_pictures.h"
#include "app/common/format.h"
#include "app/common/node_label.h"
#include "app/contexts/node_text.h"

#include <QCoreApplication>
#include <QSysInfo>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

struct OverviewTr {
    Q_DECLARE_TR_FUNCTIONS(rz::app::Overview)
};

using Kind = OverviewFact::Kind;

// A context may say what it likes of itself; nobody reads more.
constexpr std::size_t MostOtherFacts = 100;
constexpr qsizetype LongestName = 100;
constexpr qsizetype LongestValue = 2000;

// Facts of the hello that have a name of their own here, in this order; others follow under the name they came with.
struct NamedFact {
    std::string_view key;
    const char* label;
};
constexpr std::array NamedFacts = {
    NamedFact{"host", QT_TRANSLATE_NOOP("rz::app::Overview", "Host")},
    NamedFact{"hostname", QT_TRANSLATE_NOOP("rz::app::Overview", "Host")},
    NamedFact{"user", QT_TRANSLATE_NOOP("rz::app::Overview", "User")},
    NamedFact{"uid", QT_TRANSLATE_NOOP("rz::app::Overview", "User id")},
    NamedFact{"gid", QT_TRANSLATE_NOOP("rz::app::Overview", "Group id")},
    NamedFact{"system", QT_TRANSLATE_NOOP("rz::app::Overview", "System")},
    NamedFact{"os", QT_TRANSLATE_NOOP("rz::app::Overview", "System")},
    NamedFact{"release", QT_TRANSLATE_NOOP("rz::app::Overview", "Kernel")},
    NamedFact{"kernel", QT_TRANSLATE_NOOP("rz::app::Overview", "Kernel")},
    NamedFact{"machine", QT_TRANSLATE_NOOP("rz::app::Overview", "Machine")},
    NamedFact{"command", QT_TRANSLATE_NOOP("rz::app::Overview", "Command line")},
    NamedFact{"pid", QT_TRANSLATE_NOOP("rz::app::Overview", "Process id")},
    NamedFact{"version", QT_TRANSLATE_NOOP("rz::app::Overview", "Agent version")},
    NamedFact{"socket", QT_TRANSLATE_NOOP("rz::app::Overview", "Socket")},
    NamedFact{"speaks", QT_TRANSLATE_NOOP("rz::app::Overview", "Speaks")},
    NamedFact{"own id", QT_TRANSLATE_NOOP("rz::app::Overview", "Our id there")},
};

QString textOf(const Value& value)
{
    const auto* text = value.as<std::string>();
    return startOnOneLine(QString::fromStdString(text != nullptr ? *text : repr(value)), LongestValue);
}

// Of a fact that has no name of its own here, the name it came with; null for others.
const std::string* otherName(const Value& key)
{
    const auto* name = key.as<std::string>();
    const bool isOther = name != nullptr && std::ranges::find(NamedFacts, *name, &NamedFact::key) == NamedFacts.end();
    return isOther ? name : nullptr;
}

void add(OverviewSection& section, const QString& label, const QString& value, Kind kind = Kind::Text)
{
    if (!value.isEmpty())
        section.facts.push_back({.label = label, .value = value, .exact = {}, .kind = kind});
}

OverviewSection identity(const qt::NodeSnapshot& node)
{
    OverviewSection section{.title = OverviewTr::tr("Identity"), .facts = {}};
    add(section, OverviewTr::tr("Runs as"), nodeIdentity(node));
    for (const NamedFact& named : NamedFacts) {
        if (const Value* value = node.facts.find(named.key))
            add(section, OverviewTr::tr(named.label), textOf(*value));
    }
    std::size_t others = 0;
    for (const auto& [key, value] : node.facts.items) {
        if (const std::string* name = otherName(key); name != nullptr && ++others <= MostOtherFacts)
            add(section, startOnOneLine(QString::fromStdString(*name), LongestName), textOf(value));
    }
    if (others > MostOtherFacts)
        add(section, OverviewTr::tr("Others"),
            OverviewTr::tr("%Ln more", "facts", static_cast<int>(others - MostOtherFacts)));
    return section;
}

OverviewSection connection(const qt::NodeSnapshot& node, const QString& path, const QString& chain,
                           const routing::RouteInfo* route)
{
    OverviewSection section{.title = OverviewTr::tr("Connection"), .facts = {}};
    add(section, OverviewTr::tr("State"), stateText(node));
    if (node.isProgram())
        return section;
    add(section, OverviewTr::tr("Path"), path);
    if (!node.foreign && !node.attached())  // else it is none that could be typed
        add(section, OverviewTr::tr("Chain"), chain, Kind::Code);
    if (node.id)
        add(section, OverviewTr::tr("Context id"), QString::number(raw(*node.id)));
    add(section, OverviewTr::tr("Routed as"), startOnOneLine(QString::fromStdString(node.name), LongestValue),
        Kind::Code);
    if (route != nullptr) {
        add(section, OverviewTr::tr("Route"),
            route->nextHop == route->id ? OverviewTr::tr("direct", "route of a context")
                                        : OverviewTr::tr("through context %1").arg(raw(route->nextHop)));
    }
    if (isUp(node)) {
        add(section, OverviewTr::tr("Program"),
            node.native ? OverviewTr::tr("Rhizome agent") : OverviewTr::tr("Mitogen, a Python process"));
    }
    return section;
}

OverviewSection traffic(const qt::NodeSnapshot& node)
{
    OverviewSection section{.title = OverviewTr::tr("Traffic"), .facts = {}};
    if (node.rtt && isUp(node)) {
        section.facts.push_back({.label = OverviewTr::tr("Round trip"),
                                 .value = format::duration(*node.rtt),
                                 .exact = format::exactDuration(*node.rtt)});
    }
    if (node.bytesIn + node.bytesOut > 0) {
        section.facts.push_back({.label = OverviewTr::tr("Received"),
                                 .value = format::bytes(node.bytesIn),
                                 .exact = format::exactBytes(node.bytesIn)});
        section.facts.push_back({.label = OverviewTr::tr("Sent"),
                                 .value = format::bytes(node.bytesOut),
                                 .exact = format::exactBytes(node.bytesOut)});
    }
    return section;
}

void eraseEmpty(std::vector<OverviewSection>& sections)
{
    std::erase_if(sections, [](const OverviewSection& section) { return section.facts.empty(); });
}

}  // namespace

std::vector<OverviewSection> overviewOf(const qt::NodeSnapshot& node, const QString& path, const QString& chain,
                                        const routing::RouteInfo* route)
{
    std::vector sections{identity(node), connection(node, path, chain, route), traffic(node)};
    eraseEmpty(sections);
    return sections;
}

std::vector<OverviewSection> overviewOfDesktop(const ContextCounts& counts)
{
    OverviewSection program{.title = OverviewTr::tr("This program"), .facts = {}};
    add(program, OverviewTr::tr("Host"), QSysInfo::machineHostName());
    add(program, OverviewTr::tr("System"), QSysInfo::prettyProductName());
    add(program, OverviewTr::tr("Process id"), QString::number(QCoreApplication::applicationPid()));
    add(program, OverviewTr::tr("Version"), QCoreApplication::applicationVersion());
    OverviewSection contexts{.title = OverviewTr::tr("Contexts"), .facts = {}};
    using enum qt::NodeState;
    add(contexts, OverviewTr::tr("Connected"), format::count(counts.up()));
    add(contexts, OverviewTr::tr("Connecting"), format::count(counts.in(Connecting)));
    add(contexts, OverviewTr::tr("Lost or failed"), format::count(counts.in(Lost) + counts.in(Failed)));
    add(contexts, OverviewTr::tr("Closed"), format::count(counts.in(Closed)));
    return {program, contexts};
}

}  // namespace rz::app
