#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rz::connect {

// What the two shell stages and the agent print, each on a line of its own. Everything else is noise (motd, rc
// files) and becomes output of the connection. The stages never contain these texts literally, so that an echoed or
// traced command is not mistaken for its result.
inline constexpr std::string_view FirstStageMarker = "RZI0 ";  // "RZI0 Linux x86_64 gzip perl "
inline constexpr std::string_view ResendMarker = "RZI2 ";      // a place failed while unpacking: send the agent again
inline constexpr std::string_view NoPlaceMarker = "RZI3 ";     // nowhere to run from: places tried, with why
inline constexpr std::string_view AgentMarker = "RZIA";        // the agent runs; frames follow

// The name of an unpacked agent begins with this; an agent so named unlinks itself first of all.
inline constexpr std::string_view UnpackedPrefix = ".rhizome-";

// First stage: a program for `sh -c` that prints the machine and the tools it has, then reads one line (the second stage)
// and runs it. It contains neither single quotes, exclamation marks nor newlines, so every login shell passes it on.
std::string firstStage();
// {"sh", "-c", firstStage()}
std::vector<std::string> firstStageArgv();
// The same as one command line for a login shell of any kind: exec sh -c '…'.
std::string firstStageCommand();

struct Target {
    std::string system;   // "Linux"
    std::string machine;  // "x86_64"
    std::vector<std::string> tools;
    bool has(std::string_view tool) const;
};

// Second stage: one line, newline included. Takes `size` bytes of the agent from standard input, gzip'ed or
// not, into the first place that can execute — memory (perl, python3), /dev/shm, $XDG_RUNTIME_DIR, /tmp, $HOME, /var/tmp — and becomes it.
std::string secondStage(const Target& target, std::size_t size, bool compressed);

}  // namespace rz::connect
