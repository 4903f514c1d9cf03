#pragma once

#include "app/common/colors.h"
#include "app/transfers/transfer.h"

#include <QString>

namespace rz::app {

// The words, shape and tone of a transfer, the same wherever it is shown.

QString programName(TransferProgram program);  // "rsync"
QString programHelp(TransferProgram program);  // what it is good for
QString directionText(TransferDirection direction);
QString directionIcon(TransferDirection direction);

QString stateWord(TransferState state);
QString stateIcon(TransferState state);
Tone stateTone(TransferState state);

// One end with its paths: "ssh alice@web1: site".
QString sourceText(const TransferOrder& order);
QString targetText(const TransferOrder& order);

// What has gone over so far, or went: "1.3 MB, 45 %".
QString progressText(const Transfer& transfer);
// All about it in one sentence, for screen readers.
QString spokenTransfer(const Transfer& transfer);
// How it ended, in words: "Done in 3.2 s: 1.3 MB".
QString outcomeText(const Transfer& transfer);
// What is known of a failure beside what to do: "rsync exited with status 11".
QString failureText(const TransferRecord& record);

}  // namespace rz::app
