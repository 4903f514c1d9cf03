#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rz::modules {

// Which modules may be served (protocol 6.7). A name covers the module and what is inside of it.
struct ModulePolicy {
    std::vector<std::string> overrides;  // when there are any, nothing else is served
    std::vector<std::string> blocks;     // never served

    bool permits(std::string_view name) const;
};

}  // namespace rz::modules
