#pragma once

#include <QLockFile>
#include <QString>

class QSettings;

namespace rz::app {

// The files beside the settings in which a window keeps what it is to know again. Two processes would overwrite each
// other's, so the first one has them as long as it runs: others keep in memory what would be there.
class KeptFiles {
public:
    explicit KeptFiles(const QSettings& settings);

    // Of which each process takes note when another one writes it.
    QString hosts() const { return inFolder(QStringLiteral("hosts.json")); }
    // To be read by all.
    QString calls() const { return inFolder(QStringLiteral("calls.jsonl")); }
    // Empty where another process has them.
    QString transfers() const { return ours(QStringLiteral("transfers.jsonl")); }
    QString workspace() const { return ours(QStringLiteral("workspace.json")); }

    bool areOurs() const { return m_holder.isEmpty(); }
    // The process that has them, for a person; empty when it is this one.
    QString holder() const { return m_holder; }
    QString folder() const { return m_folder; }

private:
    QString inFolder(const QString& name) const;
    QString ours(const QString& name) const { return areOurs() ? inFolder(name) : QString(); }

    QString m_folder;
    QLockFile m_lock;
    QString m_holder;
};

}  // namespace rz::app
