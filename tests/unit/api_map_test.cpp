// Holds core/README.md against the sources: every row of its tables names a header that declares the names, and tests
// each of which uses one of them and which together use them all; and every name of the reference is in one of its rows.
//
// What a test uses is what stands in it, in its data, in what is done before and after it, and in whatever these name of
// their file (CppUses). A file that is no test adds what its named functions use to each test that names one of them, or
// the file.

#include "tests/unit/api_map.h"
#include "tests/unit/cpp_text.h"
#include "tests/unit/cpp_uses.h"

#include <QFileInfo>
#include <QList>
#include <QSet>
#include <QString>
#include <QStringList>
#include <QTest>

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

using namespace rz::test;

namespace {

bool declares(const CppText& header, const QString& name)
{
    return name.startsWith(QLatin1Char('"')) ? header.strings().contains(name.mid(1, name.size() - 2))
                                             : header.declared().contains(name);
}

bool isTest(const CppText& file)
{
    return file.identifiers().contains(QStringLiteral("Q_OBJECT"));
}

// Of a test only those that are run.
QList<int> functionsOf(const CppText& file, const QStringList& names)
{
    QList<int> found;
    const auto& all = file.declarations();
    for (int i = 0; i < all.size(); ++i) {
        if (names.contains(all[i].name) && (all[i].isSlot || !isTest(file)))
            found << i;
    }
    return found;
}

CppUses usesOfTest(const CppText& file, const QString& function)
{
    return {file,
            functionsOf(file, {function, function + QStringLiteral("_data"), QStringLiteral("initTestCase"),
                               QStringLiteral("init"), QStringLiteral("cleanup"), QStringLiteral("cleanupTestCase")})};
}

// A file that is no test, and what the functions that a row names of it use.
struct Helper {
    QString name;
    QStringList functions;
    CppUses uses;

    // Does the test call one of them, or run the program?
    bool helps(const CppUses& test) const
    {
        return test.has(QLatin1Char('"') + name + QLatin1Char('"')) ||
               std::ranges::any_of(functions, [&test](const QString& function) { return test.has(function); });
    }
};

// Files by their paths below the tree, each read once.
class Sources {
public:
    using Reader = std::function<QString(const QString& path)>;

    explicit Sources(Reader read) : m_read(std::move(read)) {}

    const CppText& of(const QString& path)
    {
        const auto found = m_files.find(path);
        return found != m_files.end() ? found->second : m_files.emplace(path, m_read(path)).first->second;
    }

private:
    Reader m_read;
    std::map<QString, CppText> m_files;
};

// What a row says that is not so.
QStringList wrongIn(const ApiMapRow& row, Sources& sources)
{
    QStringList wrong;
    for (const QString& name : row.names) {
        if (!declares(sources.of(row.header), name))
            wrong << row.header + QStringLiteral(" does not declare ") + name;
    }
    QList<Helper> helpers;
    QList<std::pair<QString, CppUses>> tests;
    for (const auto& [path, functions] : row.tests) {
        const CppText& file = sources.of(QStringLiteral("tests/") + path);
        for (const QString& function : functions) {
            if (functionsOf(file, {function}).isEmpty())
                wrong << path + QStringLiteral(" has no ") + function;
            else if (isTest(file))
                tests.append({path + QLatin1Char(' ') + function, usesOfTest(file, function)});
        }
        if (!isTest(file))
            helpers.append({QFileInfo(path).baseName(), functions, {file, functionsOf(file, functions)}});
    }
    QStringList unused = row.names;
    for (const auto& [test, uses] : tests) {
        const auto isUsed = [&helpers, &uses](const QString& name) {
            return uses.has(name) || std::ranges::any_of(helpers, [&name, &uses](const Helper& helper) {
                       return helper.helps(uses) && helper.uses.has(name);
                   });
        };
        if (std::ranges::none_of(row.names, isUsed))
            wrong << test + QStringLiteral(" uses nothing of it");
        unused.removeIf(isUsed);
    }
    for (const QString& name : unused)
        wrong << QStringLiteral("no test named uses ") + name;
    return wrong;
}

}  // namespace

