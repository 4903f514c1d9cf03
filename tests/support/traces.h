#pragma once

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

#include <algorithm>
#include <sys/types.h>

namespace rz::test {

// What a profiled thread wrote (core/io/profile.h), as a viewer reads it.
struct Trace {
    QString thread;  // its name; empty where the file is no trace
    QStringList spans;
    bool whole = false;  // the thread has ended, and not because its process was killed
};

inline Trace readTrace(QByteArray text)
{
    Trace trace;
    trace.whole = text.endsWith("]\n");
    if (!trace.whole)
        text += ']';  // viewers do without
    for (const auto& value : QJsonDocument::fromJson(text).array()) {
        const QJsonObject event = value.toObject();
        const QString name = event[QStringLiteral("name")].toString();
        if (name == QStringLiteral("thread_name"))
            trace.thread = event[QStringLiteral("args")].toObject()[QStringLiteral("name")].toString();
        else
            trace.spans << name;
    }
    return trace;
}

enum class Files { Keep, Remove };

// Those of a process.
inline QList<Trace> tracesOf(pid_t pid, Files files = Files::Remove)
{
    QList<Trace> traces;
    for (const QFileInfo& info :
         QDir(QStringLiteral("/tmp")).entryInfoList({QStringLiteral("rhizome.stats.%1.*.json").arg(pid)})) {
        QFile file(info.filePath());
        if (file.open(QIODevice::ReadOnly))
            traces << readTrace(file.readAll());
        if (files == Files::Remove)
            file.remove();
    }
    return traces;
}

// Of the first thread that has this name; nothing where there is none.
inline Trace traceOf(const QList<Trace>& traces, const char* thread)
{
    const auto found = std::ranges::find(traces, QString::fromUtf8(thread), &Trace::thread);
    return found == traces.end() ? Trace() : *found;
}

}  // namespace rz::test
