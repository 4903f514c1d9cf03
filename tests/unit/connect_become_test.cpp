// What the methods that become another user make of their options.
#include "core/base/str.h"
#include "core/connect/hop_options.h"
#include "core/connect/methods/methods.h"
#include "core/connect/methods/sudo_arguments.h"
#include "core/io/own_account.h"

#include <QTest>

using namespace rz;
using namespace rz::connect;

namespace {

std::vector<std::string> words(const QString& text)
{
    std::vector<std::string> list;
    for (const QString& word : text.split(' ', Qt::SkipEmptyParts))
        list.push_back(word.toStdString());
    return list;
}

const std::vector<std::string> Command{"sh", "-c", "first stage"};

}  // namespace

class ConnectBecomeTest : public QObject {
    Q_OBJECT

private slots:
    void sudos_own_options_are_read_data()
    {
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<QString>("user");
        QTest::addColumn<bool>("setHome");
        QTest::addColumn<QString>("further");
        QTest::newRow("none") << "" << "" << false << "";
        QTest::newRow("letters together") << "-HE" << "" << true << "--preserve-env";
        QTest::newRow("a value after its letter") << "-u bob -g staff" << "bob" << false << "--group=staff";
        QTest::newRow("a value at its letter") << "-Hubob" << "bob" << true << "";
        QTest::newRow("a value after its name") << "--user bob --role r" << "bob" << false << "--role=r";
        QTest::newRow("a value at its name") << "--user=bob --type=t" << "bob" << false << "--type=t";
        QTest::newRow("a value that may be missing")
            << "--preserve-env=A,B -E" << "" << false << "--preserve-env=A,B --preserve-env";
        QTest::newRow("without meaning here") << "-S -n -p what? -A --stdin" << "" << false << "";
        QTest::newRow("login") << "-i -P -k" << "" << true << "--preserve-groups --reset-timestamp";
    }
    void sudos_own_options_are_read()
    {
        QFETCH(QString, arguments);
        QFETCH(QString, user);
        QFETCH(bool, setHome);
        QFETCH(QString, further);
        const auto parsed = parseSudoArguments(words(arguments));
        QVERIFY2(parsed.has_value(), parsed ? "" : parsed.error().text().c_str());
        QCOMPARE(parsed->username, user.toStdString());
        QCOMPARE(parsed->setHome, setHome);
        QCOMPARE(parsed->further, words(further));
    }

    void an_option_without_meaning_is_named_data()
    {
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<QString>("named");
        QTest::newRow("letter") << "-b" << "-b";
        QTest::newRow("among others") << "-Hb" << "-b";
        QTest::newRow("name") << "--background" << "--background";
        QTest::newRow("a value for none") << "--login=yes" << "--login=yes";
        QTest::newRow("a command") << "-H ls" << "ls";
        QTest::newRow("an end") << "--" << "--";
        QTest::newRow("a dash") << "-" << "-";
        QTest::newRow("no value") << "-H -u" << "give -u a value";
        QTest::newRow("no long value") << "--user" << "give --user a value";
    }
    void an_option_without_meaning_is_named()
    {
        QFETCH(QString, arguments);
        QFETCH(QString, named);
        const auto parsed = parseSudoArguments(words(arguments));
        QVERIFY(!parsed);
        QVERIFY(parsed.error().kind() == ErrorKind::Stream);
        QVERIFY2(parsed.error().text().contains(named.toStdString()), parsed.error().text().c_str());
    }

    void only_known_accounts_are_asked_for()
    {
        Hop hop{.method = "sudo", .options = {}};
        hop.options.set("username", "bob");
        const ProgramStart start = SudoMethod.start(hop, Command).value();
        const std::string own = io::ownAccount().name;
        QCOMPARE(start.accountOf("[rhizome] password of x for x: ", 1).value(), own);
        QCOMPARE(start.accountOf("[rhizome] password of bob for x: ", 1).value(), std::string("bob"));
        QCOMPARE(start.accountOf("[rhizome] password of root for x: ", 1).value(), std::string("root"));
        QVERIFY(!start.accountOf("[rhizome] password of eve for x: ", 1));
        QVERIFY(!start.accountOf("[rhizome] password of bob", 1));
        QVERIFY(!start.accountOf("[rhizome] password of ", 1));
        QVERIFY(!start.accountOf("Password: ", 1));
        QVERIFY(!start.accountOf("", 1));
    }

    void the_user_is_root_unless_told()
    {
        for (const char* method : {"sudo", "su", "doas"}) {
            const Hop hop{.method = method, .options = {}};
            QCOMPARE(hop.label(), str(method, " root"));
            QCOMPARE(targetOption(hop), std::string("root"));
        }
        QCOMPARE(SuMethod.start({.method = "su", .options = {}}, Command)->argv[1], std::string("root"));
    }

    void accounts_are_found_by_number()
    {
        constexpr std::string_view Passwd =
            "root:x:0:0:root:/root:/bin/sh\nbroken\n:x:7:7::\nalice:x:1000:1000:A:/home/alice\n"
            "bob:x:100:1000";
        QCOMPARE(io::accountIn(Passwd, 0).value().name, std::string("root"));
        QCOMPARE(io::accountIn(Passwd, 1000).value().name, std::string("alice"));
        QCOMPARE(io::accountIn(Passwd, 100).value().name, std::string("bob"));
        QVERIFY(!io::accountIn(Passwd, 7));
        QVERIFY(!io::accountIn(Passwd, 10));
        QVERIFY(!io::accountIn({}, 0));
    }
};

QTEST_GUILESS_MAIN(ConnectBecomeTest)
#include "connect_become_test.moc"
