#pragma once

#include <string>
#include <string_view>

// Where this tree is and where it is built: compiled into one small file, so that the tests' objects are the same in every
// clone and come from its neighbours' cache.
namespace rz::test {

// "/…/tests/golden/vectors.json", of "tests/golden/vectors.json"; of nothing, the tree itself.
std::string sourcePath(std::string_view below = {});
std::string buildPath(std::string_view below = {});
// A program as it was built, of its name.
std::string binary(std::string_view name);

}  // namespace rz::test
