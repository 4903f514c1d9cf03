#include <QTest>

#include <array>
#include <sys/stat.h>
#include <sys/xattr.h>

#include "agent/functions/fs.h"
#include "agent_support.h"
#include "tests/support/temp_dir.h"

using namespace rz;
using namespace rz::test;

namespace {

Bytes bytes(std::string_view text)
{
    return Bytes(text);
}

struct stat statusOf(const std::string& path)
{
    struct stat status{};
    if (::lstat(path.c_str(), &status) != 0)
        throwError(Error::fromErrno(path, errno));
    return status;
}

}  // namespace

class AgentFsWriteTest : public QObject {
    Q_OBJECT

private slots:
    void aNewFileObeysTheMask();
    void aNewFileGetsTheModeThatIsAsked();
    void anOldFileKeepsItsModeAndOwner();
    void anOldFileKeepsItsAccessList();
    void aLinkStaysALinkAndItsTargetIsWritten();
    void aLinkThatLeadsNowhereGetsItsTarget();
    void linksInACircleAreAnError();
    void nothingIsLeftBeside();
    void aDirectoryThatMayNotBeWrittenIsAnError();
    void anotherUsersFileIsNotTakenOver();
    void whatIsNoFileIsWrittenOnlyInPlace();
    void appendingAddsAtTheEnd();
    void largeDataArriveWhole();
    void onAFullDiskTheOldFileStaysAsItWas();
    void appendingToAFullDiskSaysSo();
};

void AgentFsWriteTest::aNewFileObeysTheMask()
{
    const TempDir dir;
    const mode_t before = ::umask(0027);
    const auto written = fs::write(dir.file("new"), bytes("text"), {}, {});
    const auto inPlace = fs::write(dir.file("other"), bytes("text"), {}, false);
    ::umask(before);
    must(written);
    must(inPlace);
    QCOMPARE(readFile(dir.file("new")), "text");
    QCOMPARE(statusOf(dir.file("new")).st_mode & 07777U, mode_t{0640});
    QCOMPARE(statusOf(dir.file("other")).st_mode & 07777U, mode_t{0640});
}

void AgentFsWriteTest::aNewFileGetsTheModeThatIsAsked()
{
    const TempDir dir;
    must(fs::write(dir.file("new"), bytes(""), 0777, {}));
    QCOMPARE(statusOf(dir.file("new")).st_mode & 07777U, mode_t{0777});
    QVERIFY(!fs::write(dir.file("other"), bytes(""), -1, {}));
    QVERIFY(!fs::write(dir.file("other"), bytes(""), 010000, {}));
}

void AgentFsWriteTest::anOldFileKeepsItsModeAndOwner()
{
    const TempDir dir;
    const std::string path = dir.write("file", "old", 0604);
    if (isRoot())
        QVERIFY(::chown(path.c_str(), 65534, 4) == 0 && ::chmod(path.c_str(), 04710) == 0);
    const struct stat before = statusOf(path);
    must(fs::write(path, bytes("new"), 0777, {}));
    const struct stat after = statusOf(path);
    QCOMPARE(readFile(path), "new");
    QCOMPARE(after.st_mode, before.st_mode);
    QCOMPARE(after.st_uid, before.st_uid);
    QCOMPARE(after.st_gid, before.st_gid);
    QVERIFY(after.st_ino != before.st_ino);  // it was replaced
}

void AgentFsWriteTest::anOldFileKeepsItsAccessList()
{
    const TempDir dir;
    const std::string path = dir.write("file", "old", 0600);
    // linux/posix_acl_xattr.h: version 2; owner rw, user 4 r, group none, mask r, others none.
    const std::array<unsigned char, 44> list{
        2,    0,    0,    0,  // version
        1,    0,    6,    0,    0xff, 0xff, 0xff, 0xff, 2,    0,    4,    0,    4,    0, 0, 0, 4,    0,    0,    0,
        0xff, 0xff, 0xff, 0xff, 0x10, 0,    4,    0,    0xff, 0xff, 0xff, 0xff, 0x20, 0, 0, 0, 0xff, 0xff, 0xff, 0xff};
    if (::setxattr(path.c_str(), "system.posix_acl_access", list.data(), list.size(), 0) != 0)
        QSKIP("this file system has no access lists");
    must(fs::write(path, bytes("new"), {}, {}));
    std::array<unsigned char, 100> after{};
    QCOMPARE(::getxattr(path.c_str(), "system.posix_acl_access", after.data(), after.size()), ssize_t(list.size()));
    QVERIFY(std::equal(list.begin(), list.end(), after.begin()));
}

void AgentFsWriteTest::aLinkStaysALinkAndItsTargetIsWritten()
{
    const TempDir dir;
    dir.makeDirectory("sub");
    dir.write("sub/file", "old");
    must(fs::symlink("file", dir.file("sub/inner")));
    must(fs::symlink("sub/inner", dir.file("outer")));
    must(fs::write(dir.file("outer"), bytes("new"), {}, {}));
    QVERIFY(S_ISLNK(statusOf(dir.file("outer")).st_mode) && S_ISLNK(statusOf(dir.file("sub/inner")).st_mode));
    QCOMPARE(readFile(dir.file("sub/file")), "new");
}

