#include "core/modules/directory_names.h"

#include <algorithm>
#include <dirent.h>
#include <memory>
#include <string_view>

namespace rz::modules {

std::vector<std::string> directoryNames(const std::string& path)
{
    std::vector<std::string> names;
    const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir(path.c_str()), &::closedir);
    while (const dirent* entry = directory ? ::readdir(directory.get()) : nullptr) {
        const std::string_view name = static_cast<const char*>(entry->d_name);
        if (name != "." && name != "..")
            names.emplace_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace rz::modules
