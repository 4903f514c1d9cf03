#include "app/common/error_text.h"

#include "app/common/advice_text.h"
#include "app/common/step_text.h"

#include <QCoreApplication>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

struct ErrorTextTr {
    Q_DECLARE_TR_FUNCTIONS(rz::app::ErrorText)
};

void append(QStringList& lines, const QString& label, const QString& text)
{
    if (!text.isEmpty())
        lines << ErrorTextTr::tr("%1: %2", "label and text of one line of an error report").arg(label, text);
}

void append(QStringList& lines, const QString& label, const std::string& text)
{
    append(lines, label, QString::fromStdString(text));
}

}  // namespace

QString errorTitle(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Error: return ErrorTextTr::tr("Failed");
    case ErrorKind::Call: return ErrorTextTr::tr("The function failed");
    case ErrorKind::Channel: return ErrorTextTr::tr("The conversation ended");
    case ErrorKind::Latch: return ErrorTextTr::tr("The queue was closed");
    case ErrorKind::Stream: return ErrorTextTr::tr("The connection broke");
    case ErrorKind::Timeout: return ErrorTextTr::tr("No answer in time");
    case ErrorKind::Eof: return ErrorTextTr::tr("The other end closed early");
    case ErrorKind::Cancelled: return ErrorTextTr::tr("Cancelled");
    case ErrorKind::Password: return ErrorTextTr::tr("Not authenticated");
    case ErrorKind::HostKey: return ErrorTextTr::tr("Host key not trusted");
    case ErrorKind::Decode: return ErrorTextTr::tr("Unreadable answer");
    case ErrorKind::Argument: return ErrorTextTr::tr("Not possible as asked");
    case ErrorKind::System: return ErrorTextTr::tr("The system refused");
    }
    return ErrorTextTr::tr("Failed");
}

QString connectFailureTitle(ErrorKind kind)
{
    return kind == ErrorKind::Stream ? ErrorTextTr::tr("Could not connect") : errorTitle(kind);
}

QString errorLine(const Error& error)
{
    return ErrorTextTr::tr("%1: %2", "what kind of failure, and its sentence")
        .arg(errorTitle(error.kind()), QString::fromStdString(error.text()));
}

QString errorReport(const Error& error)
{
    const ErrorDetails& details = error.details();
    QStringList lines;
    append(lines, errorTitle(error.kind()), error.text());
    append(lines, ErrorTextTr::tr("Hop"), details.hop);
    append(lines, ErrorTextTr::tr("Step"), stepText(details.step));
    append(lines, ErrorTextTr::tr("Seen"), details.seen);
    append(lines, ErrorTextTr::tr("Likely cause"), adviceText(details.cause));
    append(lines, ErrorTextTr::tr("What to try"), adviceText(details.fix));
    append(lines, ErrorTextTr::tr("Trace"), details.trace);
    return lines.join(u'\n');
}

}  // namespace rz::app
