#include "core/modules/python_path.h"

#include "core/base/str.h"
#include "core/modules/directory_names.h"

#include <algorithm>
#include <cstdlib>
#include <sys/stat.h>

namespace rz::modules {

namespace {

bool isDirectory(const std::string& path)
{
    struct stat status{};
    return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

void addDirectory(std::vector<std::string>& found, std::string path)
{
    if (isDirectory(path) && std::find(found.begin(), found.end(), path) == found.end())
        found.push_back(std::move(path));
}

// PREFIX/lib/python3.11/site-packages and the like, the newest first.
void addPrefix(std::vector<std::string>& found, std::string_view prefix)
{
    const std::string libraries = str(prefix, "/lib");
    std::vector<std::string> names = directoryNames(libraries);
    // "python3.11" comes after "python3.9".
    std::sort(names.begin(), names.end(), [](const std::string& a, const std::string& b) {
        return a.size() != b.size() ? a.size() > b.size() : a > b;
    });
    for (const std::string& name : names) {
        if (!name.starts_with("python"))
            continue;
        addDirectory(found, str(libraries, '/', name, "/dist-packages"));
        addDirectory(found, str(libraries, '/', name, "/site-packages"));
    }
}

std::string_view variable(const char* name)
{
    const char* value = std::getenv(name);
    return value == nullptr ? std::string_view() : std::string_view(value);
}

}  // namespace

std::vector<std::string> splitPath(std::string_view text)
{
    std::vector<std::string> parts;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(':'), text.size());
        if (text.front() == '/')
            parts.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

std::vector<std::string> defaultPythonPath()
{
    std::vector<std::string> found;
    for (const char* name : {"RHIZOME_PYTHONPATH", "PYTHONPATH"}) {
        for (std::string& part : splitPath(variable(name)))
            addDirectory(found, std::move(part));
    }
    if (const std::string_view active = variable("VIRTUAL_ENV"); active.starts_with('/'))
        addPrefix(found, active);
    if (const std::string_view home = variable("HOME"); home.starts_with('/'))
        addPrefix(found, str(home, "/.local"));
    addPrefix(found, "/usr/local");
    addPrefix(found, "/usr");
    return found;
}

}  // namespace rz::modules
