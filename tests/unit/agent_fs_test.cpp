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

constexpr const char* OddName = "odd \xff\n'\"name";

}  // namespace

class AgentFsTest : public QObject {
    Q_OBJECT

private slots:
    void aListingHasTheAttributesOfEveryEntry();
    void aListingTellsWhereLinksLead();
    void namesMayHoldAnyBytes();
    void aListingBeyondItsLimitIsRefused();
    void whatMayNotBeLookedAtIsListedWithTheReason();
    void errorsNameThePathAndTheReason();
    void statFollowsLinksUnlessToldNotTo();
    void existsTellsMissingFromForbidden();
    void aRangeIsReadFromAFileLargerThan4Gigabytes();
    void aRangeBeyondTheEndIsShort();
    void filesWithoutASizeAreReadToTheirEnd();
    void unreasonableRangesAreRefused();
    void checksumsAreThoseOfSha256_data();
    void checksumsAreThoseOfSha256();
    void aCancelledChecksumStops();
    void diskUsageCountsEveryFileOnce();
    void diskUsageStaysOnItsFileSystem();

private:
    TempDir m_dir{0755};
};

void AgentFsTest::aListingHasTheAttributesOfEveryEntry()
{
    const TempDir dir;
    dir.write("b.txt", "12345", 0640);
    dir.makeDirectory("a");
    const List list = must(fs::list(dir.path(), {}));
    QCOMPARE(list.items.size(), std::size_t{2});
    QCOMPARE(at<std::string>(list.items[0], "name"), "a");
    QCOMPARE(at<std::string>(list.items[0], "type"), "directory");
    const Value& file = list.items[1];
    QCOMPARE(at<std::string>(file, "name"), "b.txt");
    QCOMPARE(at<std::string>(file, "type"), "file");
    QCOMPARE(at<std::int64_t>(file, "size"), std::int64_t{5});
    QCOMPARE(at<std::int64_t>(file, "mode"), std::int64_t{0640});
    QCOMPARE(at<std::int64_t>(file, "uid"), std::int64_t{::geteuid()});
    QVERIFY(at<double>(file, "mtime") > 1.6e9);
    if (isRoot()) {
        QCOMPARE(at<std::string>(file, "user"), "root");
        QCOMPARE(at<std::string>(file, "group"), "root");
    }
}

void AgentFsTest::aListingTellsWhereLinksLead()
{
    const TempDir dir;
    dir.makeDirectory("real");
    must(fs::symlink("real", dir.file("good")));
    must(fs::symlink("nowhere", dir.file("broken")));
    const List list = must(fs::list(dir.path(), {}));
    QCOMPARE(at<std::string>(list.items[0], "type"), "link");
    QCOMPARE(at<std::string>(list.items[0], "target"), "nowhere");
    QVERIFY(list.items[0].find("target_type")->is<None>());
    QCOMPARE(at<std::string>(list.items[1], "target_type"), "directory");
    QCOMPARE(must(fs::readlink(dir.file("good"))).bytes, "real");
    QCOMPARE(must(fs::resolve(dir.file("good"))).bytes, dir.file("real"));
}

void AgentFsTest::namesMayHoldAnyBytes()
{
    const TempDir dir;
    const OsString path(dir.file(OddName));
    must(fs::write(path, Bytes(std::string_view("x")), {}, {}));
    const List list = must(fs::list(dir.path(), {}));
    QCOMPARE(at<Bytes>(list.items[0], "name").toString(), OddName);
    OsString back;
    must(fromValue(toValue(path), back));
    QCOMPARE(must(fs::read(back, {}, {})).toString(), "x");
    QVERIFY(!fromValue(Value(std::string("a\0b", 3)), back));
    const auto missing = fs::read(OsString(dir.file("no \xfe")), {}, {});
    QVERIFY2(errorOf(missing).contains("\\xfe': No such file"), qPrintable(errorOf(missing)));
}

void AgentFsTest::aListingBeyondItsLimitIsRefused()
{
    const TempDir dir;
    dir.write("a", "");
    dir.write("b", "");
    QCOMPARE(must(fs::list(dir.path(), 2)).items.size(), std::size_t{2});
    QVERIFY(errorOf(fs::list(dir.path(), 1)).endsWith("has more than 1 entries"));
    QVERIFY(!fs::list(dir.path(), -1));
}

