#pragma once

#include <QFileSystemWatcher>
#include <QObject>
#include <QStringList>
#include <QTimer>

namespace rz::app {

// Tells when one of some files may have changed, come or gone, once for several changes at a time. Editors replace files, so
// their folders are watched as well.
class FileWatch : public QObject {
    Q_OBJECT
public:
    explicit FileWatch(QObject* parent = nullptr);

    void setFiles(const QStringList& files);

signals:
    void changed();

private:
    void watch();

    QFileSystemWatcher m_watcher;
    QStringList m_files;
    QTimer m_settle;
};

}  // namespace rz::app
