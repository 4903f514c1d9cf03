#pragma once

#include "core/base/bytes.h"
#include "core/base/log.h"
#include "core/base/time.h"
#include "core/modules/finder.h"
#include "core/modules/module_messages.h"
#include "core/modules/policy.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rz::modules {

// A module made ready to be sent as it is asked for, or the fact that there is none.
struct CatalogEntry {
    bool present = false;
    std::vector<std::string> related;  // modules it will import, which exist, in the order to be sent
    Bytes loadModule;                  // payload (protocol 6.2)
};

// One of the modules that answer a question.
struct PreparedModule {
    std::string name;
    bool present = false;
    Bytes loadModule;
};

// The modules of a Python path in the form in which they are sent; each is prepared once, and anew after its file has
// changed. To prepare a large package takes seconds. One thread at a time.
class ModuleCatalog {
public:
    struct Options {
        rpc::ImportPolicy policy;
        std::string mainPath;  // of the program whose functions are `__main__`; may be empty
    };

    // The finder must outlive it.
    ModuleCatalog(const ModuleFinder& finder, Options options, Log log = {})
        : m_finder(finder), m_options(std::move(options)), m_log(std::move(log))
    {
    }

    const rpc::ImportPolicy& policy() const { return m_options.policy; }
    bool permits(std::string_view name) const { return modules::permits(m_options.policy, name); }
    const CatalogEntry& get(const std::string& name);
    // What answers the question for a module by a context that has `sent`, one after the other as they are ready: those it
    // will import that are wanted there, and itself, last. The former do not name what they will import in turn: that comes
    // along, and all the names would be several times what the sources are. Cut short when `stop` is requested.
    using Give = std::function<void(PreparedModule)>;
    void answer(const std::string& name, const std::set<std::string, std::less<>>& sent, const std::stop_token& stop,
                const Give& give);
    Duration minifying() const { return m_minifying; }

private:
    // What a file was when it was read.
    struct Stamp {
        std::string path;
        std::int64_t modified = 0;
        std::int64_t size = 0;
        bool operator==(const Stamp&) const = default;
    };
    struct Looked {
        std::optional<FoundModule> module;
        Stamp stamp;
        std::optional<std::string> source;  // once it was read
    };
    struct Node;
    using Place = std::pair<const std::string, Node>;
    struct Node {
        bool expanded = false;
        std::vector<Place*> leads;
        std::uint64_t visit = 0;  // the last that came by
    };
    struct Known {
        Stamp stamp;
        bool present = false;
        ModuleImage image;
        Bytes loadModule;                   // of one that comes along
        std::optional<CatalogEntry> asked;  // once it was
    };
    struct Scanned {
        Stamp stamp;
        std::vector<std::string> imports;
    };

    const CatalogEntry& asked(const std::string& name);
    Known& prepared(const std::string& name);
    Looked& look(const std::string& name);
    void forgetQuestion();
    std::optional<FoundModule> find(std::string_view name) const;
    static Stamp stampOf(const std::optional<FoundModule>& module);
    const std::optional<std::string>& sourceOf(std::string_view name, Looked& looked) const;
    Known prepare(const std::string& name, Looked& looked);
    std::vector<std::string> relatedTo(const std::string& name);
    const std::vector<Place*>& leadsOf(Place& place);
    const std::vector<std::string>& importsOf(const std::string& name);

    const ModuleFinder& m_finder;
    const Options m_options;
    const Log m_log;
    // For one question: modules lead to the same ones again and again, and each look at the disk is many system calls.
    std::map<std::string, Looked, std::less<>> m_looked;
    std::map<std::string, Node, std::less<>> m_graph;
    std::uint64_t m_visits = 0;
    std::map<std::string, Known, std::less<>> m_known;
    std::map<std::string, Scanned, std::less<>> m_scanned;
    Duration m_minifying{};
};

}  // namespace rz::modules
