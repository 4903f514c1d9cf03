#pragma once

#include "app/transfers/transfer_order.h"
#include "core/base/error.h"
#include "core/io/process.h"

#include <QString>

namespace rz::app {

class TransferOutput;

// Why a transfer failed, as far as it can be known: what a user can do depends on it.
enum class TransferTrouble : std::uint8_t {
    Unknown,
    NotInstalled,       // the program, where it was to run
    NotInstalledThere,  // its other half, where ssh leads to
    PermissionDenied,
    NoSpace,
    NotFound,
    SomeFiles,
    Vanished,     // files of the source, meanwhile
    Connection,   // the way to the context
    NotPossible,  // refused before it began
    Interrupted,  // this program ended
};

TransferTrouble troubleOf(const TransferOrder& order, const Result<io::ExitStatus>& end, const TransferOutput& output);

// "Some files were not transferred", and what to do.
QString troubleTitle(TransferTrouble trouble);
QString troubleAdvice(TransferTrouble trouble, const TransferOrder& order);

// The word by which it is kept in files, and back.
QString troubleWord(TransferTrouble trouble);
TransferTrouble troubleFrom(const QString& word);

}  // namespace rz::app
