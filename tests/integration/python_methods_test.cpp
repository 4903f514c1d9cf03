// Python contexts by the methods whose programs pass our first stage through a shell, a terminal or a network.
#include "core/connect/libssh/ssh_opener.h"
#include "core/connect/openers/openssh_opener.h"
#include "tests/support/ssh_keys.h"
#include "tests/support/ssh_server.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_master.h"
#include "tests/support/test_user.h"

#include <QTest>

#include <unistd.h>

using namespace rz;
using namespace rz::test;

namespace {

connect::Hop pythonHop(const char* method)
{
    connect::Hop hop{.method = method, .options = {}};
    hop.options.set("python_path", List{{Value("/usr/bin/env"), Value("python3")}});
    return hop;
}

}  // namespace

class PythonMethodsTest : public QObject {
    Q_OBJECT

private:
    // Whose context it is, and what it knows by itself; an error's text when there is none.
    static QString result(TestMaster& master, const connect::Hop& hop)
    {
        const Outcome outcome = master.connect(hop);
        if (!outcome.error().empty())
            return QString::fromStdString(outcome.error() + '\n' + outcome.result().error().details().seen);
        const auto uid = master.context(outcome.result()->id).tryCall(rpc::Call::byName("os.getuid"));
        return uid ? QString::fromStdString(repr(*uid)) : QString::fromStdString(uid.error().text());
    }
    static QString uidOf(const TestUser& user) { return QString::number(user.uid()); }

private slots:
    void initTestCase()
    {
        if (const std::string why = TestUser::unavailable(); !why.empty())
            QSKIP(why.c_str());
        if (::access("/usr/lib/python3/dist-packages/mitogen", R_OK) != 0)
            QSKIP("needs python3-mitogen");
    }
    void anotherUserByRoot_data();
    void anotherUserByRoot();
    void aHostBySsh_data();
    void aHostBySsh();
};

void PythonMethodsTest::anotherUserByRoot_data()
{
    QTest::addColumn<QByteArray>("method");
    for (const char* const method : {"su", "sudo"})
        QTest::newRow(method) << QByteArray(method);
}

void PythonMethodsTest::anotherUserByRoot()
{
    QFETCH(const QByteArray, method);
    const TestUser user;
    TestMaster master;
    connect::Hop hop = pythonHop(method.constData());
    hop.options.set("username", user.name());
    QCOMPARE(result(master, hop), uidOf(user));
}

void PythonMethodsTest::aHostBySsh_data()
{
    QTest::addColumn<bool>("program");
    QTest::newRow("the desktop's own") << false;
    QTest::newRow("the OpenSSH program") << true;
}

void PythonMethodsTest::aHostBySsh()
{
    QFETCH(const bool, program);
    if (const std::string reason = SshServer::unavailable(); !reason.empty())
        QSKIP(reason.c_str());
    ::unsetenv("SSH_AUTH_SOCK");
    const TempDir directory;
    const TestUser user;
    SshServer server;
    const SshKey key = makeSshKey(directory, "key");
    server.authorize(user, key.publicLine);
    writeFile(directory.file("known_hosts"), server.knownHosts());
    TestMaster master;
    const connect::SshSettings settings{.configFile = "none", .knownHostsFile = directory.file("known_hosts")};
    master.connector().addOpener(program ? connect::makeOpensshOpener(master.agents(), settings)
                                         : connect::makeLibsshOpener(settings, master.log("ssh")));
    connect::Hop hop = pythonHop("ssh");
    hop.options.set("hostname", SshServer::host());
    hop.options.set("port", server.port());
    hop.options.set("username", user.name());
    hop.options.set("identity_file", key.path);
    QCOMPARE(result(master, hop), uidOf(user));
    master.connector().disconnect(master.router().getStreams().front()->remoteId());
    QVERIFY(master.until([&user] { return user.processes().empty(); }));
}

QTEST_GUILESS_MAIN(PythonMethodsTest)
#include "python_methods_test.moc"
