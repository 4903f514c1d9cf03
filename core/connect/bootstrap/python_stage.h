#pragma once

#include "core/connect/method.h"
#include "core/rpc/python_core.h"

#include <string>
#include <string_view>
#include <vector>

namespace rz::connect {

// What a Python child prints before frames follow, each on a line of its own, perhaps behind a prompt (protocol 4.1).
inline constexpr std::string_view PythonAsksMarker = "MITO000";
inline constexpr std::string_view PythonHasMarker = "MITO001";
inline constexpr std::string_view PythonRunsMarker = "MITO002";

// Whether the hop's option python_path asks for a Python context.
bool isPython(const Hop& hop);

// What the hop's method is to run: the interpreter with our first stage, or the shell's (first_stage.h).
std::vector<std::string> stageArgv(const Hop& hop);
// The same as one command line for a login shell of any kind.
std::string stageCommand(const Hop& hop);

// Whether a line, its end cut off, is the first thing that what stageArgv() gave prints.
bool isStageAnswer(const Hop& hop, std::string_view line);

// Second stage of a shell (first_stage.h) that becomes the machine's python3 with our first stage for it.
std::string pythonStageLine(const Hop& hop);

// What the first stage waits for: the sizes of two pieces, and the pieces: the core, and what follows it.
Bytes pythonPreamble(const rpc::PythonCore& core, const rpc::ChildConfig& config);

}  // namespace rz::connect
