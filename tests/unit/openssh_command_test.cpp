#include "core/connect/openers/openssh_command.h"

#include <QTest>

#include <algorithm>
#include <unistd.h>

using namespace rz;
using namespace rz::connect;

namespace {

OpensshConfig webConfig()
{
    return parseOpensshConfig("user alice\nhostname 10.0.0.7\nport 2222\nhashknownhosts yes\n"
                              "userknownhostsfile /home/a/.ssh/known_hosts /home/a/.ssh/known_hosts2\n"
                              "globalknownhostsfile none\n");
}

// "StrictHostKeyChecking=yes" of {"-o", "StrictHostKeyChecking=yes"}.
bool has(const std::vector<std::string>& argv, std::string_view option)
{
    const auto found = std::ranges::find(argv, option);
    return found != argv.end() && found != argv.begin() && *(found - 1) == "-o";
}

}  // namespace

class OpensshCommandTest : public QObject {
    Q_OBJECT

private slots:
    void the_configuration_is_read()
    {
        const OpensshConfig config = webConfig();
        QCOMPARE(config.subject(), std::string("alice@10.0.0.7:2222"));
        QVERIFY(config.hashKnownHosts && !config.hasAlias);
        QCOMPARE(config.userKnownHosts,
                 (std::vector<std::string>{"/home/a/.ssh/known_hosts", "/home/a/.ssh/known_hosts2"}));
        QVERIFY(config.otherKnownHosts.empty());
        QVERIFY(parseOpensshConfig("hostkeyalias web").hasAlias);
        QCOMPARE(parseOpensshConfig("user a\nhostname b").subject(), std::string("a@b"));
        parseOpensshConfig("port\nuser\n\n port x");
    }