void AgentFsWriteTest::aLinkThatLeadsNowhereGetsItsTarget()
{
    const TempDir dir;
    must(fs::symlink(dir.file("target"), dir.file("link")));
    must(fs::write(dir.file("link"), bytes("new"), {}, {}));
    QVERIFY(S_ISLNK(statusOf(dir.file("link")).st_mode));
    QCOMPARE(readFile(dir.file("target")), "new");
}

void AgentFsWriteTest::linksInACircleAreAnError()
{
    const TempDir dir;
    must(fs::symlink("b", dir.file("a")));
    must(fs::symlink("a", dir.file("b")));
    QVERIFY(errorOf(fs::write(dir.file("a"), bytes(""), {}, {})).endsWith("Too many levels of symbolic links"));
}

void AgentFsWriteTest::nothingIsLeftBeside()
{
    const TempDir dir;
    must(fs::write(dir.file("a"), bytes("1"), {}, {}));
    must(fs::write(dir.file("a"), bytes("2"), {}, {}));
    QCOMPARE(must(fs::list(dir.path(), {})).items.size(), std::size_t{1});
}

void AgentFsWriteTest::aDirectoryThatMayNotBeWrittenIsAnError()
{
    const TempDir dir(0755);
    dir.write("file", "old", 0666);
    const std::string gone = dir.file("gone/file");
    QCOMPARE(errorOf(fs::write(gone, bytes(""), {}, {})),
             QString::fromStdString("cannot write beside '" + gone + "': No such file or directory"));
    if (!isRoot())
        QSKIP("only root can make a directory that is another user's");
    const AsOrdinaryUser user;
    QVERIFY(errorOf(fs::write(dir.file("file"), bytes("new"), {}, {})).endsWith("Permission denied"));
    QVERIFY(errorOf(fs::append(dir.file("new"), bytes("new"))).endsWith("Permission denied"));
}

void AgentFsWriteTest::anotherUsersFileIsNotTakenOver()
{
    if (!isRoot())
        QSKIP("only root can make a file that is another user's");
    const TempDir dir(0777);
    QVERIFY(::chmod(dir.path().c_str(), 0777) == 0);
    const std::string path = dir.write("file", "old", 0644);
    {
        const AsOrdinaryUser user;
        const auto refused = fs::write(path, bytes("new"), {}, {});
        QVERIFY2(errorOf(refused).startsWith("cannot keep the owner of"), qPrintable(errorOf(refused)));
    }
    QCOMPARE(readFile(path), "old");
    QCOMPARE(must(fs::list(dir.path(), {})).items.size(), std::size_t{1});
}

void AgentFsWriteTest::whatIsNoFileIsWrittenOnlyInPlace()
{
    const auto refused = fs::write("/dev/null", bytes("x"), {}, {});
    QCOMPARE(errorOf(refused), "cannot replace '/dev/null': it is not a regular file; write it with atomic=false");
    must(fs::write("/dev/null", bytes("x"), {}, false));
    const TempDir dir;
    QVERIFY(!fs::write(dir.path(), bytes("x"), {}, {}));
    QVERIFY(errorOf(fs::write(dir.path(), bytes("x"), {}, false)).endsWith("Is a directory"));
}

void AgentFsWriteTest::appendingAddsAtTheEnd()
{
    const TempDir dir;
    must(fs::append(dir.file("log"), bytes("one ")));
    must(fs::append(dir.file("log"), bytes("two")));
    QCOMPARE(readFile(dir.file("log")), "one two");
}

void AgentFsWriteTest::largeDataArriveWhole()
{
    const TempDir dir;
    std::string data(20 * 1024 * 1024, '\0');
    for (std::size_t i = 0; i < data.size(); ++i)
        data[i] = static_cast<char>(i * 2654435761U >> 24);
    must(fs::write(dir.file("large"), Bytes(std::string(data)), {}, {}));
    QVERIFY(must(fs::read(dir.file("large"), {}, 64 * 1024 * 1024)).view() == data);
}

void AgentFsWriteTest::onAFullDiskTheOldFileStaysAsItWas()
{
    if (!isRoot())
        QSKIP("only root can mount a small file system");
    const TempDir dir;
    const std::string disk = dir.makeDirectory("disk");
    const TinyFileSystem tiny(disk, "size=256k");
    must(fs::write(disk + "/file", bytes("precious"), {}, {}));
    const auto full = fs::write(disk + "/file", Bytes(std::string(1024 * 1024, 'x')), {}, {});
    QCOMPARE(errorOf(full), QString::fromStdString("cannot write '" + disk + "/file': No space left on device"));
    QCOMPARE(readFile(disk + "/file"), "precious");
    QCOMPARE(must(fs::list(disk, {})).items.size(), std::size_t{1});
}

void AgentFsWriteTest::appendingToAFullDiskSaysSo()
{
    if (!isRoot())
        QSKIP("only root can mount a small file system");
    const TempDir dir;
    const std::string disk = dir.makeDirectory("disk");
    const TinyFileSystem tiny(disk, "size=64k");
    const auto full = fs::append(disk + "/file", Bytes(std::string(1024 * 1024, 'x')));
    QVERIFY(errorOf(full).endsWith("No space left on device"));
}

QTEST_GUILESS_MAIN(AgentFsWriteTest)
#include "agent_fs_write_test.moc"
