#include "core/modules/catalog.h"

#include "core/modules/import_scan.h"
#include "core/modules/main_module.h"
#include "core/modules/minimize.h"
#include "core/modules/module_name.h"
#include "core/modules/source_text.h"
#include "core/modules/zlib_text.h"

#include <algorithm>
#include <sys/stat.h>
#include <utility>

namespace rz::modules {

namespace {

constexpr std::string_view Main = "__main__";
// A name that is asked for is remembered, found or not; more of them than this are forgotten all at once.
constexpr std::size_t MaxKnown = 20'000;
constexpr std::size_t MaxRelated = 5'000;

}  // namespace

const CatalogEntry& ModuleCatalog::get(const std::string& name)
{
    const CatalogEntry& entry = asked(name);
    forgetQuestion();
    return entry;
}

void ModuleCatalog::answer(const std::string& name, const std::set<std::string, std::less<>>& sent,
                           const std::stop_token& stop, const Give& give)
{
    const CatalogEntry entry = asked(name);
    for (const std::string& other : entry.related) {
        if (stop.stop_requested())
            break;
        // Only what belongs to packages that are in use there; others may be there by themselves (protocol 6.3).
        const bool wanted = topOf(other) == topOf(name) || sent.contains(topOf(other));
        if (!wanted || sent.contains(other))
            continue;
        const Known& found = prepared(other);
        give({.name = other, .present = found.present, .loadModule = found.loadModule});
    }
    forgetQuestion();
    if (!stop.stop_requested())
        give({.name = name, .present = entry.present, .loadModule = entry.loadModule});
}

void ModuleCatalog::forgetQuestion()
{
    m_graph.clear();
    m_looked.clear();
}

const CatalogEntry& ModuleCatalog::asked(const std::string& name)
{
    Known& known = prepared(name);
    if (!known.asked) {
        CatalogEntry entry{.present = known.present, .related = {}, .loadModule = known.loadModule};
        if (known.present)
            entry.related = relatedTo(name);
        if (!entry.related.empty()) {
            known.image.related = entry.related;
            if (auto payload = encode(known.image))
                entry.loadModule = payload->flat();
        }
        known.asked = std::move(entry);
    }
    return *known.asked;
}

ModuleCatalog::Known& ModuleCatalog::prepared(const std::string& name)
{
    Looked refused;
    Looked& looked = permits(name) ? look(name) : refused;
    if (m_known.size() >= MaxKnown)
        m_known.clear();
    const auto [place, fresh] = m_known.try_emplace(name);
    if (fresh || place->second.stamp != looked.stamp)
        place->second = prepare(name, looked);
    return place->second;
}

ModuleCatalog::Looked& ModuleCatalog::look(const std::string& name)
{
    const auto [place, fresh] = m_looked.try_emplace(name);
    if (fresh) {
        place->second.module = find(name);
        place->second.stamp = stampOf(place->second.module);
    }
    return place->second;
}

std::optional<FoundModule> ModuleCatalog::find(std::string_view name) const
{
    if (name != Main)
        return m_finder.find(name);
    if (m_options.mainPath.empty())
        return std::nullopt;
    return FoundModule{.path = m_options.mainPath, .submodules = {}};
}

ModuleCatalog::Stamp ModuleCatalog::stampOf(const std::optional<FoundModule>& module)
{
    if (!module)
        return {};
    struct stat status{};
    if (module->path.empty() || ::stat(module->path.c_str(), &status) != 0)
        return {.path = module->path};
    return {.path = module->path,
            .modified = status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec,
            .size = status.st_size};
}

// Nothing: it cannot be read, or is no module.
const std::optional<std::string>& ModuleCatalog::sourceOf(std::string_view name, Looked& looked) const
{
    if (looked.source || !looked.module)
        return looked.source;
    if (auto source = ModuleFinder::read(*looked.module)) {
        std::string text = utf8Source(std::move(*source));
        if (name != Main)
            looked.source = std::move(text);
        else if (const auto kept = neutralizedMain(text))
            looked.source = std::string(*kept);
        else
            RZ_LOG_ERROR(m_log, looked.module->path,
                         " is not served as __main__, for it would run there; what it is to ",
                         "do only here must follow the line: if __name__ == '__main__':");
    }
    return looked.source;
}

ModuleCatalog::Known ModuleCatalog::prepare(const std::string& name, Looked& looked)
{
    Known known{.stamp = looked.stamp, .present = false, .image = {}, .loadModule = {}, .asked = {}};
    if (const auto& source = sourceOf(name, looked)) {
        std::string minimized;
        const bool minify = isMinifySafe(*source);
        if (minify) {
            const TimePoint begin = Clock::now();
            minimized = minimizeSource(*source);
            m_minifying += Clock::now() - begin;
        }
        const FoundModule& module = *looked.module;
        known.image = {.name = name,
                       .submodules = {},
                       .path = module.path,
                       .source = compress(minify ? minimized : *source),
                       .related = {}};
        if (module.package)
            known.image.submodules = module.submodules;
        if (auto payload = encode(known.image)) {
            known.loadModule = payload->flat();
            known.present = true;
        }
    }
    if (!known.present) {
        if (auto absence = encodeAbsence(name))
            known.loadModule = absence->flat();
    }
    return known;
}

// All that it leads to, in order.
std::vector<std::string> ModuleCatalog::relatedTo(const std::string& name)
{
    const std::uint64_t visit = ++m_visits;
    Place& first = *m_graph.try_emplace(name).first;
    first.second.visit = visit;
    std::vector<Place*> open{&first};
    std::size_t found = 0;
    while (!open.empty() && found < MaxRelated) {
        Place& next = *open.back();
        open.pop_back();
        for (Place* const lead : leadsOf(next)) {
            if (std::exchange(lead->second.visit, visit) != visit) {
                open.push_back(lead);
                ++found;
            }
        }
    }
    std::vector<std::string> related;
    related.reserve(found);
    for (const auto& [other, node] : m_graph) {
        if (node.visit == visit && other != name)
            related.push_back(other);
    }
    return related;
}

// Where a module leads at once: to what it imports, and to the packages that this and itself are in.
const std::vector<ModuleCatalog::Place*>& ModuleCatalog::leadsOf(Place& place)
{
    Node& node = place.second;
    if (std::exchange(node.expanded, true))
        return node.leads;
    const auto consider = [this, &node](std::string_view other) {
        for (; !other.empty(); other = parentOf(other)) {
            // mitogen and its core are in every Python context from the start.
            if (other == "mitogen" || other == "mitogen.core" || other == Main || !permits(other))
                continue;
            auto known = m_graph.find(other);
            if (known == m_graph.end()) {
                const std::string name(other);
                if (!look(name).module)
                    continue;
                known = m_graph.try_emplace(name).first;
            }
            node.leads.push_back(&*known);
        }
    };
    consider(parentOf(place.first));
    for (const std::string& import : importsOf(place.first))
        consider(import);
    return node.leads;
}

const std::vector<std::string>& ModuleCatalog::importsOf(const std::string& name)
{
    Looked& looked = look(name);
    if (m_scanned.size() >= MaxKnown)
        m_scanned.clear();
    const auto [place, fresh] = m_scanned.try_emplace(name);
    if (fresh || place->second.stamp != looked.stamp) {
        place->second = {.stamp = looked.stamp, .imports = {}};
        if (const auto& source = sourceOf(name, looked))
            place->second.imports = scanImports(*source, name, looked.module->package);
    }
    return place->second.imports;
}

}  // namespace rz::modules
