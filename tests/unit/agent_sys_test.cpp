#include <QTest>

#include <sys/stat.h>
#include <sys/statvfs.h>

#include "agent/functions/accounts.h"
#include "agent/functions/sys.h"
#include "agent_support.h"
#include "core/base/str.h"
#include "tests/support/temp_dir.h"

using namespace rz;
using namespace rz::test;

namespace {

const Value* itemWith(const List& list, std::string_view key, const Value& wanted)
{
    for (const Value& item : list.items) {
        if (const Value* const value = item.find(key); value != nullptr && *value == wanted)
            return &item;
    }
    return nullptr;
}

// Puts a directory before all others where programs are looked for.
class OnPath {
public:
    explicit OnPath(const std::string& directory) : m_before(qgetenv("PATH"))
    {
        qputenv("PATH", QByteArray::fromStdString(directory) + ':' + m_before);
    }
    ~OnPath() { qputenv("PATH", m_before); }
    OnPath(const OnPath&) = delete;
    OnPath& operator=(const OnPath&) = delete;

private:
    QByteArray m_before;
};

}  // namespace

class AgentSysTest : public QObject {
    Q_OBJECT

private slots:
    void factsTellWhatTheHostIs();
    void loadAndMemoryAreThoseOfTheKernel();
    void mountsAreTakenApart();
    void disksAreThoseThatHoldFiles();
    void usersAndGroupsComeFromTheFiles();
    void accountsAreReadAsTheyAre();
    void brokenLinesAreLeftOut();
    void furtherSourcesAreAskedThroughGetent();
    void withoutFurtherSourcesNoProgramIsStarted();
    void aHostWithoutAccountsHasNone();
};

void AgentSysTest::factsTellWhatTheHostIs()
{
    const Value facts(must(sys::facts()));
    QVERIFY(!at<Dict>(facts, "os").items.empty());
    QVERIFY(!at<std::string>(facts, "hostname").empty());
    QVERIFY(!at<std::string>(facts, "kernel").empty());
    QVERIFY(at<std::int64_t>(facts, "cpus") >= 1);
    QVERIFY(at<std::int64_t>(facts, "memory") > 0);
    QVERIFY(!at<std::string>(facts, "virtualization").empty());
    QVERIFY(!at<std::string>(facts, "container").empty());
    const double sinceBoot = static_cast<double>(::time(nullptr)) - at<double>(facts, "boot_time");
    QVERIFY(qAbs(sinceBoot - must(sys::uptime())) < 60);
}

void AgentSysTest::loadAndMemoryAreThoseOfTheKernel()
{
    const Value load(must(sys::load()));
    std::array<double, 3> expected{};
    QCOMPARE(::getloadavg(expected.data(), 3), 3);
    QVERIFY(qAbs(at<double>(load, "fifteen") - expected[2]) < 0.5);
    QVERIFY(at<std::int64_t>(load, "running") >= 1);
    QVERIFY(at<std::int64_t>(load, "processes") >= 1);
    const Value memory(must(sys::memory()));
    QCOMPARE(at<std::int64_t>(memory, "total"), std::int64_t{::sysconf(_SC_PHYS_PAGES)} * ::sysconf(_SC_PAGESIZE));
    QVERIFY(at<std::int64_t>(memory, "available") > 0);
    QVERIFY(at<std::int64_t>(memory, "free") <= at<std::int64_t>(memory, "total"));
}

void AgentSysTest::mountsAreTakenApart()
{
    QVERIFY(itemWith(must(sys::mounts()), "path", "/") != nullptr);
    if (!isRoot())
        QSKIP("only root can mount");
    const TempDir dir;
    const std::string path = dir.makeDirectory("with blank\nand \\ more");
    const TinyFileSystem tiny(path, "size=1m,ro");
    const List list = must(sys::mounts());
    const Value* const mount = itemWith(list, "path", Value(path));
    QVERIFY(mount != nullptr);
    QCOMPARE(at<std::string>(*mount, "type"), "tmpfs");
    QCOMPARE(at<std::string>(*mount, "device"), "tiny");
    QVERIFY(at<bool>(*mount, "read_only"));
}

void AgentSysTest::disksAreThoseThatHoldFiles()
{
    const List disks = must(sys::disks());
    QVERIFY(itemWith(disks, "type", "proc") == nullptr);
    const Value* const root = itemWith(disks, "path", "/");
    QVERIFY(root != nullptr);
    struct statvfs space{};
    QVERIFY(::statvfs("/", &space) == 0);
    QCOMPARE(at<std::int64_t>(*root, "size"), static_cast<std::int64_t>(space.f_blocks * space.f_frsize));
    QVERIFY(at<std::int64_t>(*root, "used") <= at<std::int64_t>(*root, "size"));
}

