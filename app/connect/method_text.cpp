#include "app/connect/method_text.h"

#include <QCoreApplication>

#include <string>

namespace rz::app {
namespace {

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

QString missingText(const connect::MethodDescription& method, const QString& place)
{
    return QCoreApplication::translate("rz::app::MethodText", "%1 is not installed on %2.", "a program, a context")
        .arg(QString::fromUtf8(method.program.data(), static_cast<qsizetype>(method.program.size())), place);
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

}  // namespace rz::app
