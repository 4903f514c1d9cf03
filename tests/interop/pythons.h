#pragma once

#include <string>
#include <vector>

namespace rz::test {

// An interpreter of this machine.
struct Python {
    std::string path;
    std::string name;  // "CPython 3.11.2"
    int major = 0;
    std::string library;  // where its standard library is

    // How it names a class of its own.
    std::string builtin(const char* type) const
    {
        return (major == 2 ? "exceptions." : "builtins.") + std::string(type);
    }
};

// One of each version that is found: the system's, those of a pyenv, and those that RHIZOME_TEST_PYTHONS names, between colons.
const std::vector<Python>& pythons();

// Directories to find a Mitogen in: that of Debian's python3-mitogen, and the one that RHIZOME_MITOGEN_SOURCE names, which is
// for a checkout of another release.
std::vector<std::string> mitogens();

}  // namespace rz::test
