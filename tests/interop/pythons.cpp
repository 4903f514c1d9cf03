#include "tests/interop/pythons.h"

#include "core/base/str.h"
#include "tests/support/run.h"

#include <QDir>
#include <QSet>
#include <QStringList>

#include <unistd.h>

namespace rz::test {

namespace {

const char* const About = "import os, platform; print('\\n'.join([platform.python_implementation() + ' ' + "
                          "platform.python_version(), platform.python_version()[0], os.path.dirname(os.__file__)]))";

QStringList candidates()
{
    QStringList paths = qEnvironmentVariable("RHIZOME_TEST_PYTHONS").split(u':', Qt::SkipEmptyParts);
    const QDir system(QStringLiteral("/usr/bin"));
    const QStringList names{QStringLiteral("python2*"), QStringLiteral("python3*"), QStringLiteral("pypy*")};
    for (const QString& name : system.entryList(names, QDir::Files | QDir::Executable, QDir::Name)) {
        if (!name.contains(u'-'))  // python3-config
            paths << system.filePath(name);
    }
    const QDir versions(qEnvironmentVariable("PYENV_ROOT", QDir::homePath() + QStringLiteral("/.pyenv")) +
                        QStringLiteral("/versions"));
    for (const QString& version : versions.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name))
        paths << versions.filePath(version + QStringLiteral("/bin/python"));
    return paths;
}

std::vector<Python> find()
{
    std::vector<Python> found;
    QSet<QString> seen;
    for (const QString& path : candidates()) {
        const Ran ran = run({path.toStdString(), "-c", About});
        const QStringList lines = QString::fromStdString(ran.output).split(u'\n');
        if (!ran.ok() || lines.size() < 3 || seen.contains(lines[0]))
            continue;
        seen.insert(lines[0]);
        found.push_back({.path = path.toStdString(),
                         .name = lines[0].toStdString(),
                         .major = lines[1].toInt(),
                         .library = lines[2].toStdString()});
    }
    return found;
}

}  // namespace

const std::vector<Python>& pythons()
{
    static const std::vector<Python> Found = find();
    return Found;
}

std::vector<std::string> mitogens()
{
    std::vector<std::string> found;
    for (const std::string& directory : {std::string("/usr/lib/python3/dist-packages"),
                                         qEnvironmentVariable("RHIZOME_MITOGEN_SOURCE").toStdString()}) {
        if (!directory.empty() && ::access(str(directory, "/mitogen/core.py").c_str(), R_OK) == 0)
            found.push_back(directory);
    }
    return found;
}

}  // namespace rz::test
