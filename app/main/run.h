#pragma once

namespace rz::app {

// The program: reads the command line, builds theme, engine and window, and runs until the window is closed.
// Returns the exit status: 0, or 2 when the command line is wrong, 1 when the engine cannot start.
int run(int argc, char** argv);

}  // namespace rz::app