void AgentFsTest::whatMayNotBeLookedAtIsListedWithTheReason()
{
    const TempDir dir(0755);
    dir.write("file", "");
    dir.makeDirectory("directory");
    QVERIFY(::chmod(dir.path().c_str(), 0744) == 0);  // may be read, not entered
    if (!isRoot())
        QVERIFY(::chmod(dir.path().c_str(), 0400) == 0);
    List list;
    {
        const AsOrdinaryUser user;
        list = must(fs::list(dir.path(), {}));
    }
    QVERIFY(::chmod(dir.path().c_str(), 0700) == 0);
    QCOMPARE(at<std::string>(list.items[0], "type"), "directory");
    QCOMPARE(at<std::string>(list.items[1], "name"), "file");
    QCOMPARE(at<std::string>(list.items[1], "error"), "Permission denied");
}

void AgentFsTest::errorsNameThePathAndTheReason()
{
    const std::string gone = m_dir.file("gone");
    const QString quoted = QString::fromStdString("'" + gone + "'");
    QCOMPARE(errorOf(fs::list(gone, {})), "cannot open directory " + quoted + ": No such file or directory");
    QCOMPARE(errorOf(fs::stat(gone, {})), "cannot look at " + quoted + ": No such file or directory");
    QCOMPARE(errorOf(fs::read(gone, {}, {})), "cannot open " + quoted + ": No such file or directory");
    QCOMPARE(errorOf(fs::chmod(gone, 0)), "cannot set the mode of " + quoted + ": No such file or directory");
    QCOMPARE(errorOf(fs::readlink(gone)), "cannot read link " + quoted + ": No such file or directory");
    QCOMPARE(errorOf(fs::rename(gone, gone + "2", {})),
             "cannot rename " + quoted + " to '" + QString::fromStdString(gone) + "2': No such file or directory");
    QCOMPARE(fs::list(gone, {}).error().errnum(), ENOENT);
    QCOMPARE(errorOf(fs::read(m_dir.path(), {}, {})),
             "cannot read '" + QString::fromStdString(m_dir.path()) + "': Is a directory");
}

void AgentFsTest::statFollowsLinksUnlessToldNotTo()
{
    const TempDir dir;
    dir.write("file", "123");
    must(fs::symlink("file", dir.file("link")));
    const Value followed(must(fs::stat(dir.file("link"), {})));
    QCOMPARE(at<std::string>(followed, "type"), "file");
    QCOMPARE(at<std::string>(followed, "name"), "link");
    QCOMPARE(at<std::int64_t>(followed, "size"), std::int64_t{3});
    const Value itself(must(fs::stat(dir.file("link"), false)));
    QCOMPARE(at<std::string>(itself, "type"), "link");
    QCOMPARE(at<std::string>(itself, "target"), "file");
    QCOMPARE(at<std::string>(Value(must(fs::stat("/", {}))), "name"), "/");
    QCOMPARE(at<std::string>(Value(must(fs::stat(dir.path() + "//", {}))), "name"),
             dir.path().substr(dir.path().rfind('/') + 1));
}

void AgentFsTest::existsTellsMissingFromForbidden()
{
    const TempDir dir(0700);
    dir.write("file", "");
    QVERIFY(must(fs::exists(dir.file("file"))));
    QVERIFY(!must(fs::exists(dir.file("gone"))));
    QVERIFY(!must(fs::exists(dir.file("file/below"))));
    if (!isRoot())
        QSKIP("only root can make a directory that is another user's");
    const AsOrdinaryUser user;
    QVERIFY(errorOf(fs::exists(dir.file("file"))).endsWith("Permission denied"));
}

void AgentFsTest::aRangeIsReadFromAFileLargerThan4Gigabytes()
{
    constexpr std::int64_t Far = 5LL * 1024 * 1024 * 1024;
    const std::string path = m_dir.write("sparse", "");
    QVERIFY(::truncate(path.c_str(), Far) == 0);
    must(fs::append(path, Bytes(std::string_view("the end"))));
    QCOMPARE(must(fs::read(path, Far - 2, 5)).toString(), std::string("\0\0the", 5));
    QCOMPARE(must(fs::read(path, Far + 4, {})).toString(), "end");
    QCOMPARE(must(fs::read(path, {}, {})).size(), std::size_t{1024 * 1024});
    QCOMPARE(at<std::int64_t>(Value(must(fs::stat(path, {}))), "size"), Far + 7);
}

