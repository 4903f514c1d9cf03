#pragma once

#include "app/common/icons.h"

#include <QString>

#include <functional>

class QMessageBox;
class QWidget;

namespace rz::app {

// What is asked before something is done that cannot be undone.
struct Confirmation {
    QString name;  // of the box; that of its button is "…Button"
    Tone tone = Tone::Danger;
    QString title;
    QString question;
    QString consequence;
    QString confirm;  // what the button says
};

// The box that asks, over `parent`, with Cancel as the default; it goes when it is closed. The caller may add buttons, and opens
// it. `confirmed` is called when the user wants it done.
QMessageBox* makeConfirmBox(const Confirmation& what, QWidget* parent, std::function<void()> confirmed);

}  // namespace rz::app
