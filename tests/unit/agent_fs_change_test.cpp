#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>

#include "agent/functions/fs.h"
#include "agent_support.h"
#include "core/base/str.h"
#include "tests/support/temp_dir.h"

using namespace rz;
using namespace rz::test;

namespace {

bool isThere(const std::string& path)
{
    struct stat status{};
    return ::lstat(path.c_str(), &status) == 0;
}

mode_t modeOf(const std::string& path)
{
    struct stat status{};
    return ::lstat(path.c_str(), &status) == 0 ? status.st_mode & 07777U : 0;
}

}  // namespace

class AgentFsChangeTest : public QObject {
    Q_OBJECT

private slots:
    void directoriesAreMadeWithTheirParents();
    void aDirectoryWithContentIsRemovedOnlyRecursively();
    void recursiveRemovalDoesNotFollowLinks();
    void removalGoesOnAfterAFailureAndCountsThem();
    void theRootAndWhereWeStandAreNeverRemoved_data();
    void theRootAndWhereWeStandAreNeverRemoved();
    void aDirectoryMayNestDeeply();
    void renamingReplacesOnlyWhenAsked();
    void modesAndOwnersAreSet();
    void unknownOwnersAreRefusedByName();

private:
    TempDir m_dir{0755};
};

void AgentFsChangeTest::directoriesAreMadeWithTheirParents()
{
    const TempDir dir;
    QVERIFY(errorOf(fs::mkdir(dir.file("a/b/c"), {}, {})).endsWith("No such file or directory"));
    must(fs::mkdir(dir.file("a/b/c"), true, {}));
    must(fs::mkdir(dir.file("a/b/c"), true, {}));
    QVERIFY(errorOf(fs::mkdir(dir.file("a/b/c"), {}, {})).endsWith("File exists"));
    must(fs::mkdir(dir.file("odd"), {}, 01777));
    QCOMPARE(modeOf(dir.file("odd")), mode_t{01777});
    dir.write("file", "");
    QVERIFY(!fs::mkdir(dir.file("file/x"), true, {}));
    QVERIFY(!fs::mkdir(dir.file("file"), true, {}));
    QVERIFY(!fs::mkdir(dir.file("bad"), {}, 010000));
}

void AgentFsChangeTest::aDirectoryWithContentIsRemovedOnlyRecursively()
{
    Caller caller;
    const TempDir dir;
    must(fs::mkdir(dir.file("a/b"), true, {}));
    dir.write("a/b/file", "");
    dir.write("a/file", "");
    QVERIFY(errorOf(fs::remove(caller.call(), dir.file("a"), {})).endsWith("Directory not empty"));
    must(fs::remove(caller.call(), dir.file("a"), true));
    QVERIFY(!isThere(dir.file("a")));
    must(fs::mkdir(dir.file("empty"), {}, {}));
    must(fs::remove(caller.call(), dir.file("empty"), {}));
    QVERIFY(errorOf(fs::remove(caller.call(), dir.file("empty"), true)).endsWith("No such file or directory"));
}

void AgentFsChangeTest::recursiveRemovalDoesNotFollowLinks()
{
    Caller caller;
    const TempDir dir;
    must(fs::mkdir(dir.file("keep"), {}, {}));
    dir.write("keep/file", "");
    must(fs::mkdir(dir.file("tree"), {}, {}));
    must(fs::symlink(dir.file("keep"), dir.file("tree/link")));
    must(fs::symlink(dir.file("keep"), dir.file("top")));
    must(fs::remove(caller.call(), dir.file("tree"), true));
    must(fs::remove(caller.call(), dir.file("top"), true));
    QVERIFY(isThere(dir.file("keep/file")));
    QVERIFY(!isThere(dir.file("tree")) && !isThere(dir.file("top")));
}

void AgentFsChangeTest::removalGoesOnAfterAFailureAndCountsThem()
{
    if (!isRoot())
        QSKIP("only root can make directories that are another user's");
    Caller caller;
    const TempDir dir(0777);
    for (const char* const name : {"tree", "tree/open"})
        QVERIFY(::mkdir(dir.file(name).c_str(), 0777) == 0 && ::chmod(dir.file(name).c_str(), 0777) == 0);
    for (const char* const name : {"tree/one", "tree/two"}) {
        must(fs::mkdir(dir.file(name), {}, 0755));
        dir.write(std::string(name) + "/file", "");
    }
    dir.write("tree/open/file", "");
    {
        const AsOrdinaryUser user;
        const QString error = errorOf(fs::remove(caller.call(), dir.file("tree"), true));
        QVERIFY2(error.contains("/file': Permission denied (and 1 more failures)"), qPrintable(error));
    }
    QVERIFY(isThere(dir.file("tree/one/file")) && isThere(dir.file("tree/two/file")));
    QVERIFY(!isThere(dir.file("tree/open")));
}