void AgentFsTest::aRangeBeyondTheEndIsShort()
{
    const std::string path = m_dir.write("short", "0123456789");
    QCOMPARE(must(fs::read(path, 4, 3)).toString(), "456");
    QCOMPARE(must(fs::read(path, 8, 100)).toString(), "89");
    QCOMPARE(must(fs::read(path, 10, 100)).toString(), "");
    QCOMPARE(must(fs::read(path, 1000, 100)).toString(), "");
    QCOMPARE(must(fs::read(path, 0, 0)).toString(), "");
}

void AgentFsTest::filesWithoutASizeAreReadToTheirEnd()
{
    QVERIFY(must(fs::read("/proc/self/status", {}, {})).toString().starts_with("Name:"));
    QCOMPARE(must(fs::read("/dev/zero", {}, 10)).size(), std::size_t{10});
}

void AgentFsTest::unreasonableRangesAreRefused()
{
    QVERIFY(fs::read("/dev/zero", -1, {}).error().kind() == ErrorKind::Argument);
    QVERIFY(fs::read("/dev/zero", {}, -1).error().kind() == ErrorKind::Argument);
    QVERIFY(fs::read("/dev/zero", {}, 64 * 1024 * 1024 + 1).error().kind() == ErrorKind::Argument);
    QCOMPARE(must(fs::read("/dev/zero", {}, 64 * 1024 * 1024)).size(), std::size_t{64 * 1024 * 1024});
}

void AgentFsTest::checksumsAreThoseOfSha256_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("sum");
    // FIPS 180-4's examples, and lengths around the block's padding computed by sha256sum.
    QTest::newRow("nothing") << QByteArray() << "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    QTest::newRow("abc") << QByteArray("abc") << "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    QTest::newRow("56 bytes") << QByteArray("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
                              << "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1";
    QTest::newRow("55 a") << QByteArray(55, 'a') << "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318";
    QTest::newRow("64 a") << QByteArray(64, 'a') << "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb";
    QTest::newRow("a million a") << QByteArray(1'000'000, 'a')
                                 << "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
}

void AgentFsTest::checksumsAreThoseOfSha256()
{
    QFETCH(const QByteArray, content);
    QFETCH(const QString, sum);
    Caller caller;
    const std::string path = m_dir.write("sum", content.toStdString());
    QCOMPARE(QString::fromStdString(must(fs::checksum(caller.call(), path))), sum);
}

void AgentFsTest::aCancelledChecksumStops()
{
    Caller caller;
    caller.cancel();
    // Without an end of its own.
    QVERIFY(fs::checksum(caller.call(), "/dev/zero").error().kind() == ErrorKind::Cancelled);
}

void AgentFsTest::diskUsageCountsEveryFileOnce()
{
    Caller caller;
    const TempDir dir;
    must(fs::mkdir(dir.file("sub"), {}, {}));
    dir.write("sub/file", std::string(10'000, 'x'));
    QVERIFY(::link(dir.file("sub/file").c_str(), dir.file("again").c_str()) == 0);
    must(fs::symlink("/", dir.file("link")));
    const Value usage(must(fs::diskUsage(caller.call(), dir.path(), {}, {})));
    QCOMPARE(at<std::int64_t>(usage, "files"), std::int64_t{2});  // the file and the link
    QCOMPARE(at<std::int64_t>(usage, "directories"), std::int64_t{2});
    QCOMPARE(at<std::int64_t>(usage, "errors"), std::int64_t{0});
    QVERIFY(at<std::int64_t>(usage, "bytes") >= 10'000);
    QVERIFY(at<std::int64_t>(usage, "size") >= 10'000);
    QCOMPARE(at<std::int64_t>(Value(must(fs::diskUsage(caller.call(), dir.file("again"), {}, {}))), "size"),
             std::int64_t{10'000});
}

void AgentFsTest::diskUsageStaysOnItsFileSystem()
{
    if (!isRoot())
        QSKIP("only root can mount");
    Caller caller;
    const TempDir dir;
    const TinyFileSystem other(dir.makeDirectory("other"), "size=1m");
    dir.write("other/file", std::string(5000, 'x'));
    QCOMPARE(at<std::int64_t>(Value(must(fs::diskUsage(caller.call(), dir.path(), {}, {}))), "files"), std::int64_t{0});
    QCOMPARE(at<std::int64_t>(Value(must(fs::diskUsage(caller.call(), dir.path(), {}, true))), "files"),
             std::int64_t{1});
}

QTEST_GUILESS_MAIN(AgentFsTest)
#include "agent_fs_test.moc"
