// The library as it is installed: the CMake package Rhizome, and all that the README says of it.

#include "core/base/str.h"
#include "tests/integration/tail.h"
#include "tests/support/paths.h"
#include "tests/support/run.h"
#include "tests/support/sanitizer.h"
#include "tests/support/temp_dir.h"

#include <QDirIterator>
#include <QRegularExpression>
#include <QTest>

#include <regex>
#include <sstream>

using namespace rz;
using namespace rz::test;

namespace {

// One file that runs wherever its processor is.
bool isStatic(const std::string& program)
{
    const Ran segments = run({"readelf", "--program-headers", program});
    const Ran dynamic = run({"readelf", "--dynamic", program});
    return segments.ok() && segments.output.find("LOAD") != std::string::npos &&
           segments.output.find("INTERP") == std::string::npos &&
           dynamic.output.find("There is no dynamic section") != std::string::npos;
}

constexpr Duration Patience = std::chrono::minutes(8);

bool must(const std::vector<std::string>& command)
{
    const Ran ran = run(command, {}, Patience);
    if (!ran.ok())
        qWarning("%s", ran.output.c_str());
    return ran.ok();
}

// The library as it is installed from this build, in somebody's home.
class Installed {
public:
    Installed() : m_good(must({"cmake", "--install", buildPath(), "--component", "Library", "--prefix", prefix()})) {}
    bool good() const { return m_good; }
    const TempDir& home() const { return m_home; }
    std::string prefix() const { return m_home.file("rhizome"); }
    // As one includes them: "core/io/broker.h".
    QStringList headers() const
    {
        const QString folder = QString::fromStdString(prefix()) + QStringLiteral("/include/rhizome/");
        QStringList found;
        QDirIterator walk(folder, {QStringLiteral("*.h")}, QDir::Files, QDirIterator::Subdirectories);
        while (walk.hasNext())
            found << walk.next().mid(folder.size());
        return found;
    }

private:
    TempDir m_home;
    bool m_good;
};

// The first block of code in `text` that is said to be in `language`.
std::string fenced(const std::string& text, std::string_view language)
{
    const std::string opening = str("\n```", language, '\n');
    const std::size_t begin = text.find(opening) + opening.size();
    return text.substr(begin, text.find("\n```", begin) + 1 - begin);
}

}  // namespace

class ProgramPackageTest : public QObject {
    Q_OBJECT

private slots:
    void theInstalledPackageBuildsTheExamples()
    {
        if (Sanitized)
            QSKIP("a static program cannot be linked with a sanitizer");
        const Installed package;
        QVERIFY(package.good());
        const TempDir directory;
        const std::string build = directory.file("build");
        QVERIFY(must({"cmake", "-S", sourcePath("tests/examples"), "-B", build, "-G", "Ninja",
                      str("-DCMAKE_PREFIX_PATH=", package.prefix())}));
        QVERIFY(must({"cmake", "--build", build}));
        for (const char* const name : {"disk_usage", "log_tail", "pipeline"})
            QVERIFY2(isStatic(str(build, '/', name)), name);
        const Ran pipeline = run({build + "/pipeline", "local"});
        QVERIFY2(pipeline.ok(), pipeline.output.c_str());
        QVERIFY2(pipeline.output.starts_with("(80 + 4) / 2 = 42 in "), pipeline.output.c_str());
        const Ran usage = run({build + "/disk_usage", package.prefix(), "local"});
        QVERIFY2(usage.ok(), usage.output.c_str());
        QVERIFY2(usage.output.find(" total\n") != std::string::npos, usage.output.c_str());
        const Tail tail(build + "/log_tail", "local");
        QVERIFY(tail.begins());
    }

    void whatStandsInTheReadmeIsBuiltAndRuns()
    {
        if (Sanitized)
            QSKIP("a static program cannot be linked with a sanitizer");
        const Installed package;
        QVERIFY(package.good());
        const std::string readme = readFile(sourcePath("README.md"));
        const std::string section = readme.substr(readme.find("## Programs that send themselves"));
        QVERIFY(section.contains("`./dev install ~/rhizome`"));
        package.home().write("hello.cpp", fenced(section, "cpp"));
        package.home().write("CMakeLists.txt", fenced(section, "cmake"));
        const std::string commands = fenced(section, "sh");
        const Ran ran =
            run({"env", "-C", package.home().path(), str("HOME=", package.home().path()), "sh", "-euc", commands}, {},
                Patience);
        QVERIFY2(ran.ok(), ran.output.c_str());
        static const std::regex greeting("Hello reader, this is process ([0-9]+) on .+\n"
                                         "Hello reader, this is process ([0-9]+) on .+\n$");
        std::smatch processes;
        QVERIFY2(std::regex_search(ran.output, processes, greeting), ran.output.c_str());
        QVERIFY(processes[1] != processes[2]);
    }