class ApiMapTest : public QObject {
    Q_OBJECT

private slots:
    void everyRowIsTrue_data()
    {
        QTest::addColumn<int>("index");
        m_rows = apiMapRows();
        QVERIFY(!m_rows.isEmpty());
        for (int i = 0; i < m_rows.size(); ++i)
            QTest::addRow("line %d: %s", m_rows[i].line, qPrintable(m_rows[i].reference)) << i;
    }
    void everyRowIsTrue()
    {
        QFETCH(const int, index);
        const ApiMapRow& row = m_rows[index];
        QVERIFY2(row.malformed.isEmpty(), qPrintable(row.malformed));
        const QStringList wrong = wrongIn(row, m_sources);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QStringLiteral("; "))));
    }

    void theReferencesNamesAreThere_data()
    {
        QTest::addColumn<QString>("name");
        QSet<QString> seen;
        for (const QString& line :
             contentOf(QStringLiteral("tests/unit/reference_names.txt")).split(QLatin1Char('\n'))) {
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
            for (const ApiMapRow& row : apiMapRows()) {
                for (const QString& mapped : referenceNamesIn(row.reference))
                    m_mapped << mapped;
            }
        }
        QVERIFY(m_mapped.contains(name));
    }

    void whatARowSaysThatIsNotSoIsFound_data()
    {
        QTest::addColumn<QString>("row");
        QTest::addColumn<QStringList>("wrong");
        const auto row = [](const char* name, const char* names, const char* tests, const QStringList& wrong = {}) {
            QTest::newRow(name)
                << QStringLiteral("| it | %1 | `core/thing.h` | %2 |").arg(QLatin1String(names), QLatin1String(tests))
                << wrong;
        };
        row("in the body", "`Thing`", "`unit/it_test.cpp`: `itself`");
        row("over a helper", "`Thing`", "`unit/it_test.cpp`: `overAHelper`");
        row("in the data", "`\"colour\"`", "`unit/it_test.cpp`: `withData`");
        row("over a file", "`Thing`", "`unit/help.h`: `help`, `unit/it_test.cpp`: `overAFile`");
        row("over a file that is not named", "`Thing`", "`unit/it_test.cpp`: `itself`, `overAFile`",
            {QStringLiteral("unit/it_test.cpp overAFile uses nothing of it")});
        row("by another function of that file", "`Thing`",
            "`unit/help.h`: `idle`, `unit/it_test.cpp`: `itself`, `overAFile`",
            {QStringLiteral("unit/it_test.cpp overAFile uses nothing of it")});
        row("over a file that helps another", "`Thing`",
            "`unit/help.h`: `help`, `unit/it_test.cpp`: `overAFile`, `another`",
            {QStringLiteral("unit/it_test.cpp another uses nothing of it")});
        row("by another test", "`Thing`", "`unit/it_test.cpp`: `another`",
            {QStringLiteral("unit/it_test.cpp another uses nothing of it"),
             QStringLiteral("no test named uses Thing")});
        row("one of two names", "`Thing`, `make`", "`unit/it_test.cpp`: `itself`",
            {QStringLiteral("no test named uses make")});
        row("not declared", "`another`", "`unit/it_test.cpp`: `another`",
            {QStringLiteral("core/thing.h does not declare another")});
        row("no test", "`Thing`", "`unit/it_test.cpp`: `itself`, `helper`",
            {QStringLiteral("unit/it_test.cpp has no helper")});
    }
    void whatARowSaysThatIsNotSoIsFound()
    {
        QFETCH(const QString, row);
        Sources sources([](const QString& path) {
            if (path == QLatin1String("core/thing.h"))
                return QStringLiteral("class Thing {};\n"
                                      "Thing make(const char* how = \"colour\");\n");
            if (path == QLatin1String("tests/unit/help.h"))
                return QStringLiteral("inline void help() { Thing(); }\n"
                                      "inline void idle() {}\n");
            return QStringLiteral("void helper() { Thing(); }\n"
                                  "class ItTest : public QObject {\n"
                                  "    Q_OBJECT\n"
                                  "private slots:\n"
                                  "    void itself() { Thing(); }\n"
                                  "    void overAHelper() { member(); }\n"
                                  "    void withData_data() { row(\"of a colour\"); }\n"
                                  "    void withData() {}\n"
                                  "    void overAFile() { help(); idle(); }\n"
                                  "    void another() { other(\"discolour Thing\"); }  // Thing make\n"
                                  "private:\n"
                                  "    void member() { helper(); }\n"
                                  "};\n");
        });
        const QList<ApiMapRow> rows = apiMapRows(row);
        QCOMPARE(rows.size(), 1);
        QCOMPARE(rows.first().malformed, QString());
        QTEST(wrongIn(rows.first(), sources), "wrong");
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
        const QList<ApiMapRow> rows = apiMapRows(QStringLiteral("text\n") + line + QStringLiteral("\nmore\n"));
        QCOMPARE(rows.size(), 1);
        QVERIFY(!rows.first().malformed.isEmpty());
    }

private:
    Sources m_sources{contentOf};
    QList<ApiMapRow> m_rows;
    QSet<QString> m_mapped;
};

QTEST_GUILESS_MAIN(ApiMapTest)
#include "api_map_test.moc"
