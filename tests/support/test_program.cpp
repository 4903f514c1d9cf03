#include "tests/support/test_program.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <string_view>

namespace {

using Main = int (*)(int, char**);

std::map<std::string_view, Main>& tests()
{
    static std::map<std::string_view, Main> all;
    return all;
}

}  // namespace

namespace rz::test {

TestInProgram::TestInProgram(const char* source, Main main)
{
    const std::string_view name(source);
    tests().emplace(name.substr(0, name.rfind('.')), main);
}

}  // namespace rz::test

// The test of the first argument; what follows is Qt Test's.
int main(int argc, char** argv)
{
    const auto test = argc < 2 ? tests().end() : tests().find(argv[1]);
    if (test == tests().end()) {
        std::fprintf(stderr, "usage: %s test [arguments of Qt Test]\ntests:", argv[0]);
        for (const auto& [name, main] : tests())
            std::fprintf(stderr, " %.*s", static_cast<int>(name.size()), name.data());
        std::fprintf(stderr, "\n");
        return 2;
    }
    std::rotate(argv + 1, argv + 2, argv + argc);
    argv[argc - 1] = nullptr;
    return test->second(argc - 1, argv);
}
