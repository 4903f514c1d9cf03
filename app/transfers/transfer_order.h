#pragma once

#include "core/qt/snapshots.h"

#include <QFlags>
#include <QString>
#include <QStringList>

#include <optional>

namespace rz::app {

enum class TransferProgram : std::uint8_t { Rsync, Scp, Sftp, GitClone };
inline constexpr int TransferProgramCount = 4;

enum class TransferDirection : std::uint8_t { ToContext, FromContext, Between };

// What may be wished of a transfer; not every program knows all of them.
enum class TransferOption : std::uint8_t {
    Archive = 1,       // times, permissions and links as they are
    ContentsOnly = 2,  // what is in the folder, not the folder
    DeleteExtra = 4,   // at the target, what the source has not
    Compress = 8,
    DryRun = 16,
    KeepPartial = 32,  // of files that were interrupted
};
Q_DECLARE_FLAGS(TransferOptions, TransferOption)
Q_DECLARE_OPERATORS_FOR_FLAGS(TransferOptions)

// One end of a transfer: the desktop, or a context by its row and, for later runs of the program, by its chain.
struct TransferPlace {
    std::optional<qt::NodeKey> node = qt::RootNode;
    QString chain;  // empty: the desktop
    QString name;   // its path as people read it

    bool isDesktop() const { return chain.isEmpty(); }
    bool operator==(const TransferPlace&) const = default;
};

// What a user wants transferred, from where to where and how; a plain value.
struct TransferOrder {
    TransferProgram program = TransferProgram::Rsync;
    TransferPlace from;
    TransferPlace to;
    QStringList sources;  // paths; of Sftp the one file with commands
    QString target;       // path; empty is the home directory of a context
    TransferOptions options = TransferOption::Archive | TransferOption::KeepPartial;

    bool operator==(const TransferOrder&) const = default;
};

TransferDirection directionOf(const TransferOrder& order);
// Where the program runs, and where its ssh leads to.
const TransferPlace& programPlace(const TransferOrder& order);
const TransferPlace& remotePlace(const TransferOrder& order);

// Which options and directions a program knows.
TransferOptions optionsOf(TransferProgram program);
bool knowsDirection(TransferProgram program, TransferDirection direction);

// The command as it is run; its ssh leads to the context, whatever it is called there: RemoteHost.
inline constexpr char16_t RemoteHost[] = u"remote";
QStringList commandOf(const TransferOrder& order);
// The same as a line for a shell.
QString commandLineOf(const TransferOrder& order);
// It takes away what cannot be brought back.
bool isIrreversible(const TransferOrder& order);

// Why it cannot be done as it is, in words, and empty when it can. Missing: nothing is wrong, but something not given yet.
struct OrderProblem {
    enum class Kind : std::uint8_t { None, Missing, Wrong };
    Kind kind = Kind::None;
    QString text;
};
OrderProblem problemOf(const TransferOrder& order);

}  // namespace rz::app
