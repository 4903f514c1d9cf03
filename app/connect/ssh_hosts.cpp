#include "app/connect/ssh_hosts.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr int MaxDepth = 16;  // of Include, as in OpenSSH
constexpr qint64 MaxConfigSize = 1024 * 1024;

// The words of a line; a word may be in double quotes. The keyword may be followed by "=".
QStringList wordsOf(const QString& line)
{
    static const QRegularExpression setting(u"^\\s*(\\w+)\\s*=?\\s*(.*)$"_s);
    static const QRegularExpression word(u"\"([^\"]*)\"|([^\\s\"]+)"_s);
    const auto match = setting.match(line);
    QStringList words{match.captured(1)};
    for (auto it = word.globalMatch(match.captured(2)); it.hasNext();) {
        const auto next = it.next();
        words << next.captured(next.lastCapturedIndex());
    }
    return words;
}

QStringList expanded(QString pattern, const QString& folder)
{
    if (pattern.startsWith(u"~/"_s))
        pattern = QDir::homePath() + pattern.sliced(1);
    else if (QDir::isRelativePath(pattern))
        pattern = folder + u'/' + pattern;
    const QFileInfo info(pattern);
    QStringList files;
    const auto entries = info.dir().entryInfoList({info.fileName()}, QDir::Files | QDir::Hidden, QDir::Name);
    for (const QFileInfo& entry : entries)
        files << entry.filePath();
    return files;
}

void collect(const QString& path, const QString& folder, int depth, SshConfig& config)
{
    QFile file(path);
    if (!config.files.contains(path))
        config.files << path;
    if (depth == MaxDepth || QFileInfo(path).size() > MaxConfigSize ||
        !file.open(QIODevice::ReadOnly | QIODevice::Text))
        return;
    while (!file.atEnd()) {
        const QString line = QString::fromUtf8(file.readLine()).trimmed();
        if (line.startsWith(u'#'))
            continue;
        const QStringList words = wordsOf(line);
        if (words.size() < 2)
            continue;
        const QString keyword = words.front().toLower();
        for (const QString& word : words.sliced(1)) {
            if (keyword == u"include"_s) {
                for (const QString& included : expanded(word, folder))
                    collect(included, folder, depth + 1, config);
            } else if (keyword == u"host"_s && !word.contains(QRegularExpression(u"[*?!]"_s)) &&
                       !config.hosts.contains(word)) {
                config.hosts << word;
            }
        }
    }
}

}  // namespace

QStringList sshHosts(const QString& configFile)
{
    return readSshConfig(configFile).hosts;
}

SshConfig readSshConfig(const QString& configFile)
{
    SshConfig config;
    collect(configFile, QFileInfo(configFile).path(), 0, config);
    return config;
}

QString userSshConfig()
{
    return QDir::homePath() + u"/.ssh/config"_s;
}

}  // namespace rz::app
