#pragma once

class QWidget;

namespace rz::app {

// Ends the program as soon as `window` has been painted once: what start-up costs can then be measured from outside.
void quitAfterFirstPaint(QWidget& window);

}  // namespace rz::app
