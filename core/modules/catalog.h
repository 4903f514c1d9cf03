#pragma once

#include "core/base/bytes.h"
#include "core/base/time.h"
#include "core/modules/finder.h"
#include "core/modules/policy.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rz::modules {

// A module made ready to be sent, or the fact that there is none.
struct CatalogEntry {
    bool present = false;
    std::vector<std::string> related;  // modules it will import, which exist, in the order to be sent
    Bytes loadModule;                  // payload (protocol 6.2)
};

// The modules of a Python path in the form in which they are sent; each is prepared once, and anew after its file has
// changed. One thread.
class ModuleCatalog {
public:
    struct Options {
        ModulePolicy policy;
        std::string mainPath;  // of the program whose functions are `__main__`; may be empty
    };

    // The finder must outlive it.
    ModuleCatalog(const ModuleFinder& finder, Options options) : m_finder(finder), m_options(std::move(options)) {}

    bool permits(std::string_view name) const { return m_options.policy.permits(name); }
    const CatalogEntry& get(const std::string& name);
    Duration minifying() const { return m_minifying; }

private:
    struct Source {
        FoundModule module;
        std::string text;
    };
    // What a file was when it was read.
    struct Stamp {
        std::string path;
        std::int64_t modified = 0;
        std::int64_t size = 0;
        bool operator==(const Stamp&) const = default;
    };
    struct Known {
        Stamp stamp;
        CatalogEntry entry;
    };
    struct Scanned {
        Stamp stamp;
        std::vector<std::string> imports;
    };

    std::optional<FoundModule> find(std::string_view name) const;
    static Stamp stampOf(const std::optional<FoundModule>& module);
    std::optional<std::string> sourceOf(std::string_view name, const FoundModule& module) const;
    CatalogEntry prepare(const std::string& name, const std::optional<FoundModule>& module);
    std::vector<std::string> relatedTo(const std::string& name);
    const std::vector<std::string>& importsOf(const std::string& name);

    const ModuleFinder& m_finder;
    const Options m_options;
    std::map<std::string, Known, std::less<>> m_known;
    std::map<std::string, Scanned, std::less<>> m_scanned;
    Duration m_minifying{};
};

}  // namespace rz::modules
