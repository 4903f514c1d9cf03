#include "tests/bench/bench.h"
#include "tests/bench/limit.h"
#include "tests/support/ssh_keys.h"
#include "tests/support/ssh_server.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_master.h"
#include "tests/support/test_user.h"

#include "core/connect/libssh/ssh_opener.h"

#include <libssh/libssh.h>

#include <cstdio>
#include <stdexcept>

namespace rz::bench {

namespace {

// One account on one server, let in by key.
struct Target {
    test::TempDir directory;
    test::TestUser user;
    test::SshServer server;
    test::SshKey key = test::makeSshKey(directory, "id_bench");

    Target() { server.authorize(user, key.publicLine); }
};

double sshContext(const Target& target)
{
    test::TestMaster master(nullptr, LogLevel::Warning);
    master.connector().addOpener(connect::makeLibsshOpener({.configFile = "none"}, master.log("ssh")));
    connect::Hop hop{.method = "ssh", .options = {}};
    hop.options.set("hostname", test::SshServer::host());
    hop.options.set("port", std::int64_t{target.server.port()});
    hop.options.set("username", target.user.name());
    hop.options.set("identity_file", target.key.path);
    hop.options.set("check_host_keys", "ignore");
    const double begin = secondsNow();
    const test::Outcome outcome = master.connect(hop);
    if (!outcome.error().empty())
        throw std::runtime_error(outcome.error());
    master.context(outcome.result()->id).call("os.getpid");
    return (secondsNow() - begin) * 1e3;
}

void must(int outcome, ssh_session session)
{
    if (outcome != SSH_OK)
        throw std::runtime_error(ssh_get_error(session));
}

// What an ssh context cannot do without: connect, publickey, one program run to its first byte.
double bareLibssh(const Target& target)
{
    const double begin = secondsNow();
    ssh_session session = ssh_new();
    unsigned port = target.server.port();
    int never = 0;
    ssh_options_set(session, SSH_OPTIONS_HOST, test::SshServer::host().c_str());
    ssh_options_set(session, SSH_OPTIONS_PORT, &port);
    ssh_options_set(session, SSH_OPTIONS_USER, target.user.name().c_str());
    ssh_options_set(session, SSH_OPTIONS_PROCESS_CONFIG, &never);
    must(ssh_connect(session), session);
    ssh_key key = nullptr;
    must(ssh_pki_import_privkey_file(target.key.path.c_str(), nullptr, nullptr, nullptr, &key), session);
    must(ssh_userauth_publickey(session, nullptr, key), session);
    ssh_channel channel = ssh_channel_new(session);
    must(ssh_channel_open_session(channel), session);
    must(ssh_channel_request_exec(channel, "echo x"), session);
    char byte = 0;
    if (ssh_channel_read(channel, &byte, 1, 0) != 1)
        throw std::runtime_error("the program printed nothing");
    const double took = (secondsNow() - begin) * 1e3;
    ssh_channel_free(channel);
    ssh_key_free(key);
    ssh_disconnect(session);
    ssh_free(session);
    return took;
}

}  // namespace

std::vector<Row> measureSsh(Bench& bench)
{
    Row row{.number = 3,
            .work = "ssh context over loopback, to first result",
            .unit = "ms",
            .target = "≤ 1.2 × bare libssh"};
    if (const std::string why = test::SshServer::unavailable(); !why.empty()) {
        row.note = "not measured: " + why;
        return {std::move(row)};
    }
    const Target target;
    const std::vector<std::string> arguments{std::to_string(target.server.port()), target.user.name(), target.key.path};
    bench.measure(row, {.ours = [&target] { return sshContext(target); },
                        .mitogen = {{.name = "ssh", .arguments = arguments}},
                        .limit = [&target] { return bareLibssh(target); }});
    return {std::move(row)};
}

}  // namespace rz::bench
