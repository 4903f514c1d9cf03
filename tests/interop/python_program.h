#pragma once

#include "tests/support/paths.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"

#include <cstdint>
#include <sstream>
#include <stdexcept>
#include <string>
#include <unistd.h>

namespace rz::test {

inline const std::string Python = "/usr/bin/python3";  // the one that Debian's mitogen is installed for

inline bool hasMitogen()
{
    return ::access(Python.c_str(), X_OK) == 0 && ::access("/usr/lib/python3/dist-packages/mitogen", R_OK) == 0;
}

// A stock Mitogen program with a listener in `directory` and two contexts, `second` below `first` (attach_server.py).
struct PythonProgram {
    explicit PythonProgram(const TempDir& directory)
        : path(directory.file("mitogen_unix_server.sock")),
          log(directory.file("server.log")),
          program({Python, "-B", sourcePath("tests/interop/attach_server.py"), path, directory.file("ready")}, log)
    {
        const std::string ready = directory.file("ready");
        if (!waitUntil([&] { return ::access(ready.c_str(), F_OK) == 0 || !program.running(); }) || !program.running())
            throw std::runtime_error("the program did not start: " + readFile(log));
        std::istringstream(readFile(ready)) >> first >> second >> pid >> isTagged;
    }

    const std::string path;
    const std::string log;
    Background program;
    std::uint32_t first = 0;
    std::uint32_t second = 0;
    std::uint32_t pid = 0;
    bool isTagged = false;  // Mitogen 0.3.39 or later
};

}  // namespace rz::test
