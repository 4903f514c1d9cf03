#include "app/connect/chain_suggestions.h"
#include "app/connect/connect_draft.h"
#include "app/connect/ssh_hosts.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace rz;
using namespace rz::app;

namespace {

std::string text(const Dict& options, std::string_view name)
{
    const Value* value = options.find(name);
    return value == nullptr ? std::string() : *value->as<std::string>();
}

void write(const QString& path, const QByteArray& content)
{
    QFile file(path);
    QVERIFY(QDir().mkpath(QFileInfo(path).path()));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
}

}  // namespace

class ConnectDraftTest : public QObject {
    Q_OBJECT

private slots:
    void aLineFillsTheHops()
    {
        ConnectDraft draft("local");
        const QSignalSpy written(&draft, &ConnectDraft::textChanged);
        draft.setText(u"ssh:alice@web1:2222|local"_s);
        QCOMPARE(draft.chain().size(), 2u);
        QCOMPARE(draft.current(), 1);
        QCOMPARE(text(draft.chain()[0].options, "username"), "alice");
        QVERIFY(draft.problem().isEmpty());
        QCOMPARE(written.size(), 0);  // the line is left as it is typed
    }

    void aBrokenLineIsToldAndKeepsTheHops()
    {
        ConnectDraft draft("local");
        draft.setText(u"ssh:alice@web1"_s);
        draft.setText(u"ssh:alice@"_s);
        QVERIFY(draft.lineIsBroken());
        QVERIFY2(draft.problem().contains(u"column 11"_s), qPrintable(draft.problem()));
        QCOMPARE(text(draft.hop().options, "hostname"), "web1");
        draft.setText(u"ssh:bob@web2"_s);
        QVERIFY(draft.problem().isEmpty());
    }

    void aFieldWritesTheLine()
    {
        ConnectDraft draft("ssh");
        draft.setOption("hostname", Value("web1"));
        draft.setOption("username", Value("alice"));
        QCOMPARE(draft.text(), u"ssh:alice@web1"_s);
        draft.setOption("username", std::nullopt);
        QCOMPARE(draft.text(), u"ssh:web1"_s);
    }

    void whatIsMissingIsAProblem()
    {
        ConnectDraft draft("ssh");
        QVERIFY(draft.problem() == u"Host is needed."_s);
        QVERIFY(!draft.lineIsBroken());
        draft.setOption("hostname", Value("web1"));
        QVERIFY(draft.problem().isEmpty());
    }

    void aFieldThatCannotBeReadIsAProblem()
    {
        ConnectDraft draft("ssh");
        draft.setOption("hostname", Value("web1"));
        draft.setFieldProblem("port", u"Port: “x” is not a whole number"_s);
        QCOMPARE(draft.problem(), u"Port: “x” is not a whole number"_s);
        draft.setOption("port", Value(22));
        QVERIFY(draft.problem().isEmpty());
    }

    void hopsComeAndGo()
    {
        ConnectDraft draft("ssh");
        draft.setOption("hostname", Value("bastion"));
        draft.addHop("local");
        QCOMPARE(draft.text(), u"ssh:bastion|local"_s);
        QCOMPARE(draft.current(), 1);
        draft.removeHop(0);
        QCOMPARE(draft.text(), u"local"_s);
        QCOMPARE(draft.current(), 0);
        draft.removeHop(0);
        QCOMPARE(draft.chain().size(), 1u);  // the last one stays
    }

    void anotherMethodKeepsTheOptionsBothHave()
    {
        ConnectDraft draft("ssh");
        draft.setOption("hostname", Value("web1"));
        draft.setOption("remote_name", Value("me"));
        draft.setMethod("local");
        QCOMPARE(text(draft.hop().options, "remote_name"), "me");
        QVERIFY(draft.hop().options.find("hostname") == nullptr);
    }

    void suggestsMethodsHostsAndRecentChains()
    {
        const ChainSources sources{.methods = {u"ssh"_s, u"local"_s},
                                   .hosts = {u"web1"_s, u"web2"_s, u"intraweb"_s},
                                   .recent = {u"ssh:alice@db1"_s}};
        QCOMPARE(chainSuggestions(u"s"_s, sources), (QStringList{u"ssh:alice@db1"_s, u"ssh:"_s}));
        QCOMPARE(chainSuggestions(u"ssh:we"_s, sources),
                 (QStringList{u"ssh:web1"_s, u"ssh:web2"_s, u"ssh:intraweb"_s}));
        QCOMPARE(chainSuggestions(u"ssh:bob@web1"_s, sources), QStringList());
        QCOMPARE(chainSuggestions(u"ssh:bob@web"_s, sources).front(), u"ssh:bob@web1"_s);
        QCOMPARE(chainSuggestions(u"ssh:web1|lo"_s, sources), QStringList{u"ssh:web1|local"_s});
        QCOMPARE(chainSuggestions(u"ssh:x{identity_file=\"a|b\"}|s"_s, sources),
                 QStringList{u"ssh:x{identity_file=\"a|b\"}|ssh:"_s});
    }

    void readsHostsOfTheSshConfiguration()
    {
        QTemporaryDir folder;
        write(folder.filePath(u"config"_s), "# Host commented\n"
                                            "Host web1 \"web 2\" *.example.com !bad\n"
                                            "  HostName 10.0.0.1\n"
                                            "host=db1\n"
                                            "Include conf.d/*\n"
                                            "Include missing\n"
                                            "Host web1\n");
        write(folder.filePath(u"conf.d/a"_s), "Host inner\n");
        QCOMPARE(sshHosts(folder.filePath(u"config"_s)), (QStringList{u"web1"_s, u"web 2"_s, u"db1"_s, u"inner"_s}));
        QCOMPARE(sshHosts(folder.filePath(u"nothing"_s)), QStringList());
    }

    void anIncludeOfItselfEnds()
    {
        QTemporaryDir folder;
        write(folder.filePath(u"config"_s), "Host web1\nInclude config\n");
        QCOMPARE(sshHosts(folder.filePath(u"config"_s)), QStringList{u"web1"_s});
    }
};

QTEST_GUILESS_MAIN(ConnectDraftTest)
#include "connect_draft_test.moc"
