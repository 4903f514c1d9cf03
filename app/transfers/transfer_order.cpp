#include "app/transfers/transfer_order.h"

#include "core/connect/openers/program_opener.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

struct TransferOrderTr {
    Q_DECLARE_TR_FUNCTIONS(rz::app::TransferOrder)
};

constexpr qsizetype MaxPath = 4096;  // of Linux
constexpr qsizetype MaxSources = 1000;

// Programs that are not given to a shell do not know "~", and a path that ssh resolves begins at home by itself.
QString remotePath(const QString& path)
{
    if (path == u"~")
        return {};
    const QString fromHome = path.startsWith(u"~/") ? path.sliced(2) : path;
    // "remote::module" would be another protocol to rsync.
    return fromHome.startsWith(u':') ? u"./"_s + fromHome : fromHome;
}

QString atRemote(const QString& path)
{
    return QString::fromUtf16(RemoteHost) + u':' + remotePath(path);
}

QString withoutSlashes(QString path)
{
    while (path.size() > 1 && path.endsWith(u'/'))
        path.chop(1);
    return path;
}

QStringList sourcesOf(const TransferOrder& order)
{
    const bool remote = &remotePlace(order) == &order.from;
    QStringList sources;
    for (const QString& path : order.sources) {
        QString source = withoutSlashes(path);
        if (order.program == TransferProgram::Rsync && order.options & TransferOption::ContentsOnly && source != u"/")
            source += u'/';
        sources << (remote ? atRemote(source) : source);
    }
    return sources;
}

QString targetOf(const TransferOrder& order)
{
    return &remotePlace(order) == &order.to ? atRemote(order.target) : order.target;
}

QStringList rsyncOptions(TransferOptions wished)
{
    QStringList words{wished & TransferOption::Archive ? u"-a"_s : u"-r"_s};
    if (wished & TransferOption::Compress)
        words << u"-z"_s;
    if (wished & TransferOption::KeepPartial)
        words << u"--partial"_s;
    if (wished & TransferOption::DeleteExtra)
        words << u"--delete"_s;
    if (wished & TransferOption::DryRun)
        words << u"--dry-run"_s << u"--itemize-changes"_s;
    // Names travel as they are; all is counted before the first byte goes, so that the percentage is one of the whole.
    return words << u"--protect-args"_s << u"--no-inc-recursive"_s << u"--info=progress2"_s;
}

bool hasControl(const QString& path)
{
    return std::ranges::any_of(path, [](QChar c) { return c.unicode() < 0x20 || c.unicode() == 0x7f; });
}

OrderProblem missing(const QString& text)
{
    return {OrderProblem::Kind::Missing, text};
}

OrderProblem wrong(const QString& text)
{
    return {OrderProblem::Kind::Wrong, text};
}

OrderProblem problemOfPath(const QString& path, const TransferPlace& place, const TransferOrder& order)
{
    if (hasControl(path))
        return wrong(TransferOrderTr::tr("The path %1 has a tab, a line break or another control character.")
                         .arg(path.simplified().left(60)));
    if (path.size() > MaxPath)
        return wrong(TransferOrderTr::tr("A path is longer than any can be."));
    // What the program finds by itself must not depend on where it was started.
    if (&place == &programPlace(order) && !path.startsWith(u'/'))
        return wrong(TransferOrderTr::tr("On %1 the path has to begin with “/”.").arg(place.name));
    return {};
}

OrderProblem problemOfPlaces(const TransferOrder& order)
{
    if (order.from.isDesktop() && order.to.isDesktop())
        return missing(TransferOrderTr::tr("Choose a context that is connected."));
    if (order.from == order.to)
        return wrong(TransferOrderTr::tr("Choose two different contexts."));
    if (!knowsDirection(order.program, directionOf(order)))
        return wrong(TransferOrderTr::tr("This program does not transfer in that direction."));
    return {};
}