    void onlyWhatTheManualNamesIsInstalled()
    {
        const Installed package;
        QVERIFY(package.good());
        const QStringList headers = package.headers();
        for (const char* const there : {"rhizome.h", "core/io/broker.h", "core/rpc/registry_impl.h",
                                        "core/connect/openers/openers.h", "agent/functions/fs.h"})
            QVERIFY2(headers.contains(QLatin1String(there)), there);
        static const QRegularExpression own(
            QStringLiteral("(broker|router|pool)_impl\\.h|handler_table\\.h|/qt/|/libssh/|agent/life\\.h"));
        QCOMPARE(headers.filter(own), QStringList());
        QVERIFY(!readFile(package.prefix() + "/include/rhizome/core/wire/PROTOCOL.md").empty());
    }

    void whatElseIsInstalledCanBeUsed()
    {
        if (Sanitized)
            QSKIP("a static program cannot be linked with a sanitizer");
        const Installed package;
        QVERIFY(package.good());
        const TempDir& home = package.home();
        home.write("CMakeLists.txt", "cmake_minimum_required(VERSION 3.25)\n"
                                     "project(others LANGUAGES CXX)\n"
                                     "find_package(Rhizome REQUIRED)\n"
                                     "rhizome_add_program(others others.cpp)\n"
                                     "target_link_libraries(others PRIVATE Rhizome::attach Rhizome::modules)\n"
                                     "add_library(headers OBJECT headers.cpp)\n"
                                     "target_link_libraries(headers PRIVATE Rhizome::attach Rhizome::modules)\n"
                                     "add_library(sample OBJECT sample.cpp)\n"
                                     "target_link_libraries(sample PRIVATE Rhizome::rhizome)\n"
                                     "add_library(undescribed OBJECT EXCLUDE_FROM_ALL undescribed.cpp)\n"
                                     "target_link_libraries(undescribed PRIVATE Rhizome::rhizome)\n");
        home.write("others.cpp", "#include <core/attach/socket_search.h>\n"
                                 "#include <core/modules/minimize.h>\n"
                                 "#include <rhizome/rhizome.h>\n"
                                 "int main(int argc, char** argv)\n"
                                 "{\n"
                                 "    return rhizome::main<>(argc, argv, [](rhizome::Program&) {\n"
                                 "        return rz::attach::newSocketPath().empty() ||\n"
                                 "               rz::modules::minimizeSource(\"a = 1 # one\\n\").empty();\n"
                                 "    });\n"
                                 "}\n");
        std::string all;
        for (const QString& header : package.headers())
            all += str("#include <", header.toStdString(), ">\n");
        home.write("headers.cpp", all);
        // That of main.h.
        const std::string header = readFile(package.prefix() + "/include/rhizome/agent/program/main.h");
        std::istringstream lines(header);
        std::string sample;
        for (std::string line; std::getline(lines, line);) {
            if (line == "//" || line.starts_with("//   "))
                sample += line.substr(2) + '\n';
        }
        QVERIFY(sample.contains("int main("));
        home.write("sample.cpp", sample);
        home.write("undescribed.cpp", std::regex_replace(sample, std::regex("template <>[^;]*;"), ""));
        const std::string build = home.file("build");
        QVERIFY(must(
            {"cmake", "-S", home.path(), "-B", build, "-G", "Ninja", str("-DCMAKE_PREFIX_PATH=", package.prefix())}));
        QVERIFY(must({"cmake", "--build", build}));
        QVERIFY(must({build + "/others"}));
        const Ran undescribed = run({"cmake", "--build", build, "--target", "undescribed"}, {}, Patience);
        QVERIFY(!undescribed.ok());
        QVERIFY2(undescribed.output.contains("the function is not described; write beside its declaration"),
                 undescribed.output.c_str());
        QCOMPARE(QString::fromStdString(undescribed.output).count(QStringLiteral("error:")), 1);
    }

    void theLibraryAloneNeedsNeitherQtNorLibssh()
    {
        const TempDir directory;
        const std::string build = directory.file("build");
        QVERIFY(must({"cmake", "-S", sourcePath(), "-B", build, "-G", "Ninja", "-DRHIZOME_LIBRARY_ONLY=ON",
                      "-DCMAKE_DISABLE_FIND_PACKAGE_Qt6=ON"}));
        const Ran steps = run({"ninja", "-C", build, "-n", "-v"});
        QVERIFY2(steps.output.contains("librz_program.a"), steps.output.c_str());
        for (const char* const foreign : {"/qt6/", "-lssh", "core/qt/", "/libssh/", "_agent.dir"})
            QVERIFY2(!steps.output.contains(foreign), foreign);
    }
};

QTEST_GUILESS_MAIN(ProgramPackageTest)
#include "program_package_test.moc"
