#pragma once

#include "core/qt/engine.h"
#include "tests/support/paths.h"

#include <memory>
#include <utility>

namespace rz::test {

inline constexpr int Deadline = 60'000;  // milliseconds

// The engine itself, with the agents of this build and without the user's configuration of ssh.
inline std::unique_ptr<qt::Engine> makeEngine(qt::EngineOptions options = {})
{
    options.agentDirectories = {buildPath("bin")};
    options.ssh.configFile = "none";
    auto made = qt::Engine::create(std::move(options));
    if (!made)
        qFatal("%s", made.error().text().c_str());
    return std::move(*made);
}

}  // namespace rz::test
