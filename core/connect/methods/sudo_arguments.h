#pragma once

#include "core/base/error.h"

#include <span>
#include <string>
#include <vector>

namespace rz::connect {

// Options as one would give them to sudo, read for what a hop makes of them.
struct SudoArguments {
    std::string username;              // of -u; empty when it was not given
    bool setHome = false;              // -H, -i
    std::vector<std::string> further;  // to be passed on: -E, -P, -k, -g, -r, -t with their values
};

// "-HE", "-u bob", "-ubob", "--user bob", "--user=bob". Fails with Stream, naming it, at an option without
// meaning here. -S, -n and -p are known and left out: the questions are ours to answer.
Result<SudoArguments> parseSudoArguments(std::span<const std::string> arguments);

}  // namespace rz::connect
