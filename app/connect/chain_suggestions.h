#pragma once

#include <QString>
#include <QStringList>

#include <vector>

namespace rz::app {

// A chain that has a name.
struct NamedChain {
    QString name;
    QString chain;
    bool operator==(const NamedChain&) const = default;
};

// What may complete a chain line: saved chains, chains used before, methods, and hosts of the ssh configuration.
struct ChainSources {
    QStringList methods;  // "ssh", "local"
    QStringList hosts;
    QStringList recent;  // whole chains, latest first
    std::vector<NamedChain> saved = {};
};

// Whole lines that go on from `text`, best first, at most `limit`. The last hop is completed, what stands before it is
// kept as typed. Saved chains, which come first, are found by their name as well.
std::vector<NamedChain> namedSuggestions(const QString& text, const ChainSources& sources, int limit = 12);
// The same without the names.
QStringList chainSuggestions(const QString& text, const ChainSources& sources, int limit = 12);
// The saved chain of exactly this name.
const NamedChain* findSaved(const ChainSources& sources, const QString& name);

}  // namespace rz::app
