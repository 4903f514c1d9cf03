#include "app/connect/method_text.h"

#include <QCoreApplication>

#include <array>

namespace rz::app {
namespace {

constexpr std::array Texts = {
    QT_TRANSLATE_NOOP("rz::connect", "Process name"),
    QT_TRANSLATE_NOOP("rz::connect",
                      "Shown by ps on the host after \"rhizome:\"; user@host:pid of the parent when left out. "
                      "No slashes."),
    QT_TRANSLATE_NOOP("rz::connect", "Time limit"),
    QT_TRANSLATE_NOOP("rz::connect",
                      "Seconds to wait for the connection; the clock stands still while a question is open."),
    QT_TRANSLATE_NOOP("rz::connect", "No traffic between its children"),
    QT_TRANSLATE_NOOP("rz::connect", "Contexts below it may talk to their parents only, not to each other."),
    QT_TRANSLATE_NOOP("rz::connect", "Debug log"),
    QT_TRANSLATE_NOOP("rz::connect", "The context sends its debug messages to the log."),
    QT_TRANSLATE_NOOP("rz::connect", "Host"),
    QT_TRANSLATE_NOOP("rz::connect", "Host name, address, or a Host entry of ~/.ssh/config."),
    QT_TRANSLATE_NOOP("rz::connect", "User"),
    QT_TRANSLATE_NOOP("rz::connect", "Account on the host; from ~/.ssh/config or your own name when left out."),
    QT_TRANSLATE_NOOP("rz::connect", "Port"),
    QT_TRANSLATE_NOOP("rz::connect", "TCP port of the ssh server; from ~/.ssh/config or 22 when left out."),
    QT_TRANSLATE_NOOP("rz::connect", "Host keys"),
    QT_TRANSLATE_NOOP("rz::connect", "ask: show unknown and changed keys; enforce: refuse them; "
                                     "accept: trust and store unknown ones; ignore: do not check."),
    QT_TRANSLATE_NOOP("rz::connect", "ask"),
    QT_TRANSLATE_NOOP("rz::connect", "enforce"),
    QT_TRANSLATE_NOOP("rz::connect", "accept"),
    QT_TRANSLATE_NOOP("rz::connect", "ignore"),
    QT_TRANSLATE_NOOP("rz::connect", "Password"),
    QT_TRANSLATE_NOOP("rz::connect", "Used once if the server asks for one; you are asked when it is left out."),
    QT_TRANSLATE_NOOP("rz::connect", "Private key"),
    QT_TRANSLATE_NOOP("rz::connect", "File of a private key to offer."),
    QT_TRANSLATE_NOOP("rz::connect", "Offer only that key"),
    QT_TRANSLATE_NOOP("rz::connect", "Keys of the ssh agent are not offered when a private key or password is given."),
    QT_TRANSLATE_NOOP("rz::connect", "Compression"),
    QT_TRANSLATE_NOOP("rz::connect", "Compress the connection; worth it on slow links only."),
    QT_TRANSLATE_NOOP("rz::connect", "Keep-alive interval"),
    QT_TRANSLATE_NOOP("rz::connect", "Seconds between keep-alive messages of ssh; 0 sends none."),
    QT_TRANSLATE_NOOP("rz::connect", "SSH debug level"),
    QT_TRANSLATE_NOOP("rz::connect", "0 to 3: how much of the ssh protocol is written to the log."),
    QT_TRANSLATE_NOOP("rz::connect", "SSH"),
    QT_TRANSLATE_NOOP("rz::connect", "A host that runs an ssh server."),
    QT_TRANSLATE_NOOP("rz::connect", "Local process"),
    QT_TRANSLATE_NOOP("rz::connect", "Another process on the same machine, as the same user."),
};

QString translated(std::string_view text)
{
    return QCoreApplication::translate("rz::connect", std::string(text).c_str());
}

}  // namespace

QString methodLabel(const connect::MethodDescription& method)
{
    return translated(method.label);
}

QString methodHelp(const connect::MethodDescription& method)
{
    return translated(method.help);
}

QString optionLabel(const connect::OptionDescription& option)
{
    return translated(option.label);
}

QString optionHelp(const connect::OptionDescription& option)
{
    return translated(option.help);
}

QString choiceLabel(std::string_view choice)
{
    return translated(choice);
}

QStringList methodTexts()
{
    QStringList texts;
    for (const char* text : Texts)
        texts << QString::fromUtf8(text);
    return texts;
}

}  // namespace rz::app
