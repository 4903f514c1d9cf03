// Reads every #include line of core, agent and app and holds it against the one-way rule of ARCHITECTURE.md.

#include "tests/support/paths.h"

#include <QDirIterator>
#include <QFile>
#include <QHash>
#include <QRegularExpression>
#include <QStringList>
#include <QTest>

#include <algorithm>
#include <array>
#include <string_view>

namespace {

struct Folder {
    std::string_view path;
    int rank;      // may include its own folder and every folder of a lower rank
    bool inAgent;  // linked into the agent
    bool mayUseQt;
};

// The longest path that begins a file's name is its folder.
constexpr std::array Folders{
    Folder{"core/base", 0, true, false},
    Folder{"core/wire", 1, true, false},
    Folder{"core/io", 2, true, false},
    Folder{"core/routing", 3, true, false},
    Folder{"core/rpc", 4, true, false},
    Folder{"core/connect", 5, true, false},
    Folder{"core/connect/libssh", 6, false, false},
    Folder{"core/modules", 5, true, false},
    Folder{"core/services", 5, true, false},
    Folder{"core/attach", 5, false, false},
    Folder{"core/fakessh", 5, true, false},
    Folder{"core/qt", 7, false, true},
    Folder{"app", 8, false, true},
    Folder{"app/ctl", 9, false, true},
    Folder{"agent", 6, true, false},
    Folder{"agent/functions", 5, true, false},
    Folder{"agent/program", 7, false, false},
};

// They pull in locales or a megabyte of code; some miscompile with g++ 12.
constexpr std::array<std::string_view, 7> Banned{
    "iostream", "sstream", "fstream", "filesystem", "format", "regex", "coroutine",
};

const Folder* folderOf(std::string_view file)
{
    const Folder* best = nullptr;
    for (const Folder& folder : Folders) {
        const bool inside = file.starts_with(folder.path) && file.substr(folder.path.size()).starts_with('/');
        if (inside && (best == nullptr || folder.path.size() > best->path.size()))
            best = &folder;
    }
    return best;
}

bool isQtHeader(std::string_view header)
{
    return header.starts_with("Qt") || (header.size() > 1 && header[0] == 'Q' && header[1] >= 'A' && header[1] <= 'Z');
}

// What is wrong with `file` including `header`; empty when nothing is.
QString objection(std::string_view file, std::string_view header, bool quoted)
{
    const Folder* from = folderOf(file);
    if (from == nullptr)
        return QStringLiteral("its folder is not in the list of this test");

    if (!quoted) {
        if (!from->mayUseQt && isQtHeader(header))
            return QStringLiteral("only core/qt and app include Qt");
        if (!file.starts_with("app/") && std::ranges::find(Banned, header) != Banned.end())
            return QStringLiteral("<%1> is banned below app").arg(QString::fromUtf8(header));
        return {};
    }

    if (header.ends_with(".moc") || header.starts_with("ui_"))
        return {};
    const Folder* to = folderOf(header);
    if (to == nullptr)
        return QStringLiteral("ours are included from the root of the tree");
    if (to == from)
        return {};
    // The library for programs that are their own agents is the agent's, too.
    if ((to->path == "agent" && from->path != "agent/program") || to->path == "app/ctl")
        return QStringLiteral("nobody includes a program");
    if (from->inAgent && !to->inAgent)
        return QStringLiteral("%1 is not in the agent").arg(QString::fromUtf8(to->path));
    if (to->rank >= from->rank)
        return QStringLiteral("arrows point from %1 down").arg(QString::fromUtf8(from->path));
    return {};
}

QStringList offendersIn(const QString& root, const QString& file)
{
    static const QRegularExpression include(QStringLiteral("^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]"));

    QFile source(root + u'/' + file);
    if (!source.open(QIODevice::ReadOnly | QIODevice::Text))
        return {file + QStringLiteral(": ") + source.errorString()};

    QStringList offenders;
    const QByteArray name = file.toUtf8();
    for (int line = 1; !source.atEnd(); ++line) {
        const auto match = include.match(QString::fromUtf8(source.readLine()));
        if (!match.hasMatch())
            continue;
        const QByteArray header = match.captured(2).toUtf8();
        const QString why = objection(name.toStdString(), header.toStdString(), match.captured(1) == u'"');
        if (!why.isEmpty())
            offenders << QStringLiteral("%1:%2: includes %3: %4").arg(file).arg(line).arg(match.captured(2), why);
    }
    return offenders;
}

}  // namespace