OrderProblem problemOfSources(const TransferOrder& order)
{
    if (order.sources.isEmpty())
        return missing(order.program == TransferProgram::Sftp
                           ? TransferOrderTr::tr("Choose the file with the commands.")
                           : TransferOrderTr::tr("Say what is to be transferred."));
    const bool one = order.program == TransferProgram::Sftp || order.program == TransferProgram::GitClone;
    if (one && order.sources.size() > 1)
        return wrong(TransferOrderTr::tr("This program takes one path only."));
    if (order.sources.size() > MaxSources)
        return wrong(
            TransferOrderTr::tr("These are more than a thousand paths: transfer the folder that they are in."));
    for (const QString& source : order.sources) {
        if (auto problem = problemOfPath(source, order.from, order); problem.kind != OrderProblem::Kind::None)
            return problem;
    }
    return {};
}

}  // namespace

TransferDirection directionOf(const TransferOrder& order)
{
    if (order.from.isDesktop())
        return TransferDirection::ToContext;
    return order.to.isDesktop() ? TransferDirection::FromContext : TransferDirection::Between;
}

// Between two contexts the data is pushed; git can only fetch.
const TransferPlace& programPlace(const TransferOrder& order)
{
    const bool fetches = order.program == TransferProgram::GitClone || order.to.isDesktop();
    return fetches ? order.to : order.from;
}

const TransferPlace& remotePlace(const TransferOrder& order)
{
    return &programPlace(order) == &order.to ? order.from : order.to;
}

TransferOptions optionsOf(TransferProgram program)
{
    using enum TransferOption;
    switch (program) {
    case TransferProgram::Rsync: return Archive | ContentsOnly | DeleteExtra | Compress | DryRun | KeepPartial;
    case TransferProgram::Scp: return Archive;
    case TransferProgram::Sftp:
    case TransferProgram::GitClone: break;
    }
    return {};
}

bool knowsDirection(TransferProgram program, TransferDirection direction)
{
    switch (program) {
    case TransferProgram::Rsync:
    case TransferProgram::Scp: return true;
    case TransferProgram::Sftp: return direction == TransferDirection::ToContext;
    case TransferProgram::GitClone: return direction != TransferDirection::ToContext;
    }
    return false;
}

QStringList commandOf(const TransferOrder& order)
{
    const TransferOptions wished = order.options & optionsOf(order.program);
    switch (order.program) {
    case TransferProgram::Rsync:
        return QStringList{u"rsync"_s} + rsyncOptions(wished) + QStringList{u"--"_s} + sourcesOf(order) +
               QStringList{targetOf(order)};
    case TransferProgram::Scp:
        return QStringList{u"scp"_s, wished & TransferOption::Archive ? u"-rp"_s : u"-r"_s, u"--"_s} +
               sourcesOf(order) + QStringList{targetOf(order)};
    case TransferProgram::Sftp: return {u"sftp"_s, u"-b"_s, order.sources.value(0), targetOf(order)};
    case TransferProgram::GitClone:
        return QStringList{u"git"_s, u"clone"_s, u"--"_s} + sourcesOf(order) + QStringList{targetOf(order)};
    }
    return {};
}

QString commandLineOf(const TransferOrder& order)
{
    std::vector<std::string> words;
    for (const QString& word : commandOf(order))
        words.push_back(word.toStdString());
    return QString::fromStdString(connect::shellCommand(words));
}

bool isIrreversible(const TransferOrder& order)
{
    const TransferOptions wished = order.options & optionsOf(order.program);
    return wished & TransferOption::DeleteExtra && !(wished & TransferOption::DryRun);
}

OrderProblem problemOf(const TransferOrder& order)
{
    for (auto check : {problemOfPlaces, problemOfSources}) {
        if (auto problem = check(order); problem.kind != OrderProblem::Kind::None)
            return problem;
    }
    if (order.target.isEmpty() && &order.to == &programPlace(order))
        return missing(TransferOrderTr::tr("Say where it is to be put."));
    return problemOfPath(order.target, order.to, order);
}

}  // namespace rz::app
