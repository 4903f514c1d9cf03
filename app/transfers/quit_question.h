#pragma once

#include <functional>

class QWidget;

namespace rz::app {

// Asks once over `window` whether it is to close though transfers are under way, which ends them. `quit` is called if so; not on
// Cancel, which is the default.
void askToBreakOff(int transfers, QWidget* window, std::function<void()> quit);

}  // namespace rz::app
