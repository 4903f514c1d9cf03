#include "tests/integration/ctl_run.h"

#include <QDir>
#include <QFile>

#include <unistd.h>

namespace rz::test {

namespace {

constexpr const char* Program = RZ_BIN_DIR "/rhizomectl";
constexpr int Patience = 60'000;

}  // namespace

bool CtlRun::available()
{
    return ::access(Program, X_OK) == 0 && ::access(RZ_BIN_DIR "/rhizome-agent", X_OK) == 0;
}

CtlRun::CtlRun(QStringList options) : m_options(std::move(options))
{
    m_options << QStringLiteral("--ssh-config") << QStringLiteral("none") << QStringLiteral("--ask")
              << QStringLiteral("never");
}

std::unique_ptr<QProcess> CtlRun::begin(const QStringList& arguments) const
{
    auto process = std::make_unique<QProcess>();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("HOME"), QString::fromStdString(m_home.path()));
    environment.remove(QStringLiteral("SSH_AUTH_SOCK"));
    process->setProcessEnvironment(environment);
    process->setWorkingDirectory(QString::fromStdString(m_home.path()));
    process->start(QString::fromLatin1(Program), m_options + arguments);
    process->waitForStarted(Patience);
    return process;
}

CtlRun::Ended CtlRun::end(QProcess& process)
{
    Ended ended;
    if (process.state() != QProcess::NotRunning && !process.waitForFinished(Patience)) {
        process.kill();
        process.waitForFinished(Patience);
    } else if (process.exitStatus() == QProcess::NormalExit) {
        ended.status = process.exitCode();
    }
    ended.out = QString::fromUtf8(process.readAllStandardOutput());
    ended.err = QString::fromUtf8(process.readAllStandardError());
    return ended;
}

CtlRun::Ended CtlRun::run(const QStringList& arguments, const QByteArray& input) const
{
    const auto process = begin(arguments);
    process->write(input);
    process->closeWriteChannel();
    return end(*process);
}

std::vector<std::string> CtlRun::processes() const
{
    std::vector<std::string> found;
    const QString home = QString::fromStdString(m_home.path());
    const QStringList numbers = QDir(QStringLiteral("/proc")).entryList({QStringLiteral("[1-9]*")}, QDir::Dirs);
    for (const QString& number : numbers) {
        const QString process = QStringLiteral("/proc/") + number;
        if (QFile::symLinkTarget(process + QStringLiteral("/cwd")) == home)
            found.push_back(readFile((process + QStringLiteral("/cmdline")).toStdString()));
    }
    return found;
}

}  // namespace rz::test
