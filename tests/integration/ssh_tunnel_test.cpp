// Contexts by the desktop's own ssh through another context, which only carries the bytes: the key, the known hosts and every
// question stay on the desktop. Against a real sshd.

#include "core/base/str.h"
#include "core/connect/libssh/ssh_opener.h"
#include "tests/support/fixed_prompts.h"
#include "tests/support/leak_check.h"
#include "tests/support/local_as.h"
#include "tests/support/ssh_server.h"
#include "tests/support/test_master.h"

#include <QTest>

#include <algorithm>
#include <csignal>
#include <dirent.h>
#include <map>
#include <optional>

using namespace rz;
using namespace rz::connect;
using namespace rz::test;

namespace {

constexpr std::size_t Piece = 4 * 1024 * 1024;
constexpr int Pieces = 24;
constexpr Duration CallPatience = std::chrono::seconds(60);
// Far less than what is sent; an idle agent needs a few of it.
constexpr std::size_t CarrierLimit = 24 * 1024 * 1024;

struct TunnelAttempt {
    Outcome outcome;
    Connector::Handle handle;
};

std::int64_t whole(const Value& value)
{
    return *value.as<std::int64_t>();
}

// The most memory that a process ever had, in bytes.
std::size_t peakMemory(std::int64_t pid)
{
    const std::string status = readFile(str("/proc/", pid, "/status"));
    const std::size_t at = status.find("VmHWM:");
    return at == std::string::npos ? 0 : std::stoul(status.substr(at + 6)) * 1024;
}

// Its TCP connections: the sockets among its descriptors that stand in its table of them.
std::size_t tcpConnections(std::int64_t pid)
{
    const std::string table = readFile(str("/proc/", pid, "/net/tcp"));
    const std::string folder = str("/proc/", pid, "/fd");
    std::size_t count = 0;
    DIR* const open = ::opendir(folder.c_str());
    while (const dirent* entry = open == nullptr ? nullptr : ::readdir(open)) {
        char target[64] = {};
        if (::readlink(str(folder, '/', entry->d_name).c_str(), target, sizeof target - 1) <= 0)
            continue;
        const std::string_view link(target);
        if (link.starts_with("socket:[") && table.find(link.substr(8, link.size() - 9)) != std::string::npos)
            ++count;
    }
    if (open != nullptr)
        ::closedir(open);
    return count;
}

class TunnelFixture {
public:
    TunnelFixture()
    {
        ::unsetenv("SSH_AUTH_SOCK");
        server.authorize(user, key.publicLine);
        writeFile(knownHosts, server.knownHosts());
        master.connector().addOpener(
            makeLibsshOpener({.configFile = config, .knownHostsFile = knownHosts}, master.log("ssh")));
        // Somebody who cannot read the key.
        master.connector().addOpener(std::make_unique<LocalAs>(stranger.name()));
        carrier = master.local();
        carrierPid = whole(call(carrier, "os.getpid"));
    }

    Hop hop() const
    {
        Hop made{.method = "ssh", .options = {}};
        made.options.set("hostname", SshServer::host());
        made.options.set("port", server.port());
        made.options.set("username", user.name());
        made.options.set("tunnel", true);
        return made;
    }
    Hop withKey() const
    {
        Hop made = hop();
        made.options.set("identity_file", key.path);
        return made;
    }
    Outcome connect(const Hop& to) { return master.connect(to, carrier); }
    std::unique_ptr<TunnelAttempt> begin(const Hop& to)
    {
        auto attempt = std::make_unique<TunnelAttempt>();
        attempt->handle = master.connector().connect(to, carrier, attempt->outcome);
        return attempt;
    }
    Value call(ContextId id, std::string_view name, std::vector<Value> args = {})
    {
        return master.context(id).call(name, std::move(args), {}, CallPatience);
    }
    void killCarrier() const { ::kill(static_cast<pid_t>(carrierPid), SIGKILL); }
    bool has(ContextId id) { return master.router().findRoute(id).has_value(); }

