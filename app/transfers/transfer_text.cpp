#include "app/transfers/transfer_text.h"

#include "app/common/format.h"

#include <QCoreApplication>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

struct TransferTextTr {
    Q_DECLARE_TR_FUNCTIONS(rz::app::TransferText)
};

constexpr qsizetype ShownSources = 3;

QString endText(const TransferPlace& place, const QString& path)
{
    return TransferTextTr::tr("%1: %2", "context, path").arg(place.name, path);
}

}  // namespace

QString programName(TransferProgram program)
{
    switch (program) {
    case TransferProgram::Rsync: return u"rsync"_s;
    case TransferProgram::Scp: return u"scp"_s;
    case TransferProgram::Sftp: return u"sftp"_s;
    case TransferProgram::GitClone: return u"git clone"_s;
    }
    return {};
}

QString programHelp(TransferProgram program)
{
    switch (program) {
    case TransferProgram::Rsync:
        return TransferTextTr::tr("only what differs; goes on after an interruption; needed at both ends");
    case TransferProgram::Scp: return TransferTextTr::tr("plain copy; needs nothing at the other end");
    case TransferProgram::Sftp: return TransferTextTr::tr("commands from a file, such as put, get and rename");
    case TransferProgram::GitClone: return TransferTextTr::tr("a repository with its history");
    }
    return {};
}

QString directionText(TransferDirection direction)
{
    switch (direction) {
    case TransferDirection::ToContext: return TransferTextTr::tr("From this machine to a context");
    case TransferDirection::FromContext: return TransferTextTr::tr("From a context to this machine");
    case TransferDirection::Between: return TransferTextTr::tr("From one context to another");
    }
    return {};
}

QString directionIcon(TransferDirection direction)
{
    switch (direction) {
    case TransferDirection::ToContext: return u"transfer-to"_s;
    case TransferDirection::FromContext: return u"transfer-from"_s;
    case TransferDirection::Between: return u"transfer-between"_s;
    }
    return {};
}

QString stateWord(TransferState state)
{
    switch (state) {
    case TransferState::Waiting: return TransferTextTr::tr("Waiting", "state of a transfer");
    case TransferState::Running: return TransferTextTr::tr("Running", "state of a transfer");
    case TransferState::Paused: return TransferTextTr::tr("Paused", "state of a transfer");
    case TransferState::Done: return TransferTextTr::tr("Done", "state of a transfer");
    case TransferState::Failed: return TransferTextTr::tr("Failed", "state of a transfer");
    case TransferState::Cancelled: return TransferTextTr::tr("Cancelled", "state of a transfer");
    }
    return {};
}

QString stateIcon(TransferState state)
{
    switch (state) {
    case TransferState::Waiting: return u"state-waiting"_s;
    case TransferState::Running: return u"state-connecting"_s;
    case TransferState::Paused: return u"pause"_s;
    case TransferState::Done: return u"step-done"_s;
    case TransferState::Failed: return u"state-failed"_s;
    case TransferState::Cancelled: return u"step-skipped"_s;
    }
    return {};
}

Tone stateTone(TransferState state)
{
    switch (state) {
    case TransferState::Waiting: return Tone::Muted;
    case TransferState::Running: return Tone::Accent;
    case TransferState::Paused: return Tone::Warning;
    case TransferState::Done: return Tone::Good;
    case TransferState::Failed: return Tone::Danger;
    case TransferState::Cancelled: return Tone::Muted;
    }
    return Tone::Plain;
}

QString sourceText(const TransferOrder& order)
{
    QString paths = QStringList(order.sources.first(std::min(order.sources.size(), ShownSources))).join(u", "_s);
    if (const auto more = static_cast<int>(order.sources.size() - ShownSources); more > 0)
        paths += TransferTextTr::tr(" and %Ln more", "paths", more);
    return endText(order.from, paths);
}

QString targetText(const TransferOrder& order)
{
    return endText(order.to, order.target.isEmpty() ? TransferTextTr::tr("home directory") : order.target);
}

QString progressText(const Transfer& transfer)
{
    const std::uint64_t bytes = transfer.record().bytes;
    const auto percent = transfer.percent();
    if (percent && !transfer.record().isOver())
        return TransferTextTr::tr("%1 %", "percent").arg(QLocale().toString(*percent));
    return bytes == 0 && !transfer.record().isOver() ? QString() : format::bytes(bytes);
}

QString spokenTransfer(const Transfer& transfer)
{
    const TransferOrder& order = transfer.order();
    return TransferTextTr::tr("%1, %2, from %3 to %4, %5", "program, state, source, target, progress of a transfer")
        .arg(programName(order.program), stateWord(transfer.state()), sourceText(order).left(200),
             targetText(order).left(200), progressText(transfer));
}

QString failureText(const TransferRecord& record)
{
    if (!record.exit)
        return record.reason;
    const QString program = programName(record.order.program);
    return record.exit->signal == 0
               ? TransferTextTr::tr("%1 exited with status %2", "program, number").arg(program).arg(record.exit->code)
               : TransferTextTr::tr("Signal %2 ended %1", "program, number").arg(program).arg(record.exit->signal);
}

QString outcomeText(const Transfer& transfer)
{
    const QString took = format::duration(transfer.took());
    const QString bytes = format::bytes(transfer.record().bytes);
    switch (transfer.state()) {
    case TransferState::Waiting: return TransferTextTr::tr("Waits until others have ended");
    case TransferState::Running: return TransferTextTr::tr("Running for %1: %2 so far", "time, bytes").arg(took, bytes);
    case TransferState::Paused: return TransferTextTr::tr("Paused after %1 of data").arg(bytes);
    case TransferState::Done:
        return transfer.order().options & optionsOf(transfer.order().program) & TransferOption::DryRun
                   ? TransferTextTr::tr("Done in %1; nothing was changed", "dry run").arg(took)
                   : TransferTextTr::tr("Done in %1: %2 went over the connection", "time, bytes").arg(took, bytes);
    case TransferState::Failed: return TransferTextTr::tr("Failed after %1", "time").arg(took);
    case TransferState::Cancelled: return TransferTextTr::tr("Cancelled after %1", "time").arg(took);
    }
    return {};
}

}  // namespace rz::app
