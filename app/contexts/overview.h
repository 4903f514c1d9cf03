#pragma once

#include "app/contexts/context_counts.h"

#include <QString>

#include <vector>

namespace rz::app {

// One line of an overview. The exact form of an abbreviated number is in `exact`, else it is empty.
struct OverviewFact {
    QString label;
    QString value;
    QString exact;
    enum class Kind : std::uint8_t { Text, Code } kind = Kind::Text;
    bool operator==(const OverviewFact&) const = default;
};

struct OverviewSection {
    QString title;
    std::vector<OverviewFact> facts;
    bool operator==(const OverviewSection&) const = default;
};

// What is known of a context, in the order a person asks: who and where it is, how it is reached, what it carries.
// `path` are the names from the root of its tree, `chain` its recipe as text, `route` the hop its messages take first, if known.
std::vector<OverviewSection> overviewOf(const qt::NodeSnapshot& node, const QString& path, const QString& chain,
                                        const routing::RouteInfo* route);

// Of the desktop itself: how many contexts there are, in which state.
std::vector<OverviewSection> overviewOfDesktop(const ContextCounts& counts);

}  // namespace rz::app
