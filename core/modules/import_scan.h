#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rz::modules {

// The modules that running `source` as the module `name` imports at once: by statements outside of functions and classes,
// "m" for `import m`, and "m", "m.a" for `from m import a`, which may be a module or not. Relative names are made absolute.
// Sorted; a source that cannot be taken apart imports nothing.
std::vector<std::string> scanImports(std::string_view source, std::string_view name, bool isPackage);

}  // namespace rz::modules