void AgentSysTest::usersAndGroupsComeFromTheFiles()
{
    const List users = must(sys::users());
    const Value* const root = itemWith(users, "uid", Value(0));
    QVERIFY(root != nullptr);
    QCOMPARE(at<std::string>(*root, "name"), "root");
    QCOMPARE(at<std::string>(*root, "home"), "/root");
    const List groups = must(sys::groups());
    QVERIFY(itemWith(groups, "name", "root") != nullptr);
}

void AgentSysTest::accountsAreReadAsTheyAre()
{
    const TempDir etc;
    etc.write("passwd", "alice:x:1000:100:Alice Liddell,Room 1,,:/home/alice:/bin/bash\nbob:x:1001:100::/:\n");
    etc.write("group", "users:x:100:alice,bob\nempty:x:101:\n");
    Accounts accounts(etc.path());
    QCOMPARE(*accounts.userName(1000), "alice");
    QCOMPARE(*accounts.groupName(100), "users");
    QVERIFY(!accounts.userName(7));
    QCOMPARE(must(accounts.userId("bob")), uid_t{1001});
    QCOMPARE(must(accounts.groupId("empty")), gid_t{101});
    QCOMPARE(errorOf(accounts.userId("carol")), "there is no user named 'carol'");
    const auto users = accounts.users();
    QCOMPARE(users.size(), std::size_t{2});
    QCOMPARE(users[0].fullName, "Alice Liddell");
    QCOMPARE(users[0].shell, "/bin/bash");
    QCOMPARE(users[1].home, "/");
    const auto groups = accounts.groups();
    QCOMPARE(groups[0].members, (std::vector<std::string>{"alice", "bob"}));
    QVERIFY(groups[1].members.empty());
}

void AgentSysTest::brokenLinesAreLeftOut()
{
    const TempDir etc;
    etc.write("passwd", "\n:\nno-fields\n:x:5:5:nameless:/:\nbad:x:1x:1::/:\nbig:x:99999999999:1::/:\n+::::::\n"
                        "last:x:6:6::/:/bin/sh");
    Accounts accounts(etc.path());
    const auto users = accounts.users();
    QCOMPARE(users.size(), std::size_t{1});
    QCOMPARE(users[0].name, "last");
}

void AgentSysTest::furtherSourcesAreAskedThroughGetent()
{
    const TempDir etc;
    etc.write("passwd", "alice:x:1000:100::/home/alice:/bin/bash\n");
    etc.write("nsswitch.conf", "passwd:\t files  ldap\ngroup: files\n");
    etc.write("getent",
              "#!/bin/sh\n[ \"$1\" = passwd ] || exit 1\n"
              "case \"$2\" in ''|2000|carol) echo 'carol:*:2000:100::/home/carol:/bin/sh';; *) exit 2;; esac\n",
              0700);
    const OnPath path(etc.path());
    Accounts accounts(etc.path());
    QCOMPARE(*accounts.userName(2000), "carol");
    QVERIFY(!accounts.userName(2001));
    QCOMPARE(must(accounts.userId("carol")), uid_t{2000});
    QVERIFY(!accounts.userId("--help"));
    QVERIFY(!accounts.groupName(2000));
    QCOMPARE(accounts.users().size(), std::size_t{2});
}

void AgentSysTest::withoutFurtherSourcesNoProgramIsStarted()
{
    const TempDir etc;
    etc.write("passwd", "alice:x:1000:100::/home/alice:/bin/bash\n");
    etc.write("nsswitch.conf", "passwd: compat [NOTFOUND=return] files\n");
    etc.write("getent", str("#!/bin/sh\n: >", etc.file("started"), "\n"), 0700);
    const OnPath path(etc.path());
    Accounts accounts(etc.path());
    QVERIFY(!accounts.userName(2000));
    struct stat status{};
    QVERIFY(::stat(etc.file("started").c_str(), &status) != 0);
}

void AgentSysTest::aHostWithoutAccountsHasNone()
{
    Accounts accounts("/nonexistent");
    QVERIFY(!accounts.userName(0));
    QVERIFY(accounts.users().empty());
}

QTEST_GUILESS_MAIN(AgentSysTest)
#include "agent_sys_test.moc"
