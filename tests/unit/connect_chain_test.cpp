#include "core/connect/method.h"

#include <QTest>

using namespace rz;
using connect::Chain;
using connect::Hop;
using connect::parseChain;

namespace {

QString errorOf(const char* text)
{
    const auto chain = parseChain(text);
    return chain ? QString() : QString::fromStdString(chain.error().text());
}

}  // namespace

class ConnectChainTest : public QObject {
    Q_OBJECT

    static QString known()
    {
        QByteArrayList names;
        for (const connect::MethodDescription* method : connect::methods())
            names << QByteArray(method->name.data(), static_cast<qsizetype>(method->name.size()));
        return QString::fromUtf8(names.join(", "));
    }

private slots:
    void a_host_with_user_and_port_fills_three_options()
    {
        const auto chain = parseChain("ssh:alice@web1:2222|local");
        QVERIFY(chain);
        QCOMPARE(chain->size(), 2u);
        QCOMPARE(*chain->front().options.find("hostname")->as<std::string>(), std::string("web1"));
        QCOMPARE(*chain->front().options.find("username")->as<std::string>(), std::string("alice"));
        QCOMPARE(*chain->front().options.find("port")->as<std::int64_t>(), std::int64_t{2222});
        QCOMPARE(chain->back().method, std::string("local"));
    }

    void what_is_parsed_is_written_the_same_way_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("local") << QByteArray("local");
        QTest::newRow("user and port") << QByteArray("ssh:alice@web1:2222|local");
        QTest::newRow("address") << QByteArray("ssh:root@[fe80::1]:22");
        QTest::newRow("quoted user") << QByteArray("ssh:\"DOMAIN\\\\al ice\"@web1");
        QTest::newRow("options") << QByteArray("ssh:web1{identity_file=\"/a b/key\",check_host_keys=enforce}|local");
        QTest::newRow("tunnel") << QByteArray("ssh:web1|ssh:web2{tunnel=true}");
        QTest::newRow("no tunnel from the desktop") << QByteArray("ssh:web1{tunnel=false}");
        QTest::newRow("flag and number") << QByteArray("local{connect_timeout=5,debug=true}");
        QTest::newRow("quotation marks") << QByteArray("ssh:web1{identity_file=\"a\\\"b\"}");
    }

    void what_is_parsed_is_written_the_same_way()
    {
        QFETCH(QByteArray, text);
        const auto chain = parseChain(text.toStdString());
        QVERIFY2(chain, chain ? "" : chain.error().text().c_str());
        QCOMPARE(QByteArray::fromStdString(connect::toString(*chain)), text);
        QVERIFY(*parseChain(connect::toString(*chain)) == *chain);
    }

    void white_space_around_the_bar_is_ignored()
    {
        QCOMPARE(connect::toString(*parseChain(" local |\tssh:web1 ")), std::string("local|ssh:web1"));
    }

    void errors_name_the_column_and_what_was_expected_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("error");
        QTest::newRow("empty") << QByteArray("") << "column 1: expected a connection method, found the end";
        QTest::newRow("nothing after the bar")
            << QByteArray("local|") << "column 7: expected a connection method, found the end";
        QTest::newRow("unknown method") << QByteArray("local|telnet:x")
                                        << QStringLiteral(
                                               "column 7: there is no connection method \"telnet\"; known are ") +
                                               known();
        QTest::newRow("target of local") << QByteArray("local:x") << "column 6: local takes nothing after \":\"";
        QTest::newRow("port is text") << QByteArray("ssh:web1:http") << "column 10: \"http\" is not a number";
        QTest::newRow("port too large") << QByteArray("ssh:web1:70000")
                                        << "column 1: ssh: option port must be between 1 and 65535";
        QTest::newRow("open quotation") << QByteArray("ssh:\"web1")
                                        << "column 5: the quotation that begins here has no end";
        QTest::newRow("open brace") << QByteArray("local{debug=true")
                                    << "column 17: expected \",\" or \"}\", found the end";
        QTest::newRow("no such option") << QByteArray("local{color=red}") << "column 7: local has no option color";
        QTest::newRow("bad choice")
            << QByteArray("ssh:a{check_host_keys=maybe}")
            << "column 1: ssh: option check_host_keys is \"maybe\"; it must be one of: ask, enforce, accept, ignore";
        QTest::newRow("secret") << QByteArray("ssh:a{password=x}") << "column 7: password cannot be written in a chain";
        QTest::newRow("no host") << QByteArray("ssh") << "column 1: ssh needs hostname";
        QTest::newRow("tunnel from the desktop")
            << QByteArray("ssh:a{tunnel=true}")
            << "column 1: ssh: option tunnel needs a hop before it, through whose context it goes";
        QTest::newRow("tunnel and the ssh program") << QByteArray("local|ssh:a{tunnel=true,ssh_args=-v}")
                                                    << "column 7: ssh: option tunnel cannot be combined with ssh_args";
        QTest::newRow("rest") << QByteArray("local]") << "column 6: expected \"|\" or the end, found \"]\"";
    }

    void errors_name_the_column_and_what_was_expected()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, error);
        QCOMPARE(errorOf(text.constData()), error);
    }

    void secrets_have_no_text_form()
    {
        Hop hop{.method = "ssh", .options = {}};
        hop.options.set("hostname", "web1");
        hop.options.set("password", Secret("hunter2"));
        QVERIFY(connect::validate(hop));
        QCOMPARE(hop.toChainText(), std::string("ssh:web1"));
        QVERIFY(hop.label().find("hunter2") == std::string::npos);
    }

    void the_first_hop_of_a_chain_that_starts_from_a_context_may_have_a_tunnel()
    {
        QVERIFY(!parseChain("ssh:a{tunnel=true}"));
        QVERIFY(parseChain("ssh:a{tunnel=true}", connect::From::Context));
    }

    void an_option_of_the_wrong_type_is_named()
    {
        Hop hop{.method = "ssh", .options = {}};
        hop.options.set("hostname", 7);
        QCOMPARE(connect::validate(hop).error().text(), std::string("ssh: option hostname must be text, not int"));
    }
};

QTEST_GUILESS_MAIN(ConnectChainTest)
#include "connect_chain_test.moc"
