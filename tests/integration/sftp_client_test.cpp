// OpenSSH's own sftp drives the agent's SFTP server through its whole command set, in a context whose machine has no
// sftp-server; each time beside the same commands to OpenSSH's server, which is the model in what is printed and what is done.

#include "core/base/str.h"
#include "tests/support/paths.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"

#include <QTest>

#include <unistd.h>

using namespace rz;
using namespace rz::test;

namespace {

constexpr const char* Model = "/usr/lib/openssh/sftp-server";

// In w: r is where the server works, l where the client does. All has a time long past; only what is changed has not.
constexpr std::string_view Setup = R"(
rm -rf w && mkdir -p w/r/dir/deep w/l/tree/sub && cd w
printf 'hello\n' > r/one; head -c 100000 /dev/urandom > r/two; printf abc > r/dir/three; printf x > r/dir/deep/four
: > r/.hidden; ln -s one r/link; ln -s dir r/dlink; ln -s /nowhere r/broken; mkfifo r/pipe
printf 'up\n' > l/up; printf t > l/tree/sub/t; printf u > l/tree/u
chmod 4755 r/one; chmod 640 r/dir/three; chmod 750 l/tree/sub; chmod 600 l/tree/u; chown 33:34 r/two
touch -h -d '2001-02-03 04:05:06' r/two r/dir/three r/dir/deep/four l/up l/tree/sub/t
touch -h -d '2020-02-03 04:05:06' r/one r/link r/dlink r/broken r/pipe r/.hidden r/dir/deep r/dir l/tree/u l/tree/sub l/tree r .
)";

// Kinds, modes, owners, sizes, links and contents; and times, of what has not just been made.
constexpr std::string_view Picture = R"(
cd w
find . -printf '%p %y %m %U %G %s %l\n' | sort
find . ! -newermt '1 hour ago' -printf '%p %T@\n' | sort
find . -type f -print0 | sort -z | xargs -0 md5sum
)";

struct SftpEnded {
    int status = -1;
    std::string printed;
    std::string picture;
};

std::string inQuotes(std::string_view word)
{
    return str('\'', word, '\'');
}

}  // namespace

class SftpClientTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (::geteuid() != 0)
            QSKIP("hiding this machine's sftp-server from a context needs root");
        if (::access(Model, X_OK) != 0)
            QSKIP("OpenSSH's sftp-server is not installed");
        mustRun({"sh", "-c", str("cd ", m_files.path(), "\n", Setup)});
        mustRun({"cp", "-a", file("w"), file("pristine")});
    }

    void theServerIsTheAgents()
    {
        m_files.write("batch", "version\n");
        const SftpEnded ended = ours("-vvv");
        QVERIFY2(ended.status == 0, ended.printed.c_str());
        // Only it has that one, and these limits.
        for (const char* word : {"Unrecognised server extension \"home-directory\"", "server handle limit 1024;",
                                 "buffer sizes 261120 / 261120;", "SFTP protocol version 3"})
            QVERIFY2(ended.printed.find(word) != std::string::npos, str(word, "\n", ended.printed).c_str());
    }

    // A command beginning with - may fail. The effect is a shell's condition, in w; what was printed is in $OUT.
    void commands_data()
    {
        QTest::addColumn<QString>("commands");
        QTest::addColumn<QString>("effect");
        const auto row = [](const char* name, const char* commands, const char* effect) {
            QTest::newRow(name) << QString::fromLatin1(commands) << QString::fromLatin1(effect);
        };
        row("cd, pwd", "pwd;cd dir/deep;pwd;cd ../../dlink;pwd;cd ..;pwd;cd /;pwd;-cd nodir;-cd /etc/passwd",
            "grep -q '/w/r/dir/deep$' $OUT && grep -q 'Remote working directory: /$' $OUT");
        row("chmod", "chmod 600 one;chmod 1755 dir;-chmod 1 nothing;-chmod -h 700 link;chmod 700 d*",
            "test $(stat -c %a r/one) = 600 && test $(stat -c %a r/dir) = 700");
        row("chown", "chown 7 one;chown -h 8 link;chown 9 dlink;-chown 1 nothing",
            "test $(stat -c %u:%g r/one) = 7:0 && test $(stat -c %u r/link) = 8 && test $(stat -c %u r/dir) = 9");
        row("chgrp", "chgrp 7 one;chgrp -h 8 link;chgrp 9 dlink;-chgrp 1 nothing",
            "test $(stat -c %u:%g r/one) = 0:7 && test $(stat -c %g r/link) = 8 && test $(stat -c %g r/dir) = 9");
        row("copy, cp", "copy one copied;cp two dir/two;cp two one;-cp nothing x;-cp dir x;-cp pipe x",
            "cmp r/two r/dir/two && cmp r/two r/one && test \"$(cat r/copied)\" = hello");
        row("df", "df;df -h;df -i;df -hi;df /proc;-df /nowhere", "test $(grep -c '%Capacity' $OUT) = 5");
        row("get",
            "get one;get two got;get dir/t*;-get dir/*;-get nothing;-get dir;-get broken;-get pipe/x;get -f two synced",
            "cmp r/two l/got && cmp r/two l/synced && cmp r/one l/one && cmp r/dir/three l/three");
        row("get -p", "get -p two;get -p one o2",
            "test $(stat -c %Y l/two) = $(stat -c %Y r/two) && test $(stat -c %a l/o2) = 755");
        row("get -R", "get -R dir;get -Rp dir d2;-get -R nothing",
            "test $(cat l/dir/deep/four) = x && test $(stat -c %Y l/d2/deep) = $(stat -c %Y r/dir/deep)");
        row("get -a, reget",
            "!head -c 1000 ../r/two > two;!printf ab > three;reget two;get -a dir/three;reget -p one;reget -R "
            "dir;-reget two",
            "cmp r/two l/two && cmp r/dir/three l/three && cmp r/one l/one && test -f l/dir/deep/four");
        row("reget of what is longer here", "!printf longer-than-that > one;-reget one",
            "test $(cat l/one) = longer-than-that");
        row("ln", "ln one hard;-ln nothing x;-ln one two;-ln dir x", "test r/one -ef r/hard && test ! -h r/hard");
        row("ln -s, symlink", "ln -s one soft;symlink two soft2;ln -s /abs/x soft3;-symlink one two",
            "test $(readlink r/soft) = one && test $(readlink r/soft2) = two && test $(readlink r/soft3) = /abs/x");
        row("ls", "ls;ls -1;ls -a;ls -f;ls -r;ls dir;ls dlink;ls d*;-ls */*;-ls nothing;ls link one",
            "grep -q 'dir/three' $OUT && grep -q ' [.]hidden ' $OUT");
        row("ls -l", "ls -l;ls -la;ls -l one;ls -l dir;ls -l dlink;ls -l /dev/null",
            "grep -q -- '-rw-r--r-- .* www-data backup     100000 Feb  3  2001 two' $OUT");
        row("ls -n, -h", "ls -n;ls -lh;ls -lna;ls -lnh two", "grep -q ' 100000 ' $OUT && grep -q ' 97.7K ' $OUT");
        row("ls -t, -S, -r", "ls -t;ls -1S;ls -lt;ls -ltr;ls -lSr;ls -1rt;ls -1tS", "grep -q two $OUT");
        row("mkdir", "mkdir new;mkdir new/deep;-mkdir dir;-mkdir a/b/c;-mkdir one", "test -d r/new/deep");
        row("put",
            "put up;put up dir;-put * dir;-put * dir2;put up given;-put nothing;put -f up synced;-put up no/x;-put up "
            "pipe/x",
            "cmp l/up r/up && cmp l/up r/dir/up && cmp l/up r/given && cmp l/up r/synced");
        row("put over what is there", "put up two;put up link", "cmp l/up r/two && cmp l/up r/one && test -h r/link");
        row("put -p", "put -p up;put -p tree/u u2",
            "test $(stat -c %Y r/up) = $(stat -c %Y l/up) && test $(stat -c %a r/u2) = 600");
        row("put -R", "put -R tree;put -Rp tree t2;-put tree",
            "cmp l/tree/sub/t r/tree/sub/t && test $(stat -c %a-%Y r/t2/sub) = 750-$(stat -c %Y l/tree/sub)");
        row("put -a, reput",
            "!printf u > ../r/up;!head -c 100000 ../r/two > big;!head -c 70000 big > ../r/big;reput up;put -a big;"
            "-reput up u2;put -R tree;!printf tail >> tree/sub/t;!printf tail >> tree/u;reput -pR tree;-reput up two",
            "cmp l/up r/up && cmp r/two r/big && cmp l/tree/sub/t r/tree/sub/t && test ! -e r/u2");
        row("rename",
            "rename one uno;rename dir dir2;rename two link;-rename nothing x;-rename dir2 uno;"
            "-rename uno dir2/deep;-rename dir2 dir2/deep/x",
            "test $(cat r/uno) = hello && test ! -e r/one && test -f r/dir2/three && test -f r/link && test ! -h "
            "r/link");
        row("rm", "rm one;rm link;rm broken;rm dir/t*;-rm dir;-rm nothing",
            "test ! -e r/one && test ! -h r/link && test ! -h r/broken && test ! -e r/dir/three && test -d r/dir");
        row("rmdir",
            "rm dir/deep/four;rmdir dir/deep;-rmdir dir;-rmdir one;-rmdir nothing;-rmdir dlink;rm dir/three;rmdir dir",
            "test ! -e r/dir");
        row("on this side",
            "lpwd;lls;lls -l tree;lmkdir ldir;lcd ldir;lpwd;lumask 077;get two;-lcd nowhere;!pwd;progress;help;?",
            "test $(stat -c %a l/ldir/two) = 600 && grep -q '^reput ' $OUT");
        row("bye", "bye;mkdir never", "test ! -e r/never");
        row("exit", "exit;mkdir never", "test ! -e r/never");
        row("quit", "quit;mkdir never", "test ! -e r/never");
        row("the first failure is the last command", "rmdir dir;mkdir never", "test ! -e r/never");
        row("names", "mkdir \"a b\";put up \"a b/c\\\"d\";put up 'x*y';ls \"a b\";rm x\\*y;rename \"a b\" 'q\\r'",
            "test -f 'r/q\\r/c\"d' && test ! -e 'r/x*y'");
    }
    void commands()
    {
        QFETCH(const QString, commands);
        QFETCH(const QString, effect);
        const std::string lines = QString(commands).replace(QLatin1Char(';'), QLatin1Char('\n')).toStdString();
        m_files.write("batch", str("cd ", file("w/r"), '\n', lines, '\n'));
        const SftpEnded model = theirs();
        const SftpEnded ended = ours();
        QCOMPARE(difference(model, ended), std::string());
        m_files.write("printed", ended.printed);
        const Ran check =
            run({"sh", "-c", str("cd ", file("w"), "; OUT=", file("printed"), "; ", effect.toStdString())});
        QVERIFY2(check.ok(), str(check.output, ended.printed, ended.picture).c_str());
    }

    void requestsOfAnySizeAndNumber_data()
    {
        QTest::addColumn<QString>("options");
        for (const char* options : {"-B 1 -R 1", "-B 1000 -R 300", "-B 1000000 -R 2", "-C -p -f"})
            QTest::newRow(options) << QString::fromLatin1(options);
    }
    void requestsOfAnySizeAndNumber()
    {
        QFETCH(const QString, options);
        const char* const name = options.startsWith(QStringLiteral("-B 1 ")) ? "one" : "two";
        m_files.write("batch", str("cd ", file("w/r"), "\nget ", name, " got\nput got again\n"));
        const SftpEnded ended = ours(options.toStdString());
        QVERIFY2(ended.status == 0, ended.printed.c_str());
        QVERIFY(run({"cmp", file("pristine/r/") + name, file("w/r/again")}).ok());
    }

    // scp asks the server where that is.
    void homesAreExpanded()
    {
        const std::string there = str("../", file("w"));
        for (const std::string& from : {str("remote:~/", there, "/r/one"), str("remote:~root/", there, "/r/one")}) {
            const SftpEnded ended = driven(hidden(str("scp -q ", inQuotes(from), " got")));
            QVERIFY2(ended.status == 0, ended.printed.c_str());
            QCOMPARE(readFile(file("w/l/got")), std::string("hello\n"));
        }
        const SftpEnded ended = driven(hidden("scp -q 'remote:~nobodyofthatname/x' got"));
        QVERIFY2(ended.status != 0 && ended.printed.find("No such file") != std::string::npos, ended.printed.c_str());
    }

