#include <QSet>
#include <QTest>

#include <sys/stat.h>

#include "agent/functions/os.h"
#include "agent/functions/register.h"
#include "agent_support.h"

using namespace rz;
using namespace rz::test;

class AgentOsTest : public QObject {
    Q_OBJECT

private slots:
    void idsAreThoseOfTheProcess();
    void unameTellsWhatTheKernelSays();
    void theEnvironmentIsADictAndSingleVariablesMayBeMissing();
    void aVariableThatIsNotTextTravelsAsBytes();
    void theMaskIsReadWithoutChangingIt();
    void theWorkingDirectoryThatIsGoneIsAnError();
    void everyFunctionExplainsItselfAndItsParameters();
    void pythonFindsThemUnderPosix();
};

void AgentOsTest::idsAreThoseOfTheProcess()
{
    QCOMPARE(os::getpid(), std::int64_t{::getpid()});
    QCOMPARE(os::getppid(), std::int64_t{::getppid()});
    QCOMPARE(os::getuid(), std::int64_t{::getuid()});
    QCOMPARE(os::geteuid(), std::int64_t{::geteuid()});
    QCOMPARE(os::getgid(), std::int64_t{::getgid()});
    QCOMPARE(os::getegid(), std::int64_t{::getegid()});
    QCOMPARE(std::ssize(os::getgroups()), std::ptrdiff_t{::getgroups(0, nullptr)});
}

void AgentOsTest::unameTellsWhatTheKernelSays()
{
    const Dict names = must(os::uname());
    QCOMPARE(at<std::string>(Value(names), "sysname"), "Linux");
    QCOMPARE(at<std::string>(Value(names), "nodename"), must(os::hostname()).bytes);
    QVERIFY(!at<std::string>(Value(names), "release").empty());
    QVERIFY(os::cpuCount() >= 1);
}

void AgentOsTest::theEnvironmentIsADictAndSingleVariablesMayBeMissing()
{
    qputenv("RZ_TEST", "one=two");
    QCOMPARE(at<std::string>(Value(os::environ()), "RZ_TEST"), "one=two");
    QCOMPARE(os::getenv("RZ_TEST")->bytes, "one=two");
    qunsetenv("RZ_TEST");
    QVERIFY(!os::getenv("RZ_TEST"));
    QVERIFY(os::environ().find("RZ_TEST") == nullptr);
}

void AgentOsTest::aVariableThatIsNotTextTravelsAsBytes()
{
    qputenv("RZ_TEST", "\xff\x01");
    QCOMPARE(at<Bytes>(Value(os::environ()), "RZ_TEST").toString(), "\xff\x01");
    qunsetenv("RZ_TEST");
}

void AgentOsTest::theMaskIsReadWithoutChangingIt()
{
    const mode_t before = ::umask(0027);
    QCOMPARE(must(os::umask()), std::int64_t{0027});
    QCOMPARE(::umask(before), mode_t{0027});
}

void AgentOsTest::theWorkingDirectoryThatIsGoneIsAnError()
{
    const OsString before = must(os::getcwd());
    char path[] = "/tmp/rz-cwd-XXXXXX";
    QVERIFY(::mkdtemp(path) != nullptr && ::chdir(path) == 0 && ::rmdir(path) == 0);
    const auto gone = os::getcwd();
    QVERIFY(::chdir(before.c_str()) == 0);
    QCOMPARE(errorOf(gone), "cannot tell the working directory: No such file or directory");
}

void AgentOsTest::everyFunctionExplainsItselfAndItsParameters()
{
    rpc::Registry registry;
    addBuiltinFunctions(registry);
    const auto functions = registry.descriptions();
    QVERIFY(functions.size() > 40);
    for (const auto& function : functions) {
        const QString name = QString::fromStdString(function.name);
        QVERIFY2(function.help.ends_with('.') && function.help.find('\n') == std::string::npos, qPrintable(name));
        QVERIFY2(!function.result.empty(), qPrintable(name));
        QSet<QString> names;
        for (const auto& parameter : function.parameters) {
            QVERIFY2(parameter.help.ends_with('.'), qPrintable(name));
            QVERIFY2(parameter.optional == !parameter.fallback.empty(), qPrintable(name + ": default of an optional"));
            names.insert(QString::fromStdString(parameter.name));
        }
        QCOMPARE(names.size(), qsizetype(function.parameters.size()));
    }
}

void AgentOsTest::pythonFindsThemUnderPosix()
{
    rpc::Registry registry;
    addBuiltinFunctions(registry);
    QVERIFY(registry.find("posix", "", "getpid") != nullptr);
    QVERIFY(registry.find("os", "", "getpid") != nullptr);
}

QTEST_GUILESS_MAIN(AgentOsTest)
#include "agent_os_test.moc"
