#pragma once

#include "core/base/error.h"
#include "core/base/time.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rz::connect {

enum class StepState : std::uint8_t { Running, Waiting, Done, Failed, Skipped };  // Waiting: for the user's answer

// One step of making a connection: "resolve", "connect", "key exchange", "host key", "authentication", "first stage",
// "agent upload", "agent start", "spawn", "configure".
struct StoryStep {
    std::string name;
    std::string hop;    // "ssh alice@web1", "local"
    Duration begin{};   // since the connection was begun
    Duration took{};    // up to now while it runs; prompts included
    Duration waited{};  // of that, waiting for the user
    StepState state = StepState::Running;
    std::string note;  // "tried publickey, password", "431 KiB to /dev/shm"
};

// The connection story of one context: its steps in order, and how it ended.
struct Story {
    std::chrono::system_clock::time_point startedAt;
    std::vector<StoryStep> steps;
    std::vector<std::string> output;  // what programs printed meanwhile, last 100 lines
    std::size_t printed = 0;          // lines in all
    std::optional<Error> failure;
};

}  // namespace rz::connect
