#include "tests/integration/ctl_run.h"

#include "tests/support/paths.h"

#include <QDir>
#include <QFile>

#include <unistd.h>

namespace rz::test {

namespace {

const std::string Program = binary("rhizomectl");
constexpr int RunPatience = 60'000;
const QStringList Nobody{QStringLiteral("--ask"), QStringLiteral("never")};

}  // namespace

bool CtlRun::available()
{
    return ::access(Program.c_str(), X_OK) == 0 && ::access(binary("rhizome-agent").c_str(), X_OK) == 0;
}

CtlRun::CtlRun(QStringList options) : m_options(std::move(options))
{
    m_options << QStringLiteral("--ssh-config") << QStringLiteral("none");
}

std::unique_ptr<QProcess> CtlRun::start(const QString& program, const QStringList& arguments) const
{
    auto process = std::make_unique<QProcess>();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("HOME"), QString::fromStdString(m_home.path()));
    environment.remove(QStringLiteral("SSH_AUTH_SOCK"));
    process->setProcessEnvironment(environment);
    process->setWorkingDirectory(QString::fromStdString(m_home.path()));
    process->start(program, arguments);
    process->waitForStarted(RunPatience);
    return process;
}

// For a shell.
QString CtlRun::commandLine(const QStringList& arguments) const
{
    QString command = QString::fromLatin1(Program);
    for (const QString& word : m_options + arguments)
        command += QStringLiteral(" '%1'").arg(word);
    return command;
}

std::unique_ptr<QProcess> CtlRun::begin(const QStringList& arguments) const
{
    return start(QString::fromLatin1(Program), m_options + Nobody + arguments);
}

std::unique_ptr<QProcess> CtlRun::beginOnTerminal(const QStringList& arguments) const
{
    // In the place of the shell, which would tell of an interrupt in its own way.
    return start(QStringLiteral("script"),
                 {QStringLiteral("--quiet"), QStringLiteral("--return"), QStringLiteral("--command"),
                  QStringLiteral("exec ") + commandLine(arguments), QStringLiteral("/dev/null")});
}

CtlRun::Ended CtlRun::runInto(const QString& reader, const QStringList& arguments) const
{
    const QString line = QStringLiteral("%1 | %2; exit ${PIPESTATUS[0]}").arg(commandLine(Nobody + arguments), reader);
    return end(*start(QStringLiteral("bash"), {QStringLiteral("-c"), line}));
}

QString CtlRun::readUntil(QProcess& process, const QString& text)
{
    QString seen;
    do
        seen += QString::fromUtf8(process.readAllStandardOutput());
    while (!seen.contains(text) && process.waitForReadyRead(RunPatience));
    return seen;
}

CtlRun::Ended CtlRun::end(QProcess& process)
{
    Ended ended;
    if (process.state() != QProcess::NotRunning && !process.waitForFinished(RunPatience)) {
        process.kill();
        process.waitForFinished(RunPatience);
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
