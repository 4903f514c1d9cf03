// The programs that people use ssh for, over a context that is there already: rsync, scp, sftp, git, tar.

#include "tests/integration/fakessh_fixture.h"

#include "core/base/str.h"
#include "tests/support/run.h"
#include "tests/support/sanitizer.h"
#include "tests/support/temp_dir.h"

#include <QTest>

#include <cstdlib>
#include <unistd.h>

using namespace rz;
using namespace rz::test;

namespace {

// A small tree with what trees have: depth, modes, times, links, an empty file, a large one, and names of every byte.
void makeTree(const TempDir& directory, const std::string& name)
{
    const std::string root = directory.makeDirectory(name);
    mustRun({"sh", "-c",
             str("cd ", root,
                 " && mkdir -p a/b/c && echo deep > a/b/c/file && chmod 640 a/b/c/file && "
                 "touch -d '2001-02-03 04:05:06' a/b/c/file && ln -s a/b/c/file link && : > empty && "
                 "head -c 3000000 /dev/urandom > large")});
    for (int byte = 1; byte < 256; ++byte) {
        if (byte != '/')
            writeFile(str(root, "/a/name-", static_cast<char>(byte)), str(byte));
    }
}

// What differs between two trees, contents, modes, times and links; empty when nothing does.
std::string difference(const std::string& one, const std::string& other)
{
    return mustRun({"rsync", "-ani", "--checksum", "--delete", str(one, '/'), str(other, '/')});
}

}  // namespace

class FakesshProgramsTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_master = std::make_unique<FakesshMaster>();
        m_context = m_master->local();
        makeTree(m_files, "tree");
        // What scp's own protocol has no words for.
        mustRun({"rsync", "-a", "--exclude=name-*", file("tree/"), file("plain/")});
    }
    void cleanupTestCase() { m_master.reset(); }

    void rsyncThere()
    {
        ok({"rsync", "-a", file("tree/"), str("remote:", file("rsync-there/"))});
        QCOMPARE(difference(file("tree"), file("rsync-there")), std::string());
    }

    void rsyncBack()
    {
        ok({"rsync", "-a", str("user@remote:", file("tree/")), file("rsync-back/")});
        QCOMPARE(difference(file("tree"), file("rsync-back")), std::string());
    }

    void rsyncDeletesAndSendsDifferences()
    {
        mustRun({"cp", "-a", file("tree"), file("changed")});
        mustRun({"sh", "-c", str("cd ", file("changed"), " && rm -r a/b && echo more >> large && touch extra")});
        const auto run = ok(
            {"rsync", "-a", "--delete", "--no-whole-file", "--stats", file("tree/"), str("remote:", file("changed/"))});
        QCOMPARE(difference(file("tree"), file("changed")), std::string());
        QVERIFY2(run->traffic().sent < 500'000, str(run->traffic().sent, " bytes sent").c_str());
    }

    void rsyncWithItsOwnIdeaOfSsh()
    {
        ok({"rsync", "-a", "-e", "ssh -p 2222 -o StrictHostKeyChecking=no", file("tree/"),
            str("remote:", file("rsync-e/"))});
        QCOMPARE(difference(file("tree"), file("rsync-e")), std::string());
    }

    void rsyncOfManySmallFiles()
    {
        const std::string many = m_files.makeDirectory("many");
        for (int i = 0; i < 20'000; ++i) {
            if (i % 200 == 0)
                m_files.makeDirectory(str("many/", i / 200));
            writeFile(str(many, '/', i / 200, '/', i), str("file ", i));
        }
        ok({"rsync", "-a", str(many, '/'), str("remote:", file("many-there/"))});
        QCOMPARE(mustRun({"sh", "-c", str("find ", file("many-there"), " -type f | wc -l")}), std::string("20000\n"));
        QCOMPARE(difference(many, file("many-there")), std::string());
    }

    void rsyncOfTwoGibibytesMostlyEmpty()
    {
        // Two take a sanitizer too long.
        const std::string_view size = test::Sanitized ? "200M" : "2G";
        mustRun(
            {"sh", "-c",
             str("cd ", m_files.path(), " && head -c 1000000 /dev/urandom > sparse && truncate -s ", size, " sparse")});
        ok({"rsync", "-aS", file("sparse"), str("remote:", file("sparse-there"))});
        QVERIFY(test::run({"cmp", file("sparse"), file("sparse-there")}).ok());
        mustRun({"rm", file("sparse"), file("sparse-there")});
    }

    void rsyncFailsAsItDoes()
    {
        const auto run = m_master->run(m_context, {"rsync", "-a", "remote:/no/such/file", file("nothing")});
        QCOMPARE(run->status(), 23);
        QVERIFY2(run->err().find("No such file") != std::string::npos, run->text().c_str());
    }

    void scp_data()
    {
        QTest::addColumn<QString>("protocol");
        QTest::newRow("sftp") << QStringLiteral("-s");
        QTest::newRow("scp") << QStringLiteral("-O");
    }
    void scp()
    {
        QFETCH(const QString, protocol);
        const std::string option = protocol.toStdString();
        const std::string there = file(str("scp-there", option));
        const std::string back = file(str("scp-back", option));
        ok({"scp", option, "-rpq", file("plain"), str("remote:", there)});
        ok({"scp", option, "-rpq", str("remote:", there), back});
        // scp follows links.
        QCOMPARE(mustRun({"rsync", "-aniLO", "--checksum", "--delete", str(file("plain"), '/'), str(back, '/')}),
                 std::string());
    }

    void sftpThroughItsCommands()
    {
        const std::string batch =
            m_files.write("batch", str("mkdir ", file("s"), "\ncd ", file("s"), "\nput ", file("tree/large"),
                                       " large\nls -l large\nget large ", file("large-back"),
                                       "\nrename large other\nln other hard\nln -s other soft\nchmod 600 other\n"
                                       "ls -la\ndf\nrm hard\nrm soft\nrm other\ncd ..\nrmdir s\nls ",
                                       file("tree/a/b"), "\nquit\n"));
        const auto run = ok({"sftp", "-b", batch, "remote"});
        QVERIFY(test::run({"cmp", file("tree/large"), file("large-back")}).ok());
        QVERIFY2(run->out().find("/a/b/c") != std::string::npos, run->text().c_str());
        QVERIFY(::access(file("s").c_str(), F_OK) != 0);
    }

    void gitClonesAndPushes()
    {
        const std::string script =
            str("set -e; cd ", m_files.path(), "; git init -q --bare bare.git; git clone -q remote:", file("bare.git"),
                " work; cd work; "
                "git config user.email a@b; git config user.name me; head -c 2000000 /dev/urandom > f; git add f; "
                "git commit -qm one; git push -q origin HEAD:main; cd ..; "
                "git clone -q -b main ssh://me@remote:22",
                file("bare.git"), " again; cmp work/f again/f");
        ok({"sh", "-c", script});
    }

    void tarThroughAPipe()
    {
        ok({"sh", "-c",
            str("mkdir ", file("tar"), "; tar -C ", file("tree"), " -cf - . | ssh remote tar -C ", file("tar"),
                " -xpf -")});
        QCOMPARE(difference(file("tree"), file("tar")), std::string());
    }

    void sshfsSeesFiles()
    {
        if (::access("/usr/bin/sshfs", X_OK) != 0 || ::access("/dev/fuse", R_OK | W_OK) != 0)
            QSKIP("there is no sshfs, or no /dev/fuse");
        const std::string mount = m_files.makeDirectory("mount");
        const auto run = m_master->run(m_context, {"sh", "-c",
                                                   str("sshfs remote:", file("tree"), ' ', mount, " && cmp ", mount,
                                                       "/large ", file("tree/large"), "; fusermount3 -u ", mount)});
        if (run->err().find("fuse: ") != std::string::npos)
            QSKIP(run->err().c_str());
        QVERIFY2(run->status() == 0, run->text().c_str());
    }

    void aBrokenOffCopyIsTakenUpAgain()
    {
        mustRun({"sh", "-c", str("head -c 60000000 /dev/urandom > ", file("big"))});
        const auto run = m_master->begin(m_context, {"rsync", "--partial", "--inplace", "--bwlimit=20m", file("big"),
                                                     str("remote:", file("big-there"))});
        QVERIFY(m_master->until([&run] { return run->traffic().sent > 1'000'000 || run->done(); }));
        run->transfer().cancel();
        QVERIFY(m_master->until([&run] { return run->done(); }));
        QVERIFY(run->status() != 0);
        ok({"rsync", "--partial", "--inplace", "--append-verify", file("big"), str("remote:", file("big-there"))});
        QVERIFY(test::run({"cmp", file("big"), file("big-there")}).ok());
    }

private:
    std::string file(std::string_view name) const { return m_files.file(name); }
    std::unique_ptr<FakesshRun> ok(std::vector<std::string> argv)
    {
        auto run = m_master->run(m_context, std::move(argv), m_files.path());
        [&run] { QVERIFY2(run->status() == 0, run->text().c_str()); }();
        return run;
    }

    TempDir m_files;
    std::unique_ptr<FakesshMaster> m_master;
    ContextId m_context{};
};

QTEST_GUILESS_MAIN(FakesshProgramsTest)
#include "fakessh_programs_test.moc"
