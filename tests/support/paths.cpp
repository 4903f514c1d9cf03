#include "tests/support/paths.h"

namespace rz::test {

namespace {

std::string joined(std::string path, std::string_view below)
{
    return below.empty() ? path : path.append("/").append(below);
}

}  // namespace

std::string sourcePath(std::string_view below)
{
    return joined(RZ_SOURCE_DIR, below);
}

std::string buildPath(std::string_view below)
{
    return joined(RZ_BUILD_DIR, below);
}

std::string binary(std::string_view name)
{
    return joined(buildPath("bin"), name);
}

}  // namespace rz::test
