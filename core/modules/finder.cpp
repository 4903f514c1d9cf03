#include "core/modules/finder.h"

#include "core/base/str.h"
#include "core/io/read_file.h"
#include "core/modules/directory_names.h"
#include "core/modules/module_name.h"

#include <algorithm>
#include <sys/stat.h>
#include <unistd.h>

namespace rz::modules {

namespace {

constexpr std::string_view SourceEnd = ".py";
constexpr std::string_view InitFile = "__init__.py";

bool isFile(const std::string& path)
{
    struct stat status{};
    return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

// The part of a file's name that is a module's: of "a.py", "a.cpython-311-x86_64-linux-gnu.so", "a.abi3.so".
std::string_view moduleOfFile(std::string_view file)
{
    const bool source = file.ends_with(SourceEnd);
    if (!source && !file.ends_with(".so"))
        return {};
    return file.substr(0, source ? file.size() - SourceEnd.size() : file.find('.'));
}

std::vector<std::string> submodulesIn(const std::string& directory)
{
    std::vector<std::string> names;
    for (const std::string& file : directoryNames(directory)) {
        std::string_view name = moduleOfFile(file);
        if (name.empty() && isFile(str(directory, '/', file, '/', InitFile)))
            name = file;
        if (name != "__init__" && isModuleName(name) && name.find('.') == std::string_view::npos)
            names.emplace_back(name);
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

std::optional<FoundModule> findAt(const std::string& place)
{
    if (std::string init = str(place, '/', InitFile); isFile(init))
        return FoundModule{.path = std::move(init), .package = true, .submodules = submodulesIn(place)};
    if (std::string file = str(place, SourceEnd); isFile(file))
        return FoundModule{.path = std::move(file), .submodules = {}};
    return std::nullopt;
}

bool isRelativePath(std::string_view path)
{
    if (path.empty() || path.size() > 1024 || path.front() == '/' || path.find('\0') != std::string_view::npos)
        return false;
    while (!path.empty()) {
        const std::size_t end = std::min(path.find('/'), path.size());
        const std::string_view part = path.substr(0, end);
        if (part.empty() || part == "." || part == "..")
            return false;
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return true;
}

}  // namespace

std::optional<FoundModule> ModuleFinder::find(std::string_view name) const
{
    if (!isModuleName(name))
        return std::nullopt;
    std::string relative(name);
    std::replace(relative.begin(), relative.end(), '.', '/');
    FoundModule spread{.path = {}, .package = true, .submodules = {}};
    for (const std::string& directory : m_path) {
        const std::string place = str(directory, '/', relative);
        if (auto found = findAt(place))
            return found;
        // A package without a file of its own: its parts may lie in several directories.
        for (std::string& part : submodulesIn(place))
            spread.submodules.push_back(std::move(part));
    }
    if (spread.submodules.empty())
        return std::nullopt;
    std::sort(spread.submodules.begin(), spread.submodules.end());
    spread.submodules.erase(std::unique(spread.submodules.begin(), spread.submodules.end()), spread.submodules.end());
    return spread;
}

Result<std::string> ModuleFinder::read(const FoundModule& module)
{
    return module.path.empty() ? std::string() : io::readFile(module.path, MaxSource);
}

std::optional<std::string> ModuleFinder::resource(std::string_view package, std::string_view resource) const
{
    const auto found = find(package);
    if (!found || !found->package || found->path.empty() || !isRelativePath(resource))
        return std::nullopt;
    const std::string directory = found->path.substr(0, found->path.size() - InitFile.size());
    auto content = io::readFile(str(directory, resource), MaxSource);
    return content ? std::optional(std::move(*content)) : std::nullopt;
}

}  // namespace rz::modules