private:
    std::string file(std::string_view name) const { return m_files.file(name); }

    SftpEnded theirs() { return driven(str("sftp -b ", file("batch"), " -D ", Model)); }
    SftpEnded ours(std::string_view options = {})
    {
        return driven(hidden(str("sftp ", options, " -b ", file("batch"), " remote")));
    }
    // The program's ssh leads to a context where there is no sftp-server.
    static std::string hidden(const std::string& program)
    {
        const std::string script = str("mount --bind /dev/null ", Model, " && exec ", binary("rhizomectl"),
                                       " --ask never fakessh local -- \"$@\"");
        return str("unshare --mount sh -c ", inQuotes(script), " sh ", program);
    }
    std::string difference(const SftpEnded& model, const SftpEnded& ended) const
    {
        const auto write = [this](const char* name, const SftpEnded& one) {
            return m_files.write(name, str(one.printed, one.picture, "status ", one.status, '\n'));
        };
        return run({"diff", write("model", model), write("ours", ended)}).output;
    }
    // In w/l, with everything as it was at first.
    SftpEnded driven(const std::string& command)
    {
        mustRun({"sh", "-c", str("cd ", m_files.path(), " && rm -rf w && cp -a pristine w")});
        const Ran ran = run({"sh", "-c", str("cd ", file("w/l"), " && ", command)}, {}, std::chrono::seconds(60));
        SftpEnded ended{.status = ran.status, .printed = {}, .picture = {}};
        for (std::string_view rest = ran.output; !rest.empty();) {
            const std::string_view line = rest.substr(0, rest.find('\n'));
            rest.remove_prefix(std::min(line.size() + 1, rest.size()));
            ended.printed += str(line.ends_with("%") ? withoutUse(line) : line, '\n');
        }
        ended.picture = mustRun({"sh", "-c", str("cd ", m_files.path(), "\n", Picture)});
        return ended;
    }
    // Of a file system's size, use, space and per cent, what does not change meanwhile.
    static std::string_view withoutUse(std::string_view line)
    {
        const std::size_t number = line.find_first_not_of(' ');
        return line.substr(0, line.find(' ', number));
    }

    TempDir m_files{0755};
};

QTEST_GUILESS_MAIN(SftpClientTest)
#include "sftp_client_test.moc"
