#pragma once

#include "app/hosts/file_watch.h"
#include "app/hosts/host_model.h"

#include <QObject>

#include <optional>
#include <vector>

namespace rz::app {

// The saved hosts and the file they are in, kept in step: each edit of the model is written at once, a change of the file by
// others is read. A file that cannot be read is never written; until it is mended the model takes no edits. The hosts of
// the ssh configuration are read along, and anew when that changes.
class HostBook : public QObject {
    Q_OBJECT
public:
    HostBook(QString file, QString sshConfig, QObject* parent = nullptr);

    HostModel& model() { return m_model; }
    const HostModel& model() const { return m_model; }
    QString file() const { return m_file; }

    // What is wrong with the file, for a person; empty when nothing is.
    struct Trouble {
        QString title;
        QString text;
        bool operator==(const Trouble&) const = default;
    };
    const std::optional<Trouble>& trouble() const { return m_trouble; }
    void readAgain();

    struct SavedHost {
        QString name;
        QString group;  // its path
        QString chain;  // as it is connected, as text
    };
    // Those that can be connected.
    std::vector<SavedHost> hosts() const;
    QStringList sshHosts() const { return m_sshHosts; }

signals:
    // Other hosts, or others of the ssh configuration.
    void changed();
    void troubleChanged();

private:
    enum class Content : std::uint8_t { Missing, Text, Unreadable };
    Content readFile(QByteArray& text, QString& problem) const;
    void read();
    void readSsh();
    void write();
    void setTrouble(std::optional<Trouble> trouble);

    QString m_file;
    QString m_sshConfig;
    HostModel m_model;
    std::optional<QByteArray> m_known;  // what the file said last; nothing when there was none
    std::optional<Trouble> m_trouble;
    QStringList m_sshHosts;
    FileWatch m_watch;
    FileWatch m_sshWatch;
};

}  // namespace rz::app
