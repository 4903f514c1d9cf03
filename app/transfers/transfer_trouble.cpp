#include "app/transfers/transfer_trouble.h"

#include "app/transfers/transfer_output.h"
#include "app/transfers/transfer_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cerrno>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

struct TransferTroubleTr {
    Q_DECLARE_TR_FUNCTIONS(rz::app::TransferTrouble)
};

// Exit statuses of rsync(1) and of shells.
constexpr int SomeFilesNotTransferred = 23;
constexpr int FilesVanished = 24;
constexpr int CommandNotFound = 127;
constexpr int ConnectionLost = 255;

constexpr std::size_t LinesLookedAt = 100;

struct Symptom {
    const char16_t* text;
    TransferTrouble trouble;
};

// What programs of all kinds print in English, which the system's messages may not be: then the exit status has to do.
// The more particular comes first.
constexpr Symptom Symptoms[] = {
    {u"No space left on device", TransferTrouble::NoSpace},
    {u"Disk quota exceeded", TransferTrouble::NoSpace},
    {u"command not found", TransferTrouble::NotInstalledThere},
    {u"rsync: not found", TransferTrouble::NotInstalledThere},
    {u"git-upload-pack: not found", TransferTrouble::NotInstalledThere},
    {u"Permission denied", TransferTrouble::PermissionDenied},
    {u"Operation not permitted", TransferTrouble::PermissionDenied},
    {u"Read-only file system", TransferTrouble::PermissionDenied},
    {u"No such file or directory", TransferTrouble::NotFound},
    {u"does not exist", TransferTrouble::NotFound},
    {u"does not appear to be a git repository", TransferTrouble::NotFound},
};

TransferTrouble troubleIn(const TransferOutput& output)
{
    const auto& lines = output.lines();
    const auto skipped = static_cast<std::ptrdiff_t>(lines.size() - std::min(lines.size(), LinesLookedAt));
    for (const Symptom& symptom : Symptoms) {
        const auto says = [&symptom](const TransferOutput::Line& line) {
            return line.lane == fakessh::Lane::Errors && line.text.contains(QStringView(symptom.text));
        };
        if (std::any_of(lines.begin() + skipped, lines.end(), says))
            return symptom.trouble;
    }
    return TransferTrouble::Unknown;
}

TransferTrouble troubleOfError(const Error& error)
{
    switch (error.kind()) {
    case ErrorKind::Channel:
    case ErrorKind::Stream:
    case ErrorKind::Timeout:
    case ErrorKind::Eof: return TransferTrouble::Connection;
    case ErrorKind::Argument: return TransferTrouble::NotPossible;
    // Of a program in another context only the sentence arrives.
    case ErrorKind::System:
    case ErrorKind::Call:
        return error.errnum() == ENOENT || error.text().find("No such file or directory") != std::string::npos
                   ? TransferTrouble::NotInstalled
                   : TransferTrouble::Unknown;
    default: return TransferTrouble::Unknown;
    }
}

struct Word {
    TransferTrouble trouble;
    const char16_t* text;
};
constexpr Word Words[] = {
    {TransferTrouble::Unknown, u"unknown"},
    {TransferTrouble::NotInstalled, u"not-installed"},
    {TransferTrouble::NotInstalledThere, u"not-installed-there"},
    {TransferTrouble::PermissionDenied, u"permission-denied"},
    {TransferTrouble::NoSpace, u"no-space"},
    {TransferTrouble::NotFound, u"not-found"},
    {TransferTrouble::SomeFiles, u"some-files"},
    {TransferTrouble::Vanished, u"vanished"},
    {TransferTrouble::Connection, u"connection"},
    {TransferTrouble::NotPossible, u"not-possible"},
    {TransferTrouble::Interrupted, u"interrupted"},
};

QString packageOf(TransferProgram program)
{
    switch (program) {
    case TransferProgram::Rsync: return u"rsync"_s;
    case TransferProgram::Scp:
    case TransferProgram::Sftp: return u"openssh-client"_s;
    case TransferProgram::GitClone: return u"git"_s;
    }
    return {};
}

QString retryHint(const TransferOrder& order)
{
    return order.program == TransferProgram::Rsync
               ? TransferTroubleTr::tr("Retry goes on from there: what is over already is not transferred again.")
               : TransferTroubleTr::tr("Retry begins anew; rsync would go on from where it was.");
}

}  // namespace

