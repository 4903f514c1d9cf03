#pragma once

#include "core/base/error.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rz::modules {

// A module as it lies on disk.
struct FoundModule {
    std::string path;  // of its source; empty for a package that is a mere directory
    bool package = false;
    std::vector<std::string> submodules;  // of a package: names of one part, sorted
};

// Finds the sources of Python modules in directories, as Python itself would, but without running it: whatever a package
// does to its own __path__ when imported is not seen. Modules that are no source files (extensions, byte code) are not
// found. Reads the disk each time. Any thread.
class ModuleFinder {
public:
    explicit ModuleFinder(std::vector<std::string> path) : m_path(std::move(path)) {}

    const std::vector<std::string>& path() const { return m_path; }

    // Names that cannot be a module's are not found.
    std::optional<FoundModule> find(std::string_view name) const;
    // The source, as it is. Fails with System where it cannot be read, or is larger than MaxSource.
    static Result<std::string> read(const FoundModule& module);
    // A file beside the modules of a package: `resource` is a relative path without "..". Nothing when there is none.
    std::optional<std::string> resource(std::string_view package, std::string_view resource) const;

    static constexpr std::size_t MaxSource = 16 * 1024 * 1024;  // bytes

private:
    std::vector<std::string> m_path;
};

}  // namespace rz::modules
