#include "tests/unit/api_map.h"

#include "tests/support/paths.h"

#include <QFile>
#include <QRegularExpression>

namespace rz::test {
namespace {

// What stands between backquotes.
QStringList quotedIn(const QString& cell)
{
    static const QRegularExpression quoted(QStringLiteral("`([^`]+)`"));
    QStringList out;
    for (const auto& match : quoted.globalMatch(cell))
        out << match.captured(1);
    return out;
}

// "`file`: `function`, `function`, `file`: …"
QList<std::pair<QString, QStringList>> testsIn(const QString& cell)
{
    QList<std::pair<QString, QStringList>> tests;
    for (const QString& name : quotedIn(cell)) {
        if (name.contains(QLatin1Char('/')))
            tests.append({name, {}});
        else if (!tests.isEmpty())
            tests.last().second << name;
    }
    return tests;
}

// What is wrong with a cell of names alone: with anything but names, or nothing.
QString objectionTo(const QString& cell)
{
    static const QRegularExpression names(QStringLiteral("^`[^`]+`((, |: )`[^`]+`)*$"));
    return names.match(cell).hasMatch() ? QString() : QStringLiteral("no list of names: ") + cell;
}

ApiMapRow rowOf(const QString& line)
{
    ApiMapRow row;
    const QStringList cells = line.split(QLatin1Char('|'));
    if (cells.size() != 6 || !cells.first().isEmpty() || !cells.last().isEmpty()) {
        row.malformed = QStringLiteral("not four cells: ") + line;
        return row;
    }
    row.reference = cells[1].trimmed();
    if (row.reference.isEmpty() || row.reference.count(QLatin1Char('`')) % 2 != 0)
        row.malformed = QStringLiteral("no reference: ") + line;
    for (const int cell : {2, 3, 4}) {
        if (row.malformed.isEmpty())
            row.malformed = objectionTo(cells[cell].trimmed());
    }
    row.names = quotedIn(cells[2]);
    row.tests = testsIn(cells[4]);
    const QStringList headers = quotedIn(cells[3]);
    row.header = headers.value(0);
    if (row.malformed.isEmpty() && headers.size() != 1)
        row.malformed = QStringLiteral("not one header: ") + line;
    for (const auto& test : row.tests) {
        if (row.malformed.isEmpty() && test.second.isEmpty())
            row.malformed = test.first + QStringLiteral(" without a test of it");
    }
    return row;
}

}  // namespace

QList<ApiMapRow> apiMapRows(const QString& page)
{
    const QStringList lines = page.split(QLatin1Char('\n'));
    QList<ApiMapRow> rows;
    bool inTable = false;
    for (int i = 0; i < lines.size(); ++i) {
        if (!lines[i].contains(QLatin1Char('|'))) {
            inTable = false;
            continue;
        }
        if (!std::exchange(inTable, true) && lines[i] == QLatin1String("| reference | here | header | tests |") &&
            lines.value(i + 1) == QLatin1String("|---|---|---|---|")) {
            ++i;
            continue;
        }
        rows << rowOf(lines[i]);
        rows.last().line = i + 1;
    }
    return rows;
}

QList<ApiMapRow> apiMapRows()
{
    return apiMapRows(contentOf(QStringLiteral("core/README.md")));
}

QStringList referenceNamesIn(const QString& cell)
{
    static const QRegularExpression name(QStringLiteral("([\\w.]+)(?:\\(([^)]*)\\))?"));
    static const QRegularExpression word(QStringLiteral("\\w+"));
    QStringList names;
    QString owner;
    for (const QString& quoted : quotedIn(cell)) {
        for (const auto& match : name.globalMatch(quoted)) {
            QString full = match.captured(1);
            if (const auto dot = full.lastIndexOf(QLatin1Char('.')); dot > 0)
                owner = full.left(dot);
            else if (full.front().isUpper())
                owner.clear();
            else if (!owner.isEmpty())
                full = owner + QLatin1Char('.') + full;
            names << full;
            for (const auto& argument : word.globalMatch(match.captured(2)))
                names << QStringLiteral("%1(%2)").arg(full, argument.captured());
        }
    }
    return names;
}

QString contentOf(const QString& path)
{
    QFile file(QString::fromStdString(sourcePath(path.toStdString())));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

}  // namespace rz::test
