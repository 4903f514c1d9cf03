#pragma once

#include "app/logs/log_model.h"

#include <QIODevice>
#include <QModelIndexList>
#include <QString>

#include <functional>
#include <string>
#include <unordered_map>

namespace rz::app {

// What of a log leaves the program: time with date and zone, level, context, source and text, apart by tabs; further
// lines of a record begin with four tabs, so that the columns stay.
struct LogExport {
    LogModel::Shown shown;
    std::vector<std::string> loggers;
    std::unordered_map<ContextId, std::string> contexts;  // paths
};
LogExport exportOf(const LogModel& model);
// Any thread. False when the device does not take it.
bool writeLog(QIODevice& out, const LogExport& log);

// The same for some rows, which need not be whole records.
QString rowsAsLog(const LogModel& model, const QModelIndexList& rows);
// Their text alone.
QString rowsAsPlainText(const LogModel& model, const QModelIndexList& rows);

}  // namespace rz::app
