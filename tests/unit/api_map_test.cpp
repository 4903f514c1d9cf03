// Holds core/README.md against the sources: every row of its tables names a header that declares the names, and tests that
// exist and use them; and every name of the reference is in one of its rows.

#include "tests/support/paths.h"
#include "tests/unit/cpp_text.h"

#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSet>
#include <QStringList>
#include <QTest>

#include <algorithm>
#include <ranges>
#include <utility>
#include <vector>

using namespace rz::test;

namespace {

const QString Source = QString::fromStdString(sourcePath()) + u'/';
const QString Readme = Source + QStringLiteral("core/README.md");

struct Row {
    int line = 0;
    QString malformed;  // why it is no row; empty when it is one
    QString reference;
    QStringList names;
    QString header;
    QList<std::pair<QString, QStringList>> tests;  // files, and functions of each
};

QString contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

// What stands between backquotes.
QStringList quotedIn(const QString& cell)
{
    static const QRegularExpression quoted(QStringLiteral("`([^`]+)`"));
    QStringList out;
    for (const auto& match : quoted.globalMatch(cell))
        out << match.captured(1);
    return out;
}

// "`A.b`, `c(d, e)`, `F`" names A.b, A.c, A.c(d), A.c(e) and F: what is no class and has no owner has that of what stands before it.
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

Row rowOf(const QString& line)
{
    Row row;
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

// All lines that have a cell, but for the heads of tables, which have two lines each.
QList<Row> rowsOf(const QString& text)
{
    const QStringList lines = text.split(QLatin1Char('\n'));
    QList<Row> rows;
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

// A name in quotation marks is the content of a string, as connection methods and their options are; others are identifiers.
bool isText(const QString& name)
{
    return name.startsWith(QLatin1Char('"'));
}

bool declares(const CppText& header, const QString& name)
{
    return isText(name) ? header.strings().contains(name.mid(1, name.size() - 2)) : header.declared().contains(name);
}

bool uses(const CppText& test, const QString& name)
{
    if (!isText(name))
        return test.identifiers().contains(name);
    const QRegularExpression word(
        QStringLiteral("(?<!\\w)%1(?!\\w)").arg(QRegularExpression::escape(name.mid(1, name.size() - 2))));
    return std::ranges::any_of(test.strings(), [&word](const QString& text) { return word.match(text).hasMatch(); });
}

// A file below tests: a test, or what a test is helped by, a program that it runs or what it includes.
class TestFile {
public:
    explicit TestFile(const QString& path)
        : m_path(path), m_content(contentOf(Source + QStringLiteral("tests/") + path)), m_text(m_content)
    {
    }

    const QString& path() const { return m_path; }
    const CppText& text() const { return m_text; }
    bool isTest() const { return m_text.identifiers().contains(QStringLiteral("Q_OBJECT")); }
    bool has(const QString& function) const
    {
        if (!isTest())
            return m_text.declared().contains(function);
        const QRegularExpression slot(QStringLiteral("\\n    void %1\\(\\)").arg(QRegularExpression::escape(function)));
        return m_text.code().contains(slot);
    }
    bool names(const TestFile& other) const
    {
        return m_content.contains(
            QRegularExpression(QStringLiteral("\\b%1\\b").arg(QFileInfo(other.m_path).baseName())));
    }

private:
    QString m_path;
    QString m_content;
    CppText m_text;
};

}  // namespace

class ApiMapTest : public QObject {
    Q_OBJECT

private slots:
    void everyRowIsTrue_data()
    {
        QTest::addColumn<int>("index");
        m_rows = rowsOf(contentOf(Readme));
        QVERIFY(!m_rows.isEmpty());
        for (int i = 0; i < m_rows.size(); ++i)
            QTest::addRow("line %d: %s", m_rows[i].line, qPrintable(m_rows[i].reference)) << i;
    }
    void everyRowIsTrue()
    {
        QFETCH(const int, index);
        const Row& row = m_rows[index];
        QVERIFY2(row.malformed.isEmpty(), qPrintable(row.malformed));
        const CppText header(contentOf(Source + row.header));
        QStringList wrong;
        for (const QString& name : row.names) {
            if (!declares(header, name))
                wrong << row.header + QStringLiteral(" does not declare ") + name;
        }
        std::vector<TestFile> helpers;
        std::vector<TestFile> tests;
        for (const auto& [file, functions] : row.tests) {
            TestFile read(file);
            for (const QString& function : functions) {
                if (!read.has(function))
                    wrong << file + QStringLiteral(" has no ") + function;
            }
            (read.isTest() ? tests : helpers).push_back(std::move(read));
        }
        QStringList unused = row.names;
        for (const TestFile& test : tests) {
            const auto used = [&](const QString& name) {
                return uses(test.text(), name) || std::ranges::any_of(helpers, [&](const TestFile& helper) {
                           return test.names(helper) && uses(helper.text(), name);
                       });
            };
            if (std::ranges::none_of(row.names, used))
                wrong << test.path() + QStringLiteral(" uses nothing of it");
            unused.removeIf(used);
        }
        for (const QString& name : unused)
            wrong << QStringLiteral("no test named uses ") + name;
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QStringLiteral("; "))));
    }

    void theReferencesNamesAreThere_data()
    {
        QTest::addColumn<QString>("name");
        QSet<QString> seen;
        for (const QString& line :
             contentOf(Source + QStringLiteral("tests/unit/reference_names.txt")).split(QLatin1Char('\n'))) {
            if (line.startsWith(QLatin1Char('#')))
                continue;
            for (const QString& name : referenceNamesIn(QLatin1Char('`') + line + QLatin1Char('`'))) {
                if (!seen.contains(name))
                    QTest::newRow(qPrintable(name)) << name;
                seen << name;
            }
        }
        QVERIFY(seen.size() > 200);
    }
    void theReferencesNamesAreThere()
    {
        QFETCH(const QString, name);
        if (m_mapped.isEmpty()) {
            for (const Row& row : rowsOf(contentOf(Readme))) {
                for (const QString& mapped : referenceNamesIn(row.reference))
                    m_mapped << mapped;
            }
        }
        QVERIFY(m_mapped.contains(name));
    }

    void linesThatAreNoRowsAreFound_data()
    {
        QTest::addColumn<QString>("line");
        QTest::newRow("too few") << QStringLiteral("| `a` | `b` | `c/d.h` |");
        QTest::newRow("too many") << QStringLiteral("| `a` | `b` | `c/d.h` | `e/f.cpp`: `g` | h |");
        QTest::newRow("not closed") << QStringLiteral("| `a` | `b` | `c/d.h` | `e/f.cpp`: `g`");
        QTest::newRow("no names") << QStringLiteral("| `a` | b | `c/d.h` | `e/f.cpp`: `g` |");
        QTest::newRow("two headers") << QStringLiteral("| `a` | `b` | `c/d.h`, `c/e.h` | `e/f.cpp`: `g` |");
        QTest::newRow("no test") << QStringLiteral("| `a` | `b` | `c/d.h` |  |");
        QTest::newRow("no function") << QStringLiteral("| `a` | `b` | `c/d.h` | `e/f.cpp` |");
        QTest::newRow("open quote") << QStringLiteral("| `a | `b` | `c/d.h` | `e/f.cpp`: `g` |");
        QTest::newRow("another head") << QStringLiteral("| reference | there | header | tests |");
    }
    void linesThatAreNoRowsAreFound()
    {
        QFETCH(const QString, line);
        const QList<Row> rows = rowsOf(QStringLiteral("text\n") + line + QStringLiteral("\nmore\n"));
        QCOMPARE(rows.size(), 1);
        QVERIFY(!rows.first().malformed.isEmpty());
    }

    void whatIsDeclaredIsTold()
    {
        const CppText text(QStringLiteral("#define Macro(x) x\n"
                                          "// class Comment {};\n"
                                          "/* void alsoComment(); */\n"
                                          "class Forward;\n"
                                          "enum class Fruit : int { Apple, Pear = 2 };\n"
                                          "struct Basket : Base {\n"
                                          "    explicit Basket(int parameter) : m_count{parameter} { called(); }\n"
                                          "    Result<std::map<int, Fruit>> fruits(std::span<int> some = {}) const;\n"
                                          "    static Basket& of() { return local(\"text\"); }\n"
                                          "    template <auto Fn>\n"
                                          "        requires Good<Fn>\n"
                                          "    int pick() const;\n"
                                          "    const Weight weight{Initial};\n"
                                          "    int count = initial();\n"
                                          "};\n"
                                          "using Basketful = Basket;\n"
                                          "template <class T> concept Good = Better<T>;\n"));
        for (const char* const name :
             {"Fruit", "Apple", "Pear", "Basket", "fruits", "of", "pick", "weight", "count", "Basketful", "Good"})
            QVERIFY2(text.declared().contains(QLatin1String(name)), name);
        for (const char* const name : {"Macro", "Comment", "alsoComment", "Forward", "parameter", "called", "some",
                                       "local", "Initial", "initial", "Better", "Weight", "text", "m_count", "map"})
            QVERIFY2(!text.declared().contains(QLatin1String(name)), name);
        QVERIFY(text.identifiers().contains(QStringLiteral("local")));
        QVERIFY(!text.identifiers().contains(QStringLiteral("text")));
        QCOMPARE(text.strings(), QStringList{QStringLiteral("text")});
    }

private:
    QList<Row> m_rows;
    QSet<QString> m_mapped;
};

QTEST_GUILESS_MAIN(ApiMapTest)
#include "api_map_test.moc"
