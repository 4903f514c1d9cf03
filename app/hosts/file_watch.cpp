#include "app/hosts/file_watch.h"

#include <QFileInfo>

namespace rz::app {
namespace {

constexpr std::chrono::milliseconds Settle(100);

}  // namespace

FileWatch::FileWatch(QObject* parent) : QObject(parent)
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(Settle);
    connect(&m_settle, &QTimer::timeout, this, [this] {
        watch();  // a replaced file is watched no more
        emit changed();
    });
    const auto settle = qOverload<>(&QTimer::start);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, &m_settle, settle);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, &m_settle, settle);
}

void FileWatch::setFiles(const QStringList& files)
{
    m_files = files;
    watch();
}

void FileWatch::watch()
{
    QStringList wanted;
    for (const QString& file : m_files) {
        const QFileInfo info(file);
        if (info.exists())
            wanted << file;
        if (QFileInfo(info.path()).isDir())
            wanted << info.path();
    }
    wanted.removeDuplicates();
    const QStringList watched = m_watcher.files() + m_watcher.directories();
    QStringList gone = watched;
    gone.removeIf([&wanted](const QString& path) { return wanted.contains(path); });
    wanted.removeIf([&watched](const QString& path) { return watched.contains(path); });
    if (!gone.isEmpty())
        m_watcher.removePaths(gone);
    if (!wanted.isEmpty())
        m_watcher.addPaths(wanted);
}

}  // namespace rz::app
