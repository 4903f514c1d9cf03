// Modules of each Python's standard library: minimized, each is what that Python takes for the same program, and the imports
// found in it are those that it sees.
#include "core/base/str.h"
#include "core/modules/import_scan.h"
#include "core/modules/minimize.h"
#include "tests/interop/pythons.h"
#include "tests/support/paths.h"
#include "tests/support/run.h"
#include "tests/support/sanitizer.h"
#include "tests/support/temp_dir.h"

#include <QDirIterator>
#include <QTest>

using namespace rz;

class MinimizeLibraryTest : public QObject {
    Q_OBJECT

private slots:
    void everyStatementStaysWhatAndWhereItIs_data();
    void everyStatementStaysWhatAndWhereItIs();
    void eachShapeOfSourceStaysWhatItIs_data();
    void eachShapeOfSourceStaysWhatItIs();
};

namespace {

// What `python` says of each of these, minimized; it must be able to read so many at least.
test::Ran compared(const std::string& python, const std::vector<std::string>& sources, std::size_t least)
{
    const test::TempDir directory;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        const std::string source = test::readFile(sources[i]);
        std::string imports;
        for (const std::string& name : modules::scanImports(source, "p.q.r", false))
            imports += name + '\n';
        directory.write(str(i, ".py"), modules::minimizeSource(source));
        directory.write(str(i, ".imports"), imports);
        directory.write(str(i, ".path"), sources[i]);
    }
    return test::run(
        {python, "-B", test::sourcePath("tests/interop/minimized.py"), directory.path(), std::to_string(least)}, {},
        std::chrono::seconds(240));
}

}  // namespace

void MinimizeLibraryTest::everyStatementStaysWhatAndWhereItIs_data()
{
    if (test::pythons().empty())
        QSKIP("there is no Python");
    QTest::addColumn<QString>("python");
    QTest::addColumn<QString>("library");
    for (const test::Python& python : test::pythons())
        QTest::newRow(python.name.c_str())
            << QString::fromStdString(python.path) << QString::fromStdString(python.library);
}

void MinimizeLibraryTest::everyStatementStaysWhatAndWhereItIs()
{
    QFETCH(const QString, python);
    QFETCH(const QString, library);
    std::vector<std::string> sources;
    // Of the Pythons that are no packages, of which there may be many, a part of the library.
    const int every = python.startsWith(QStringLiteral("/usr/bin/")) && !test::UnderAddressSanitizer ? 1 : 10;
    int seen = 0;
    QDirIterator files(library, {QStringLiteral("*.py")}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const std::string path = files.next().toStdString();
        if (path.find("/site-packages/") != std::string::npos || path.find("/dist-packages/") != std::string::npos)
            continue;
        if (seen++ % every != 0)
            continue;
        sources.push_back(path);
    }
    const test::Ran compare = compared(python.toStdString(), sources, 61);
    QVERIFY2(compare.ok(), compare.output.c_str());
    qInfo("%s", compare.output.c_str());
}

void MinimizeLibraryTest::eachShapeOfSourceStaysWhatItIs_data()
{
    QTest::addColumn<QString>("python");
    for (const test::Python& python : test::pythons())
        QTest::newRow(python.name.c_str()) << QString::fromStdString(python.path);
}

void MinimizeLibraryTest::eachShapeOfSourceStaysWhatItIs()
{
    QFETCH(const QString, python);
    std::vector<std::string> sources;
    QDirIterator files(QString::fromStdString(test::sourcePath("tests/interop/minimize_samples")),
                       {QStringLiteral("*.py")}, QDir::Files);
    while (files.hasNext())
        sources.push_back(files.next().toStdString());
    const test::Ran compare = compared(python.toStdString(), sources, sources.size());
    QVERIFY2(compare.ok() && sources.size() > 6, compare.output.c_str());
}

QTEST_GUILESS_MAIN(MinimizeLibraryTest)
#include "minimize_library_test.moc"
