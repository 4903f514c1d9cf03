#include "app/connect/chain_suggestions.h"

#include "core/connect/method.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

// Where the last hop begins: after the last "|" that is not quoted.
qsizetype lastHopBegin(const QString& text)
{
    qsizetype begin = 0;
    bool quoted = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == u'"')
            quoted = !quoted;
        else if (text[i] == u'|' && !quoted)
            begin = i + 1;
    }
    while (begin < text.size() && text[begin].isSpace())
        ++begin;
    return begin;
}

bool takesTarget(const QString& method)
{
    const auto* description = connect::findMethod(method.toStdString());
    return description != nullptr && !description->target.empty();
}

void suggestMethods(const QString& before, const QString& hop, const ChainSources& sources, QStringList& lines)
{
    for (const QString& method : sources.methods) {
        if (method.startsWith(hop, Qt::CaseInsensitive))
            lines << before + method + (takesTarget(method) ? u":"_s : QString());
    }
}

void suggestHosts(const QString& before, const QString& target, const ChainSources& sources, QStringList& lines)
{
    const qsizetype at = target.lastIndexOf(u'@') + 1;
    const QString user = target.first(at);
    const QString typed = target.sliced(at);
    const auto add = [&](const QString& host) { lines << before + u"ssh:"_s + user + host; };
    for (const QString& host : sources.hosts) {
        if (host.startsWith(typed, Qt::CaseInsensitive))
            add(host);
    }
    for (const QString& host : sources.hosts) {
        if (!typed.isEmpty() && !host.startsWith(typed, Qt::CaseInsensitive) &&
            host.contains(typed, Qt::CaseInsensitive))
            add(host);
    }
}

}  // namespace

std::vector<NamedChain> namedSuggestions(const QString& text, const ChainSources& sources, int limit)
{
    std::vector<NamedChain> suggestions;
    const auto add = [&](const NamedChain& suggestion) {
        const bool known = std::ranges::find(suggestions, suggestion.chain, &NamedChain::chain) != suggestions.end();
        if (!known && suggestion.chain != text && suggestions.size() < static_cast<std::size_t>(limit))
            suggestions.push_back(suggestion);
    };
    for (const NamedChain& saved : sources.saved) {
        if (saved.name.contains(text, Qt::CaseInsensitive) || saved.chain.contains(text, Qt::CaseInsensitive))
            add(saved);
    }
    QStringList lines;
    for (const QString& chain : sources.recent) {
        if (chain.contains(text, Qt::CaseInsensitive))
            lines << chain;
    }
    const qsizetype begin = lastHopBegin(text);
    const QString before = text.first(begin);
    const QString hop = text.sliced(begin);
    if (hop.startsWith(u"ssh:"_s))
        suggestHosts(before, hop.sliced(4), sources, lines);
    else if (!hop.contains(u':'))
        suggestMethods(before, hop, sources, lines);
    for (const QString& line : lines)
        add({.name = {}, .chain = line});
    return suggestions;
}

QStringList chainSuggestions(const QString& text, const ChainSources& sources, int limit)
{
    QStringList lines;
    for (const NamedChain& suggestion : namedSuggestions(text, sources, limit))
        lines << suggestion.chain;
    return lines;
}

const NamedChain* findSaved(const ChainSources& sources, const QString& name)
{
    const auto found = std::ranges::find(sources.saved, name, &NamedChain::name);
    return found == sources.saved.end() ? nullptr : &*found;
}

}  // namespace rz::app
