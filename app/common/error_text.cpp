#include "app/common/error_text.h"

#include "app/common/advice_text.h"
#include "app/common/step_text.h"

#include <QCoreApplication>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(rz::app::ErrorText)
};

void append(QStringList& lines, const QString& label, const QString& text)
{
    if (!text.isEmpty())
        lines << Tr::tr("%1: %2", "label and text of one line of an error report").arg(label, text);
}

void append(QStringList& lines, const QString& label, const std::string& text)
{
    append(lines, label, QString::fromStdString(text));
}

}  // namespace

QString errorTitle(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Error: return Tr::tr("Failed");
    case ErrorKind::Call: return Tr::tr("The function failed");
    case ErrorKind::Channel: return Tr::tr("The conversation ended");
    case ErrorKind::Latch: return Tr::tr("The queue was closed");
    case ErrorKind::Stream: return Tr::tr("The connection broke");
    case ErrorKind::Timeout: return Tr::tr("No answer in time");
    case ErrorKind::Eof: return Tr::tr("The other end closed early");
    case ErrorKind::Cancelled: return Tr::tr("Cancelled");
    case ErrorKind::Password: return Tr::tr("Not authenticated");
    case ErrorKind::HostKey: return Tr::tr("Host key not trusted");
    case ErrorKind::Decode: return Tr::tr("Unreadable answer");
    case ErrorKind::Argument: return Tr::tr("Not possible as asked");
    case ErrorKind::System: return Tr::tr("The system refused");
    }
    return Tr::tr("Failed");
}

QString connectFailureTitle(ErrorKind kind)
{
    return kind == ErrorKind::Stream ? Tr::tr("Could not connect") : errorTitle(kind);
}

QString errorLine(const Error& error)
{
    return Tr::tr("%1: %2", "what kind of failure, and its sentence")
        .arg(errorTitle(error.kind()), QString::fromStdString(error.text()));
}

QString errorReport(const Error& error)
{
    const ErrorDetails& details = error.details();
    QStringList lines;
    append(lines, errorTitle(error.kind()), error.text());
    append(lines, Tr::tr("Hop"), details.hop);
    append(lines, Tr::tr("Step"), stepText(details.step));
    append(lines, Tr::tr("Seen"), details.seen);
    append(lines, Tr::tr("Likely cause"), adviceText(details.cause));
    append(lines, Tr::tr("What to try"), adviceText(details.fix));
    append(lines, Tr::tr("Trace"), details.trace);
    return lines.join(u'\n');
}

}  // namespace rz::app