    void questions_are_told_apart_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("old");
        QTest::addColumn<int>("about");
        QTest::addColumn<QString>("subject");
        using About = OpensshQuestion::About;
        const auto row = [](const char* name, const char* text, bool old, About about, const char* subject) {
            QTest::newRow(name) << text << old << static_cast<int>(about) << subject;
        };
        row("password", "alice@10.0.0.7's password: ", false, About::Password, "alice@10.0.0.7:2222");
        row("of an old one", "alice@10.0.0.7's password: ", true, About::Password, "alice@10.0.0.7:2222");
        row("of a host on the way", "bob@bastion's password: ", false, About::Password, "bob@bastion");
        row("so says an old one", "bob@bastion's password: ", true, About::Other, "");
        row("pam", "(alice@10.0.0.7) Password: ", false, About::Password, "alice@10.0.0.7:2222");
        row("a code", "(alice@10.0.0.7) One-time code: ", false, About::Other, "");
        row("one for once", "(alice@10.0.0.7) One-time password (OATH) for `alice': ", false, About::Other, "");
        row("passphrase", "Enter passphrase for key '/home/a/.ssh/id': ", false, About::Passphrase, "/home/a/.ssh/id");
        row("without quotes", "Enter passphrase for /home/a/.ssh/id: ", false, About::Passphrase, "/home/a/.ssh/id");
        row("a server's words", "(alice@10.0.0.7) Enter passphrase for key '/home/a/.ssh/id': ", false, About::Other,
            "");
        row("perhaps a server's words", "Enter passphrase for key '/home/a/.ssh/id': ", true, About::Other, "");
        row("another account in a server's words", "(alice@10.0.0.7) bob@bastion's password: ", false, About::Password,
            "alice@10.0.0.7:2222");
        row("nothing", "", false, About::Other, "");
    }

    void questions_are_told_apart()
    {
        QFETCH(QString, text);
        QFETCH(bool, old);
        QFETCH(int, about);
        QFETCH(QString, subject);
        const OpensshQuestion question =
            classifyOpensshQuestion(text.toStdString(), webConfig(), old ? Openssh::Old : Openssh::Current);
        QCOMPARE(static_cast<int>(question.about), about);
        QCOMPARE(question.subject, subject.toStdString());
    }

    void what_is_not_for_a_password_loses_the_account_in_front()
    {
        const OpensshQuestion question =
            classifyOpensshQuestion("(alice@10.0.0.7) One-time code: ", webConfig(), Openssh::Current);
        QCOMPARE(question.text, std::string("One-time code: "));
    }

    void host_keys_are_never_accepted_by_ssh_where_the_person_is_to_be_asked()
    {
        const auto current = opensshHostKeyOptions("ask", Openssh::Current, "/a b/100%/agent");
        QVERIFY(has(current, "StrictHostKeyChecking=yes"));
        QVERIFY(has(current, "KnownHostsCommand=\"/a b/100%%/agent\" known-hosts %I %H %t %K %f"));
        QVERIFY(has(opensshHostKeyOptions("ask", Openssh::Old, "/agent"), "StrictHostKeyChecking=ask"));
        QVERIFY(has(opensshHostKeyOptions("enforce", Openssh::Current, "/agent"), "StrictHostKeyChecking=yes"));
        QVERIFY(has(opensshHostKeyOptions("accept", Openssh::Current, "/agent"), "StrictHostKeyChecking=accept-new"));
        QVERIFY(has(opensshHostKeyOptions("ignore", Openssh::Current, "/agent"), "UserKnownHostsFile=/dev/null"));
    }

    void the_users_configuration_counts_unless_the_hop_says_otherwise()
    {
        Hop hop{.method = "ssh", .options = {}};
        const SshSettings settings{.defaultHostKeys = "accept"};
        OpensshConfig config = webConfig();
        config.strictHostKeyChecking = "ask";
        QCOMPARE(opensshHostKeyPolicy(hop, settings, config), std::string("accept"));
        config.strictHostKeyChecking = "false";
        QCOMPARE(opensshHostKeyPolicy(hop, settings, config), std::string());
        QVERIFY(opensshHostKeyOptions("", Openssh::Current, "/agent").empty());
        hop.options.set("check_host_keys", "enforce");
        QCOMPARE(opensshHostKeyPolicy(hop, settings, config), std::string("enforce"));
        hop.options.set("ssh_args", List{{Value("-oStrictHostKeyChecking=no")}});
        const auto argv = opensshOptions(hop, settings, Openssh::Current, {"-o", "StrictHostKeyChecking=yes"});
        const auto position = [&argv](std::string_view word) { return std::ranges::find(argv, word) - argv.begin(); };
        QVERIFY(position("StrictHostKeyChecking=yes") < position("-oStrictHostKeyChecking=no"));
    }

    void hosts_on_the_way_are_configured_by_a_file_that_includes_the_users_own_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("begin");
        const auto row = [](const char* name, const QStringList& arguments, const QString& begin) {
            QTest::newRow(name) << arguments << begin;
        };
        row("usual", {"-v"}, "Include ~/.ssh/config\nInclude /etc/ssh/ssh_config\n");
        row("none", {"-F", "none"}, "");
        row("one", {"-F", "/etc/my config"}, "Include \"/etc/my config\"\n");
        row("in one word", {"-F/etc/mine"}, "Include \"/etc/mine\"\n");
        row("the last", {"-F", "none", "-F", "/etc/mine"}, "Include \"/etc/mine\"\n");
        row("relative", {"-F", "mine"}, QStringLiteral("Include \"/proc/%1/cwd/mine\"\n").arg(::getpid()));
        row("a pattern", {"-F", "/etc/*"}, "impossible");
        row("a quote", {"-F", "/etc/\""}, "impossible");
    }

    void hosts_on_the_way_are_configured_by_a_file_that_includes_the_users_own()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, begin);
        Hop hop{.method = "ssh", .options = {}};
        List list;
        for (const QString& argument : arguments)
            list.items.emplace_back(argument.toStdString());
        hop.options.set("ssh_args", std::move(list));
        const std::string text =
            opensshJumpConfig(hop, {}, opensshHostKeyOptions("ask", Openssh::Current, "/proc/1/exe"));
        if (begin == QStringLiteral("impossible")) {
            QVERIFY(text.empty());
            return;
        }
        QCOMPARE(text, begin.toStdString() + "StrictHostKeyChecking=yes\n"
                                             "KnownHostsCommand=\"/proc/1/exe\" known-hosts %I %H %t %K %f %n %p\n");
    }

    void the_users_own_arguments_come_first_and_no_secret_is_among_them()
    {
        Hop hop{.method = "ssh", .options = {}};
        hop.options.set("hostname", "web1");
        hop.options.set("username", "alice");
        hop.options.set("port", 2222);
        hop.options.set("password", Secret("tell nobody"));
        hop.options.set("ssh_args", List{{Value("-oCompression=yes")}});
        const auto argv = opensshOptions(hop, {.configFile = "none", .knownHostsFile = "/k"}, Openssh::Current);
        QCOMPARE(argv.front(), std::string("ssh"));
        const auto position = [&argv](std::string_view word) { return std::ranges::find(argv, word) - argv.begin(); };
        QVERIFY(position("-oCompression=yes") < position("Compression=no"));
        QVERIFY(has(argv, "IdentitiesOnly=yes") && has(argv, "UserKnownHostsFile=/k"));
        for (const std::string& word : argv)
            QVERIFY(word.find("tell nobody") == std::string::npos);
    }
};

QTEST_APPLESS_MAIN(OpensshCommandTest)
#include "openssh_command_test.moc"
