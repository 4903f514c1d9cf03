#pragma once

#include <QString>
#include <QStringList>

namespace rz::app {

// What may complete a chain line: chains used before, methods, and hosts of the ssh configuration.
struct ChainSources {
    QStringList methods;  // "ssh", "local"
    QStringList hosts;
    QStringList recent;  // whole chains, latest first
};

// Whole lines that go on from `text`, best first, at most `limit`. The last hop is completed, what stands before it is
// kept as typed.
QStringList chainSuggestions(const QString& text, const ChainSources& sources, int limit = 12);

}  // namespace rz::app
