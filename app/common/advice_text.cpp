#include "app/common/advice_text.h"

#include <QCoreApplication>

#include <array>
#include <string>

namespace rz::app {
namespace {

constexpr std::array Texts = {
    // Attaching to a program
    QT_TRANSLATE_NOOP("rz::advice", "Something else than Mitogen listens there."),
    QT_TRANSLATE_NOOP("rz::advice", "Attach as the user who runs the program."),
    QT_TRANSLATE_NOOP("rz::advice", "See whether the program still runs, and try again."),
    QT_TRANSLATE_NOOP("rz::advice", "There is no such socket: the program has ended, or it listens elsewhere."),
    QT_TRANSLATE_NOOP("rz::advice", "Look at the list of sockets that were found, or ask the program for its path."),
    QT_TRANSLATE_NOOP("rz::advice", "Nobody listens at this socket any more: the program ended without removing it."),
    QT_TRANSLATE_NOOP("rz::advice", "Start the program again, or remove the file."),
    QT_TRANSLATE_NOOP("rz::advice", "This is not a socket."),
    QT_TRANSLATE_NOOP("rz::advice", "Give the path of a socket, such as /tmp/mitogen_unix_ab12cd34.sock."),
    QT_TRANSLATE_NOOP("rz::advice", "The socket, or a directory on the way to it, is closed to this user."),
    QT_TRANSLATE_NOOP("rz::advice", "Whoever listens there is another user."),
    QT_TRANSLATE_NOOP("rz::advice", "The program takes no connections: it is stopped, or very busy."),
    QT_TRANSLATE_NOOP("rz::advice", "The program refused this connection."),
    QT_TRANSLATE_NOOP("rz::advice", "It has ended, or it is not Mitogen."),
    QT_TRANSLATE_NOOP("rz::advice", "See whether the program still runs."),
    QT_TRANSLATE_NOOP("rz::advice", "It is stopped or very busy, it asks its user first, or it is not Mitogen."),
    QT_TRANSLATE_NOOP("rz::advice", "See whether the program still runs and asks something, and allow more time."),
    QT_TRANSLATE_NOOP("rz::advice", "Give the path of a socket that mitogen.unix listens at."),
    QT_TRANSLATE_NOOP("rz::advice", "It has ended."),
    QT_TRANSLATE_NOOP("rz::advice", "It is stopped or very busy, or it is not Mitogen."),
};

}  // namespace

QString adviceText(std::string_view text)
{
    return QCoreApplication::translate("rz::advice", std::string(text).c_str());
}

QStringList adviceTexts()
{
    QStringList texts;
    for (const char* text : Texts)
        texts << QString::fromUtf8(text);
    return texts;
}

}  // namespace rz::app
