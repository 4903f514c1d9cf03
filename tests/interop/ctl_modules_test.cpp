// Which modules rhizomectl serves to Python contexts: those of a script, and what the user lets through.
#include "tests/integration/ctl_run.h"
#include "tests/support/temp_dir.h"

#include <QFile>
#include <QTest>

#include <optional>
#include <string>
#include <unistd.h>

using namespace rz;
using test::CtlRun;
using test::PythonHop;

class CtlModulesTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!CtlRun::available())
            QFAIL("rhizomectl or the agent is not built");
        if (::access("/usr/lib/python3/dist-packages/mitogen", R_OK) != 0)
            QSKIP("needs python3-mitogen");
        const test::TempDir& path = m_path.emplace();
        ::setenv("RHIZOME_PYTHONPATH", path.path().c_str(), 1);
        // Python has one of that name itself.
        path.write("colorsys.py", "def where():\n    return 'here'\n");
        path.write("shop.py", "def price():\n    return 120\n");
    }

    void init()
    {
        const test::TempDir& directory = m_directory.emplace();
        m_ran = QString::fromStdString(directory.file("ran"));
        directory.write("helper.py", "def greeting():\n    return 'Hello '\n");
    }

    void functionsOfAScriptAreCalledWithoutRunningIt_data()
    {
        QTest::addColumn<QString>("chain");
        QTest::newRow("Python") << PythonHop;
        QTest::newRow("Python behind an agent") << "local|" + PythonHop;
    }
    void functionsOfAScriptAreCalledWithoutRunningIt()
    {
        QFETCH(const QString, chain);
        const QString script = write("import helper\n"
                                     "def greet(name):\n"
                                     "    return helper.greeting() + name + ' in ' + __name__\n"
                                     "if __name__ == '__main__':\n" +
                                     run(1));
        const auto ended = CtlRun().run({"--main", script, "call", chain, "__main__.greet", "you"});
        QCOMPARE(ended.err, QString());
        QCOMPARE(ended.out.trimmed(), QStringLiteral("Hello you in __main__"));
        QCOMPARE(ended.status, 0);
        QVERIFY(!QFile::exists(m_ran));
    }

    void aScriptThatWouldRunIsNotServed()
    {
        const QString script = write("def greet(name):\n    return name\n" + run(0));
        const auto ended = CtlRun().run({"--main", script, "call", PythonHop, "__main__.greet", "you"});
        QCOMPARE(ended.status, 1);
        QVERIFY2(ended.err.contains(script + " is not served as __main__"), qPrintable(ended.err));
        QVERIFY(!QFile::exists(m_ran));
    }

    void aScriptMustBeThere()
    {
        const auto ended = CtlRun().run({"--main", "/no/such.py", "call", PythonHop, "__main__.greet", "you"});
        QVERIFY(ended.status != 0);
        QVERIFY2(ended.err.contains("/no/such.py: No such file"), qPrintable(ended.err));
        QCOMPARE(CtlRun().run({"--main", "/no/such.py", "attach", "/no/socket"}).status, 2);
    }

    void anOverriddenModuleIsTakenFromHere()
    {
        const CtlRun ctl;
        auto ended = ctl.run({"call", PythonHop, "colorsys.where"});
        QCOMPARE(ended.status, 1);
        QVERIFY2(ended.err.contains("has no attribute 'where'"), qPrintable(ended.err));
        QCOMPARE(ctl.run({"--override", "colorsys", "call", PythonHop, "colorsys.where"}).out.trimmed(),
                 QStringLiteral("here"));
        // Others are not served then unless they are named, too.
        ended = ctl.run({"--override", "colorsys", "call", PythonHop, "shop.price"});
        QCOMPARE(ended.status, 1);
        QVERIFY2(ended.err.contains("ImportError") || ended.err.contains("ModuleNotFoundError"), qPrintable(ended.err));
        ended = ctl.run({"--override", "colorsys", "--override", "shop", "call", PythonHop, "shop.price"});
        QCOMPARE(ended.out.trimmed(), QStringLiteral("120"));
    }

    void aBlockedModuleIsNotServed()
    {
        const CtlRun ctl;
        QCOMPARE(ctl.run({"--block", "other", "call", PythonHop, "shop.price"}).out.trimmed(), QStringLiteral("120"));
        const auto ended = ctl.run({"--block", "shop", "call", PythonHop, "shop.price"});
        QCOMPARE(ended.status, 1);
        QCOMPARE(ended.out, QString());
        QVERIFY2(ended.err.contains("ImportError") || ended.err.contains("ModuleNotFoundError"), qPrintable(ended.err));
    }

private:
    // What the script must not do there.
    std::string run(std::size_t indentation) const
    {
        return std::string(4 * indentation, ' ') + "open('" + m_ran.toStdString() + "', 'w').close()\n";
    }
    QString write(const std::string& script) const
    {
        return QString::fromStdString(m_directory->write("script.py", script));
    }

    std::optional<test::TempDir> m_path;
    std::optional<test::TempDir> m_directory;
    QString m_ran;
};

QTEST_GUILESS_MAIN(CtlModulesTest)
#include "ctl_modules_test.moc"