    TempDir directory;
    TestUser user;
    TestUser stranger;
    SshServer server;
    SshKey key = makeSshKey(directory, "key");
    std::string knownHosts = directory.file("known_hosts");
    std::string config = directory.write("config", "");
    FixedPrompts prompts;
    TestMaster master{&prompts};
    ContextId carrier{};
    std::int64_t carrierPid = 0;
};

// All that is known of a failure.
std::string tunnelDetails(const Outcome& outcome)
{
    if (!outcome.done() || outcome.error().empty())
        return outcome.error();
    const ErrorDetails& known = outcome.result().error().details();
    return str(outcome.error(), "\nhop ", known.hop, "\nstep ", known.step, "\nseen ", known.seen, "\ncause ",
               known.cause, "\nfix ", known.fix);
}

}  // namespace

class SshTunnelTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string reason = SshServer::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
    }

    void the_key_stays_where_only_the_desktop_can_read_it()
    {
        TunnelFixture f;
        const Result<Value> read =
            f.master.context(f.carrier).tryCall(rpc::Call::byName("fs.read", {Value(f.key.path)}), CallPatience);
        QVERIFY(!read);
        const Outcome outcome = f.connect(f.withKey());
        QVERIFY2(outcome.error().empty(), tunnelDetails(outcome).c_str());
        QCOMPARE(whole(f.call(outcome.result()->id, "os.getuid")), std::int64_t{f.user.uid()});
        QVERIFY(f.server.log().find("Accepted publickey") != std::string::npos);
        QVERIFY(f.prompts.asked().empty());
    }

    void it_is_the_carrier_that_connects()
    {
        TunnelFixture f;
        QCOMPARE(tcpConnections(f.carrierPid), std::size_t{0});
        const Outcome outcome = f.connect(f.withKey());
        QVERIFY2(outcome.error().empty(), tunnelDetails(outcome).c_str());
        QCOMPARE(tcpConnections(f.carrierPid), std::size_t{1});
        // But the context is the desktop's own child.
        QVERIFY(f.master.router().findRoute(outcome.result()->id)->nextHop == outcome.result()->id);
        const Value identity = f.call(outcome.result()->id, "rhizome.identity");
        QCOMPARE(*identity.find("parentIds"), Value(List{{Value(0)}}));
    }

    void the_story_names_who_resolves_and_connects()
    {
        TunnelFixture f;
        Hop to = f.withKey();
        to.options.set("hostname", "localhost");
        to.options.set("check_host_keys", "ignore");
        const Outcome outcome = f.connect(to);
        QVERIFY2(outcome.error().empty(), tunnelDetails(outcome).c_str());
        const std::vector<std::string> steps = outcome.stepNames();
        const std::vector<std::string> wanted{
            "read configuration", "resolve through local", "connect through local", "key exchange",
            "host key",           "authentication",        "open session"};
        QVERIFY2(std::ranges::search(steps, wanted).begin() == steps.begin(), steps.front().c_str());
        QVERIFY(outcome.story().steps[2].note == str("port ", f.server.port()));
    }

    void the_configuration_says_who_but_not_by_which_way()
    {
        TunnelFixture f;
        writeFile(f.config, str("Host inner\n  HostName 127.0.0.1\n  Port ", f.server.port(), "\n  User ",
                                f.user.name(), "\n  IdentityFile ", f.key.path, "\n  ProxyCommand false\n"));
        Hop to{.method = "ssh", .options = {}};
        to.options.set("hostname", "inner");
        to.options.set("tunnel", true);
        const Outcome outcome = f.connect(to);
        QVERIFY2(outcome.error().empty(), tunnelDetails(outcome).c_str());
    }

    void an_ssh_context_carries_another_one()
    {
        TunnelFixture f;
        SshServer outer;
        const SshKey outerKey = makeSshKey(f.directory, "outer");
        outer.authorize(f.stranger, outerKey.publicLine);
        writeFile(f.knownHosts, readFile(f.knownHosts) + outer.knownHosts());
        Hop first{.method = "ssh", .options = {}};
        first.options.set("hostname", SshServer::host());
        first.options.set("port", outer.port());
        first.options.set("username", f.stranger.name());
        first.options.set("identity_file", outerKey.path);
        const Outcome via = f.master.connect(first);
        QVERIFY2(via.error().empty(), tunnelDetails(via).c_str());

        const Outcome outcome = f.master.connect(f.withKey(), via.result()->id);
        QVERIFY2(outcome.error().empty(), tunnelDetails(outcome).c_str());
        QCOMPARE(whole(f.call(outcome.result()->id, "os.getuid")), std::int64_t{f.user.uid()});
        // And what is behind it is reached as ever.
        const ContextId below = f.master.connect({.method = "fork", .options = {}}, outcome.result()->id).result()->id;
        QCOMPARE(whole(f.call(below, "os.getuid")), std::int64_t{f.user.uid()});
    }

    void an_unknown_host_key_is_asked_about_as_if_the_way_were_direct()
    {
        TunnelFixture f;
        writeFile(f.knownHosts, "");
        f.prompts.answerHostKeys(PromptAnswer::Decision::AcceptAndRemember);
        const Outcome outcome = f.connect(f.withKey());
        QVERIFY2(outcome.error().empty(), tunnelDetails(outcome).c_str());
        const auto asked = f.prompts.asked();
        QCOMPARE(asked.size(), std::size_t{1});
        QCOMPARE(asked[0].prompt.hostKey->host, f.server.knownName());
        QCOMPARE(asked[0].prompt.path, (std::vector<std::string>{"local", f.withKey().label()}));
        QVERIFY(readFile(f.knownHosts).find(f.server.knownName()) != std::string::npos);
    }

    void a_wrong_host_key_is_refused()
    {
        TunnelFixture f;
        f.server.changeHostKeys();
        f.server.restart();
        Hop to = f.withKey();
        to.options.set("check_host_keys", "enforce");
        const Outcome outcome = f.connect(to);
        QVERIFY2(outcome.error().starts_with("HostKeyError: "), tunnelDetails(outcome).c_str());
        QCOMPARE(outcome.result().error().details().step, std::string("host key"));
    }

    void a_password_is_asked_on_the_desktop()
    {
        TunnelFixture f;
        f.prompts.answer(PromptKind::Password, {"wrong", f.user.password()});
        const Outcome outcome = f.connect(f.hop());
        QVERIFY2(outcome.error().empty(), tunnelDetails(outcome).c_str());
        const auto asked = f.prompts.asked();
        QCOMPARE(asked.size(), std::size_t{2});
        QCOMPARE(asked[0].prompt.path, (std::vector<std::string>{"local", f.hop().label()}));
        QCOMPARE(asked[0].prompt.subject, str(f.user.name(), "@127.0.0.1:", f.server.port()));
        QCOMPARE(asked[0].accepted, std::optional(false));
        QCOMPARE(asked[1].accepted, std::optional(true));
    }

    void a_refused_password_is_no_broken_tunnel()
    {
        TunnelFixture f;
        Hop to = f.hop();
        to.options.set("password", Secret("wrong"));
        const Outcome outcome = f.connect(to);
        QVERIFY2(outcome.error().starts_with("PasswordError: "), tunnelDetails(outcome).c_str());
    }

    void a_refused_port_is_told_with_who_tried()
    {
        TunnelFixture f;
        f.server.stop();
        const Outcome outcome = f.connect(f.withKey());
        QCOMPARE(outcome.error(),
                 str("StreamError: local cannot connect to 127.0.0.1 port ", f.server.port(), ": Connection refused"));
        const ErrorDetails& known = outcome.result().error().details();
        QCOMPARE(known.step, std::string("connect through local"));
        QCOMPARE(known.hop, f.withKey().label());
        QVERIFY2(!known.cause.empty() && !known.fix.empty(), tunnelDetails(outcome).c_str());
    }

    void an_unknown_name_is_told_with_who_looked()
    {
        TunnelFixture f;
        Hop to = f.withKey();
        to.options.set("hostname", "no-such-host.invalid");
        const Outcome outcome = f.connect(to);
        QVERIFY2(
            outcome.error().starts_with("StreamError: local cannot find the address of no-such-host.invalid: getent "),
            tunnelDetails(outcome).c_str());
        const ErrorDetails& known = outcome.result().error().details();
        QCOMPARE(known.step, std::string("resolve through local"));
        QVERIFY2(known.cause.find("as seen from local") != std::string::npos, known.cause.c_str());
    }

    void a_tunnel_needs_a_context_to_go_through()
    {
        TunnelFixture f;
        const Outcome outcome = f.master.connect(f.withKey());
        QVERIFY2(outcome.error().starts_with("ArgumentError: ssh: option tunnel needs a hop before it"),
                 tunnelDetails(outcome).c_str());
    }

    void the_program_of_ssh_is_not_for_a_tunnel()
    {
        TunnelFixture f;
        Hop to = f.withKey();
        to.options.set("ssh_path", "ssh");
        const Outcome outcome = f.connect(to);
        QCOMPARE(outcome.error(), std::string("ArgumentError: ssh: option tunnel cannot be combined with ssh_path"));
    }

    void a_carrier_killed_meanwhile_is_the_reason()
    {
        TunnelFixture f;
        f.prompts.holdUnanswered();
        const auto attempt = f.begin(f.hop());
        QVERIFY(f.master.until([&] { return f.prompts.waiting().size() == 1; }));
        f.killCarrier();
        QVERIFY(f.master.until([&] { return attempt->outcome.done(); }));
        QVERIFY(f.prompts.waiting().empty());
        QVERIFY2(attempt->outcome.error().find("the tunnel through local broke off: ") != std::string::npos,
                 tunnelDetails(attempt->outcome).c_str());
    }

    void a_lost_carrier_takes_the_context_with_it_and_is_named()
    {
        TunnelFixture f;
        const Outcome outcome = f.connect(f.withKey());
        QVERIFY2(outcome.error().empty(), tunnelDetails(outcome).c_str());
        const ContextId id = outcome.result()->id;
        std::optional<Result<Value>> result;
        const rpc::PendingCall pending =
            f.master.context(id).callAsync(rpc::Call::byName("proc.run", {Value(List{{"sleep", "1000"}})}),
                                           [&result](Result<Value> given) { result = std::move(given); });
        QVERIFY(f.master.until([&] { return f.user.processes().size() > 1; }));

        f.killCarrier();

        QVERIFY(f.master.until([&] { return result.has_value() && !f.has(id) && !f.has(f.carrier); }));
        QVERIFY(!*result && result->error().kind() == ErrorKind::Channel);
        QVERIFY2(result->error().text().find("the tunnel through local broke off: ") != std::string::npos,
                 result->error().text().c_str());
        QVERIFY(f.master.until([&] { return f.user.processes().empty(); }));
    }

    void much_goes_both_ways_and_the_carrier_keeps_nothing()
    {
        TunnelFixture f;
        const Outcome outcome = f.connect(f.withKey());
        QVERIFY2(outcome.error().empty(), tunnelDetails(outcome).c_str());
        const rpc::Context context = f.master.context(outcome.result()->id);
        const Bytes piece(std::string(Piece, 'x'));
        int echoed = 0;
        std::vector<rpc::PendingCall> calls;
        for (int i = 0; i < Pieces; ++i)
            calls.push_back(context.callAsync(rpc::Call::byName("rhizome.echo", {Value(piece)}),
                                              [&](Result<Value> back) { echoed += back && *back == Value(piece); }));
        QVERIFY(f.master.until([&] { return echoed == Pieces; }, std::chrono::seconds(120)));
        QVERIFY2(peakMemory(f.carrierPid) < CarrierLimit, str(peakMemory(f.carrierPid)).c_str());
    }

    void a_far_end_that_takes_nothing_leaves_the_bytes_on_the_desktop()
    {
        TunnelFixture f;
        const Outcome outcome = f.connect(f.withKey());
        QVERIFY2(outcome.error().empty(), tunnelDetails(outcome).c_str());
        const rpc::Context context = f.master.context(outcome.result()->id);
        const Bytes piece(std::string(Piece, 'x'));
        f.user.signalProcesses(SIGSTOP);
        int sizes = 0;
        std::vector<rpc::PendingCall> calls;
        for (int i = 0; i < Pieces; ++i)
            calls.push_back(context.callAsync(rpc::Call::byName("rhizome.size", {Value(piece)}),
                                              [&](Result<Value> size) { sizes += size && *size == Value(Piece); }));
        // The carrier answers as ever meanwhile.
        for (int i = 0; i < 50; ++i)
            f.call(f.carrier, "os.getpid");
        QVERIFY(!f.master.until([&] { return sizes > 0; }, std::chrono::seconds(2)));
        QVERIFY2(peakMemory(f.carrierPid) < CarrierLimit, str(peakMemory(f.carrierPid)).c_str());
        f.user.signalProcesses(SIGCONT);
        QVERIFY(f.master.until([&] { return sizes == Pieces; }, std::chrono::seconds(120)));
    }

    // The tunnel goes on only by what its carrier sends, behind which more and more is that cannot be taken yet.
    void a_carrier_may_flood_the_context_behind_its_own_tunnel()
    {
        TunnelFixture f;
        const Outcome outcome = f.connect(f.withKey());
        QVERIFY2(outcome.error().empty(), tunnelDetails(outcome).c_str());
        const ContextId id = outcome.result()->id;
        f.user.signalProcesses(SIGSTOP);
        Dict kwargs;
        kwargs.set("output", SenderRef{id, Handle{4000}});
        std::optional<Result<Value>> sent;
        const rpc::PendingCall pending = f.master.context(f.carrier).callAsync(
            rpc::Call::byName("proc.run", {Value(List{{"head", "-c", str(Pieces * Piece), "/dev/zero"}})},
                              std::move(kwargs)),
            [&sent](Result<Value> end) { sent = std::move(end); });
        QVERIFY(f.master.until([&] { return f.master.router().congested(id); }));
        for (int i = 0; i < 50; ++i)
            f.call(f.carrier, "os.getpid");
        f.user.signalProcesses(SIGCONT);
        QVERIFY(f.master.until([&] { return sent.has_value(); }, CallPatience));
        QVERIFY2(sent->has_value(), sent->has_value() ? "" : sent->error().text().c_str());
        QCOMPARE(whole(f.call(id, "os.getuid")), std::int64_t{f.user.uid()});
    }

    void nothing_is_left_when_it_is_disconnected()
    {
        TunnelFixture f;
        const LeakCheck leaks({f.user.home()}, {f.user.uid()});
        const Outcome outcome = f.connect(f.withKey());
        QVERIFY2(outcome.error().empty(), tunnelDetails(outcome).c_str());
        const ContextId id = outcome.result()->id;
        f.master.connector().disconnect(id);
        QVERIFY(f.master.until([&] { return !f.has(id); }));
        QVERIFY(f.has(f.carrier));
        QVERIFY(f.master.until([&] { return tcpConnections(f.carrierPid) == 0; }));
        f.master.until([&] { return leaks.leaks(Duration::zero()).empty(); }, std::chrono::seconds(10));
        QVERIFY2(leaks.leaks(Duration::zero()).empty(), leaks.leaks(Duration::zero()).c_str());
    }

    void a_cancelled_connection_closes_the_socket_there()
    {
        TunnelFixture f;
        const LeakCheck leaks({}, {f.user.uid()});
        f.prompts.holdUnanswered();
        auto attempt = f.begin(f.hop());
        QVERIFY(f.master.until([&] { return f.prompts.waiting().size() == 1; }));
        attempt->handle.reset();
        QVERIFY(f.master.until([&] { return attempt->outcome.done(); }));
        QVERIFY(attempt->outcome.error().starts_with("CancelledError: "));
        QVERIFY(f.master.until([&] { return tcpConnections(f.carrierPid) == 0; }));
        f.master.until([&] { return leaks.leaks(Duration::zero()).empty(); }, std::chrono::seconds(10));
        QVERIFY2(leaks.leaks(Duration::zero()).empty(), leaks.leaks(Duration::zero()).c_str());
    }
};

QTEST_GUILESS_MAIN(SshTunnelTest)
#include "ssh_tunnel_test.moc"
