#pragma once

#include <QAbstractListModel>
#include <QDateTime>
#include <QString>

#include <deque>

namespace rz::app {

// The calls of this and earlier runs of the program, newest first, kept in a file with one JSON object a line. Secrets are
// never in it: the text of a call leaves them out. A call made again moves to the front.
class CallHistory : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { DetailRole = Qt::UserRole };

    enum class Access : std::uint8_t { ReadWrite, Read };
    // `file` is read now, and written whenever a call is added if it may be; an empty name keeps everything in memory.
    explicit CallHistory(QString file, Access access = Access::ReadWrite, QObject* parent = nullptr);

    struct Entry {
        QString line;     // as CallLine::toText gives it
        QString context;  // its path then
        QDateTime when;
        bool operator==(const Entry&) const = default;
    };
    void add(Entry entry);
    void remove(int row);
    void clear();
    // Brings back what was cleared, behind what came since.
    void undoClear();
    bool isCleared() const { return !m_cleared.empty(); }
    const Entry& at(int row) const { return m_entries[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

signals:
    // What undoClear() would bring back is there now, or is there no more.
    void clearedChanged();
    // The file could not be written; the reason.
    void notWritten(const QString& problem);

private:
    void read();
    void write();

    QString m_file;
    Access m_access;
    std::deque<Entry> m_entries;
    std::deque<Entry> m_cleared;
};

}  // namespace rz::app
