#pragma once

#include "core/connect/method.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace rz::app {

// What the command line asks for.
struct CommandLine {
    enum class Wish { Window, Print, Complain } wish = Wish::Window;
    QString text;  // to print, or to complain about
    connect::Chain chain;
    std::optional<QString> settingsFolder;
    bool quitAfterPaint = false;  // as soon as the window is seen
};

// `arguments` with the program's name first.
CommandLine readCommandLine(const QStringList& arguments);

}  // namespace rz::app