class LayeringTest : public QObject {
    Q_OBJECT

private slots:
    void theRuleIsTheOneOfTheArchitecture_data();
    void theRuleIsTheOneOfTheArchitecture();
    void noFileIncludesAgainstTheRule();
};

void LayeringTest::theRuleIsTheOneOfTheArchitecture_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("header");
    QTest::addColumn<bool>("quoted");
    QTest::addColumn<bool>("allowed");
    const auto row = [](const char* file, const char* header, bool quoted, bool allowed) {
        QTest::addRow("%s includes %s", file, header) << file << header << quoted << allowed;
    };
    row("core/io/a.h", "core/io/b.h", true, true);
    row("core/io/a.h", "core/wire/b.h", true, true);
    row("core/wire/a.h", "core/io/b.h", true, false);
    row("core/connect/a.h", "core/rpc/b.h", true, true);
    row("core/connect/a.h", "core/fakessh/b.h", true, false);
    row("core/connect/a.cpp", "core/connect/libssh/b.h", true, false);
    row("core/connect/libssh/a.cpp", "core/connect/b.h", true, true);
    row("core/qt/a.cpp", "core/connect/libssh/b.h", true, true);
    row("agent/main.cpp", "core/connect/b.h", true, true);
    row("agent/main.cpp", "core/connect/libssh/b.h", true, false);
    row("agent/main.cpp", "core/qt/b.h", true, false);
    row("app/main.cpp", "agent/b.h", true, false);
    row("app/main.cpp", "agent/functions/b.h", true, true);
    row("agent/functions/a.cpp", "core/connect/b.h", true, false);
    row("agent/program/a.cpp", "agent/b.h", true, true);
    row("agent/a.cpp", "agent/program/b.h", true, false);
    row("app/main.cpp", "app/ctl/b.h", true, false);
    row("app/ctl/main.cpp", "core/qt/b.h", true, true);
    row("core/base/a.cpp", "neighbour.h", true, false);
    row("elsewhere/a.cpp", "core/base/b.h", true, false);
    row("app/main.cpp", "QWidget", false, true);
    row("core/qt/a.h", "QObject", false, true);
    row("core/io/a.h", "QObject", false, false);
    row("core/io/a.h", "QtCore/QObject", false, false);
    row("core/io/a.h", "vector", false, true);
    row("agent/a.cpp", "iostream", false, false);
    row("core/qt/a.cpp", "filesystem", false, false);
    row("app/a.cpp", "filesystem", false, true);
}

void LayeringTest::theRuleIsTheOneOfTheArchitecture()
{
    QFETCH(const QString, file);
    QFETCH(const QString, header);
    QFETCH(const bool, quoted);
    QFETCH(const bool, allowed);
    QCOMPARE(objection(file.toStdString(), header.toStdString(), quoted).isEmpty(), allowed);
}

void LayeringTest::noFileIncludesAgainstTheRule()
{
    const QString root = QString::fromStdString(rz::test::sourcePath());
    QStringList offenders;
    int files = 0;
    for (const char* top : {"core", "agent", "app"}) {
        QDirIterator walk(root + u'/' + QLatin1String(top), {QStringLiteral("*.h"), QStringLiteral("*.cpp")},
                          QDir::Files, QDirIterator::Subdirectories);
        while (walk.hasNext()) {
            offenders << offendersIn(root, walk.next().mid(root.size() + 1));
            ++files;
        }
    }
    QVERIFY(files > 0);
    offenders.sort();
    QVERIFY2(offenders.isEmpty(), qPrintable(u'\n' + offenders.join(u'\n')));
}

QTEST_GUILESS_MAIN(LayeringTest)

#include "layering_test.moc"