TransferTrouble troubleOf(const TransferOrder& order, const Result<io::ExitStatus>& end, const TransferOutput& output)
{
    if (!end)
        return troubleOfError(end.error());
    const TransferTrouble seen = troubleIn(output);
    if (end->code == CommandNotFound)
        return TransferTrouble::NotInstalledThere;
    if (seen != TransferTrouble::Unknown)
        return seen;
    if (end->code == ConnectionLost)
        return TransferTrouble::Connection;
    if (order.program != TransferProgram::Rsync)
        return TransferTrouble::Unknown;
    if (end->code == SomeFilesNotTransferred)
        return TransferTrouble::SomeFiles;
    return end->code == FilesVanished ? TransferTrouble::Vanished : TransferTrouble::Unknown;
}

QString troubleTitle(TransferTrouble trouble)
{
    switch (trouble) {
    case TransferTrouble::Unknown: return TransferTroubleTr::tr("The transfer failed");
    case TransferTrouble::NotInstalled:
    case TransferTrouble::NotInstalledThere: return TransferTroubleTr::tr("The program is not installed");
    case TransferTrouble::PermissionDenied: return TransferTroubleTr::tr("Permission denied");
    case TransferTrouble::NoSpace: return TransferTroubleTr::tr("No space is left");
    case TransferTrouble::NotFound: return TransferTroubleTr::tr("The path does not exist");
    case TransferTrouble::SomeFiles: return TransferTroubleTr::tr("Some files were not transferred");
    case TransferTrouble::Vanished: return TransferTroubleTr::tr("Some files vanished meanwhile");
    case TransferTrouble::Connection: return TransferTroubleTr::tr("The connection ended");
    case TransferTrouble::NotPossible: return TransferTroubleTr::tr("Not possible as asked");
    case TransferTrouble::Interrupted: return TransferTroubleTr::tr("Interrupted");
    }
    return {};
}

QString troubleAdvice(TransferTrouble trouble, const TransferOrder& order)
{
    const QString program = programName(order.program);
    const QString package = packageOf(order.program);
    switch (trouble) {
    case TransferTrouble::Unknown: return TransferTroubleTr::tr("The last lines of the output say more.");
    case TransferTrouble::NotInstalled:
        return TransferTroubleTr::tr("%1 is not installed on %2. On Debian it is in the package %3.")
            .arg(program, programPlace(order).name, package);
    case TransferTrouble::NotInstalledThere:
        return order.program == TransferProgram::Rsync
                   ? TransferTroubleTr::tr(
                         "rsync is needed at both ends, and %1 has none. Install the package rsync there, or use "
                         "scp, which needs nothing there.")
                         .arg(remotePlace(order).name)
                   : TransferTroubleTr::tr("%1 is needed at both ends, and %2 has none. Install the package %3 there.")
                         .arg(program, remotePlace(order).name, package);
    case TransferTrouble::PermissionDenied:
        return TransferTroubleTr::tr(
            "The users at the two ends may not read or write everything there. Choose another directory, or a "
            "context of a user who may, for instance one by sudo.");
    case TransferTrouble::NoSpace:
        return TransferTroubleTr::tr("Make room on %1, then retry. %2").arg(order.to.name, retryHint(order));
    case TransferTrouble::NotFound:
        return TransferTroubleTr::tr("The output names it. Correct the path and start a new transfer.");
    case TransferTrouble::SomeFiles:
        return TransferTroubleTr::tr("The output names them, and why. All others are transferred.");
    case TransferTrouble::Vanished:
        return TransferTroubleTr::tr(
            "They were deleted at the source while it was read. All others are transferred; retry to be sure.");
    case TransferTrouble::Connection:
        return TransferTroubleTr::tr("Reconnect %1, then retry. %2").arg(remotePlace(order).name, retryHint(order));
    case TransferTrouble::NotPossible: return {};
    case TransferTrouble::Interrupted:
        return TransferTroubleTr::tr("Rhizome ended while it was under way. %1").arg(retryHint(order));
    }
    return {};
}

QString troubleWord(TransferTrouble trouble)
{
    const auto found = std::ranges::find(Words, trouble, &Word::trouble);
    return QString::fromUtf16(found->text);
}

TransferTrouble troubleFrom(const QString& word)
{
    const auto found =
        std::ranges::find_if(Words, [&word](const Word& known) { return word == QStringView(known.text); });
    return found == std::end(Words) ? TransferTrouble::Unknown : found->trouble;
}

}  // namespace rz::app
