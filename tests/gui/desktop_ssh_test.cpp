#include "tests/gui/support/desktop.h"

#include <QAbstractItemView>
#include <QAction>
#include <QComboBox>
#include <QFileInfo>
#include <QPlainTextEdit>
#include <QTableView>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace rz;
using namespace std::chrono_literals;
using test::Deadline;
using test::Desktop;

class DesktopSshTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        for (const std::string& reason : {test::SshServer::unavailable(), test::TestUser::unavailable()}) {
            if (!reason.empty())
                QSKIP(reason.c_str());
        }
    }

    void trustsTheHostAsksForThePasswordAndShowsTheContext()
    {
        const test::TestUser user;
        const test::SshServer server;
        Desktop f;
        f.connectTo(server, user);
        QVERIFY2(f.text(u"pathIdentity"_s).contains(QString::fromStdString(user.name())),
                 qPrintable(f.text(u"pathIdentity"_s)));
        QVERIFY(f.find<QTableView>(u"storyTable"_s)->model()->rowCount() > 3);
        QFile known(f.knownHosts());
        QVERIFY(known.open(QIODevice::ReadOnly));
        QVERIFY(known.readAll().contains(QByteArray::fromStdString(server.knownName())));
    }

    void aRefusedHostKeyIsTheEndAndSaysSo()
    {
        const test::TestUser user;
        const test::SshServer server;
        Desktop f;
        f.type("ssh:" + user.name() + "@127.0.0.1:" + std::to_string(server.port()));
        f.press(u"refuseButton"_s);
        QTRY_VERIFY_WITH_TIMEOUT(f.state().startsWith(u"Failed"_s), Deadline);
        QVERIFY(f.find<QWidget>(u"storyFailure"_s)->isVisible());
        QVERIFY(!QFile::exists(f.knownHosts()) || QFileInfo(f.knownHosts()).size() == 0);
    }

    void aWrongPasswordIsAskedAgainWithTheReason()
    {
        const test::TestUser user;
        const test::SshServer server;
        Desktop f;
        f.type("ssh:" + user.name() + "@127.0.0.1:" + std::to_string(server.port()));
        f.press(u"acceptOnceButton"_s);
        f.answer("wrong");
        const auto* attempt = f.inSheet<QLabel>(u"promptAttempt"_s);
        QVERIFY(attempt != nullptr);
        QVERIFY2(attempt->text().startsWith(u"Attempt 2 of 3."_s), qPrintable(attempt->text()));
        f.answer(user.password());
        QTRY_VERIFY_WITH_TIMEOUT(f.state().startsWith(u"Connected"_s), Deadline);
    }

    void aFunctionIsCalledByItsFormAndItsLogIsShown()
    {
        const test::TestUser user;
        const test::SshServer server;
        Desktop f;
        f.connectTo(server, user);
        f.find<QAction>(u"showCalls"_s)->trigger();
        f.chooseFunction(u"fs.list"_s);
        QTest::keyClicks(f.find<QPlainTextEdit>(u"parameter_path"_s), u"/etc"_s);
        QTest::mouseClick(f.find<QPushButton>(u"runForm"_s), Qt::LeftButton);
        const auto* table = f.find<QTableView>(u"valueTable"_s);
        QTRY_VERIFY_WITH_TIMEOUT(f.text(u"resultState"_s).startsWith(u"done"_s), Deadline);
        QVERIFY(table->isVisible());
        QVERIFY(table->model()->match(table->model()->index(0, 0), Qt::DisplayRole, u"passwd"_s).size() == 1);
        QTRY_VERIFY_WITH_TIMEOUT(f.find<QTableView>(u"log"_s)->model()->rowCount() > 0, Deadline);
        f.keepPicture(u"desktop_ssh"_s);
    }

    void aLocalChildBelowItLogsAndIsDisconnected()
    {
        const test::TestUser user;
        const test::SshServer server;
        Desktop f;
        f.connectTo(server, user);
        const qt::NodeKey host = f.engine->nodes().front().key;
        const qt::NodeKey child = f.engine->connectChild(host, {.method = "local", .options = {}});
        const auto stateOf = [&f](qt::NodeKey key) {
            for (const qt::NodeSnapshot& node : f.engine->nodes()) {
                if (node.key == key)
                    return node.state;
            }
            return qt::NodeState::Failed;
        };
        QTRY_VERIFY_WITH_TIMEOUT(stateOf(child) == qt::NodeState::Connected, Deadline);
        QTRY_COMPARE_WITH_TIMEOUT(f.engine->routes().size(), 2u, Deadline);
        f.find<QAction>(u"disconnectContext"_s)->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(f.state().startsWith(u"Closed"_s), Deadline);
        QTRY_VERIFY_WITH_TIMEOUT(stateOf(child) == qt::NodeState::Closed, Deadline);
    }

    void whenTheHostDiesItIsSaidAtOnceAndWhy()
    {
        const test::TestUser user;
        test::SshServer server;
        Desktop f;
        f.connectTo(server, user);
        server.cutConnections();
        QTRY_VERIFY_WITH_TIMEOUT(f.state().startsWith(u"Lost"_s), Deadline);
        const auto* notice = f.find<QWidget>(u"overviewNotice"_s);
        QVERIFY(notice->isVisible());
        QVERIFY(!notice->findChild<QLabel*>(u"noticeText"_s)->text().isEmpty());
    }

    void whenTheAgentIsSilentItIsLost()
    {
        const test::TestUser user;
        const test::SshServer server;
        Desktop f({.interval = 200ms, .lostAfter = 3s});
        f.connectTo(server, user);
        user.signalProcesses(SIGSTOP);
        QTRY_VERIFY_WITH_TIMEOUT(f.state().startsWith(u"Lost"_s), Deadline);
        QVERIFY2(f.find<QWidget>(u"overviewNotice"_s)
                     ->findChild<QLabel*>(u"noticeText"_s)
                     ->text()
                     .contains(u"has not answered"_s),
                 qPrintable(f.find<QWidget>(u"overviewNotice"_s)->findChild<QLabel*>(u"noticeText"_s)->text()));
        user.signalProcesses(SIGCONT);
    }

    // It stands below the context that carries it, is the desktop's own child in the routes, is lost with the carrier, which is
    // named, and comes back after it.
    void aTunnelIsLostWithItsCarrierAndComesBackAfterIt()
    {
        const test::TestUser user;
        const test::SshServer server;
        Desktop f;
        f.type("local|ssh:" + user.name() + "@127.0.0.1:" + std::to_string(server.port()) + "{tunnel=true}");
        f.press(u"acceptRememberButton"_s);
        const auto* path = f.inSheet<QLabel>(u"promptPath"_s);
        QVERIFY(path != nullptr && path->text().contains(u"local"_s));
        if (auto* remember = f.inSheet<QComboBox>(u"remember"_s))
            remember->setCurrentIndex(1);
        f.answer(user.password());
        const auto both = [&f](qt::NodeState state) {
            const auto nodes = f.engine->nodes();
            return nodes.size() == 2 && nodes[0].state == state && nodes[1].state == state;
        };
        QTRY_VERIFY_WITH_TIMEOUT(both(qt::NodeState::Connected), Deadline);
        const qt::NodeSnapshot carrier = f.engine->nodes()[0];
        const qt::NodeSnapshot child = f.engine->nodes()[1];
        QVERIFY(child.parent == carrier.key);
        QTRY_COMPARE_WITH_TIMEOUT(f.engine->routes().size(), 2u, Deadline);
        for (const routing::RouteInfo& route : f.engine->routes())
            QVERIFY(route.nextHop == route.id);

        ::kill(static_cast<pid_t>(*carrier.facts.find("pid")->as<std::int64_t>()), SIGKILL);
        QTRY_VERIFY_WITH_TIMEOUT(both(qt::NodeState::Lost), Deadline);
        const std::string why = f.engine->nodes()[1].failure->text();
        QVERIFY2(why.find("through local") != std::string::npos, why.c_str());

        f.engine->reconnect(child.key);
        QTRY_VERIFY_WITH_TIMEOUT(both(qt::NodeState::Connected), Deadline);
        QVERIFY(f.engine->nodes()[0].id != carrier.id && f.engine->nodes()[1].id != child.id);
        f.engine->disconnectNode(carrier.key);
        QTRY_VERIFY_WITH_TIMEOUT(both(qt::NodeState::Closed), Deadline);
    }

    void aRememberedPasswordReconnectsWithoutAsking()
    {
        const test::TestUser user;
        test::SshServer server;
        Desktop f;
        f.type("ssh:" + user.name() + "@127.0.0.1:" + std::to_string(server.port()));
        f.press(u"acceptRememberButton"_s);
        auto* remember = f.inSheet<QComboBox>(u"remember"_s);
        QVERIFY(remember != nullptr);
        remember->setCurrentIndex(1);
        f.answer(user.password());
        QTRY_VERIFY_WITH_TIMEOUT(f.state().startsWith(u"Connected"_s), Deadline);
        server.cutConnections();
        QTRY_VERIFY_WITH_TIMEOUT(f.state().startsWith(u"Lost"_s), Deadline);
        f.find<QAction>(u"reconnect"_s)->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(f.state().startsWith(u"Connected"_s), Deadline);
    }
};

QTEST_MAIN(DesktopSshTest)
#include "desktop_ssh_test.moc"
