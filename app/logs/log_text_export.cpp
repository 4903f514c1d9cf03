#include "app/logs/log_text_export.h"

#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr std::size_t WriteSize = 256 * 1024;
constexpr std::string_view FurtherLine = "\t\t\t\t";

std::string timeText(std::chrono::system_clock::time_point time)
{
    const auto sinceEpoch = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch());
    const QDateTime local = QDateTime::fromMSecsSinceEpoch(sinceEpoch.count());
    return local.toOffsetFromUtc(local.offsetFromUtc()).toString(Qt::ISODateWithMs).toStdString();
}

void appendLine(std::string& out, const LogChunk& chunk, std::size_t line, std::string_view logger,
                std::string_view context)
{
    const LogChunk::Record& record = chunk.record(chunk.recordOfLine(line));
    if (record.firstLine == line) {
        out += timeText(record.time);
        out += '\t';
        out += toString(record.level);
        out += '\t';
        out += context;
        out += '\t';
        out += logger;
        out += '\t';
    } else {
        out += FurtherLine;
    }
    out += chunk.lineText(line);
    out += '\n';
}

QList<int> sortedRows(const QModelIndexList& indexes)
{
    QList<int> rows;
    for (const QModelIndex& index : indexes)
        rows << index.row();
    std::ranges::sort(rows);
    return rows;
}

}  // namespace

LogExport exportOf(const LogModel& model)
{
    LogExport log{.shown = model.shown(), .loggers = model.store().loggerNames(), .contexts = {}};
    for (const ContextId origin : model.store().origins())
        log.contexts.emplace(origin, model.contextPath(origin).toStdString());
    return log;
}

bool writeLog(QIODevice& out, const LogExport& log)
{
    std::string text;
    const auto flush = [&out, &text] {
        const bool written =
            out.write(text.data(), static_cast<qint64>(text.size())) == static_cast<qint64>(text.size());
        text.clear();
        return written;
    };
    for (std::size_t i = 0; i < log.shown.lines.size(); ++i) {
        const LogChunk& chunk = *log.shown.chunks[i];
        for (const std::uint16_t line : log.shown.lines[i]) {
            const LogChunk::Record& record = chunk.record(chunk.recordOfLine(line));
            appendLine(text, chunk, line, log.loggers[record.logger], log.contexts.at(record.origin));
            if (text.size() >= WriteSize && !flush())
                return false;
        }
    }
    return flush();
}

QString rowsAsLog(const LogModel& model, const QModelIndexList& rows)
{
    std::string text;
    for (const int row : sortedRows(rows)) {
        const LogModel::Line line = model.lineAt(row);
        appendLine(text, *line.chunk, line.line, model.store().loggerName(line.head().logger),
                   model.contextPath(line.head().origin).toStdString());
    }
    return QString::fromStdString(text);
}

QString rowsAsPlainText(const LogModel& model, const QModelIndexList& rows)
{
    std::string text;
    for (const int row : sortedRows(rows)) {
        text += model.lineAt(row).text();
        text += '\n';
    }
    return QString::fromStdString(text);
}

}  // namespace rz::app
