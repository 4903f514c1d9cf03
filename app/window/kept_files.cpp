#include "app/window/kept_files.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <QSysInfo>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

struct KeptFilesTr {
    Q_DECLARE_TR_FUNCTIONS(rz::app::KeptFiles)
};

QString describeHolder(const QLockFile& lock)
{
    qint64 pid = 0;
    QString host;
    QString program;
    if (!lock.getLockInfo(&pid, &host, &program))
        return KeptFilesTr::tr("another process");
    return host == QSysInfo::machineHostName() ? KeptFilesTr::tr("process %1").arg(pid)
                                               : KeptFilesTr::tr("process %1 on %2", "number, host").arg(pid).arg(host);
}

}  // namespace

KeptFiles::KeptFiles(const QSettings& settings)
    : m_folder(QFileInfo(settings.fileName()).absolutePath()), m_lock(inFolder(u"rhizome.lock"_s))
{
    QDir().mkpath(m_folder);
    // However long it runs, it has them; when it is there no more, its lock counts for nothing.
    m_lock.setStaleLockTime(0);
    // Where no lock can be made, no file can be written either, which is told when it is tried.
    if (!m_lock.tryLock() && m_lock.error() == QLockFile::LockFailedError)
        m_holder = describeHolder(m_lock);
}

QString KeptFiles::inFolder(const QString& name) const
{
    return QDir(m_folder).filePath(name);
}

}  // namespace rz::app