void AgentFsChangeTest::theRootAndWhereWeStandAreNeverRemoved_data()
{
    QTest::addColumn<QString>("path");
    for (const char* const path : {"/", "//", "", ".", "..", "/tmp/.", "/tmp/..", "../", "/tmp/../"})
        QTest::newRow(path) << path;
}

void AgentFsChangeTest::theRootAndWhereWeStandAreNeverRemoved()
{
    QFETCH(const QString, path);
    Caller caller;
    const auto refused = fs::remove(caller.call(), path.toStdString(), true);
    QVERIFY2(errorOf(refused).startsWith("refusing to remove"), qPrintable(errorOf(refused)));
}

void AgentFsChangeTest::aDirectoryMayNestDeeply()
{
    Caller caller;
    const TempDir dir;
    const UniqueFd before(::open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    QVERIFY(::chdir(dir.path().c_str()) == 0);
    for (int depth = 0; depth < 300; ++depth)
        QVERIFY(::mkdir("deep-directory-name", 0700) == 0 && ::chdir("deep-directory-name") == 0);
    QVERIFY(::fchdir(before.get()) == 0);
    QCOMPARE(at<std::int64_t>(Value(must(fs::diskUsage(caller.call(), dir.path(), {}, {}))), "directories"),
             std::int64_t{301});
    must(fs::remove(caller.call(), dir.file("deep-directory-name"), true));
    QVERIFY(!isThere(dir.file("deep-directory-name")));
}

void AgentFsChangeTest::renamingReplacesOnlyWhenAsked()
{
    const TempDir dir;
    dir.write("a", "A");
    dir.write("b", "B");
    QVERIFY(errorOf(fs::rename(dir.file("a"), dir.file("b"), {})).endsWith("/b': File exists"));
    QCOMPARE(readFile(dir.file("b")), "B");
    must(fs::rename(dir.file("a"), dir.file("b"), true));
    QCOMPARE(readFile(dir.file("b")), "A");
    must(fs::rename(dir.file("b"), dir.file("c"), {}));
    QVERIFY(!isThere(dir.file("b")));
}

void AgentFsChangeTest::modesAndOwnersAreSet()
{
    const TempDir dir;
    const std::string path = dir.write("file", "");
    must(fs::chmod(path, 04711));
    QCOMPARE(modeOf(path), mode_t{04711});
    QVERIFY(!fs::chmod(path, -1));
    QVERIFY(!fs::chmod(path, 0x10000));
    if (!isRoot())
        QSKIP("only root can give files away");
    must(fs::chown(path, Value("nobody"), Value(4), {}));
    struct stat status{};
    QVERIFY(::stat(path.c_str(), &status) == 0);
    QCOMPARE(status.st_uid, uid_t{65534});
    QCOMPARE(status.st_gid, gid_t{4});
    must(fs::chown(path, None{}, Value("root"), {}));
    QVERIFY(::stat(path.c_str(), &status) == 0);
    QCOMPARE(status.st_uid, uid_t{65534});
    QCOMPARE(status.st_gid, gid_t{0});
}

void AgentFsChangeTest::unknownOwnersAreRefusedByName()
{
    const std::string path = m_dir.write("owned", "");
    QCOMPARE(errorOf(fs::chown(path, Value("no-such-user"), {}, {})), "there is no user named 'no-such-user'");
    QCOMPARE(errorOf(fs::chown(path, None{}, Value("no-such-group"), {})), "there is no group named 'no-such-group'");
    QCOMPARE(errorOf(fs::chown(path, Value(-1), {}, {})), "there is no user with id -1");
    QCOMPARE(errorOf(fs::chown(path, Value(1.5), {}, {})), "the user must be a name or an id, not float");
}

QTEST_GUILESS_MAIN(AgentFsChangeTest)
#include "agent_fs_change_test.moc"
