#include "app/common/theme.h"
#include "app/window/main_window.h"
#include "core/qt/engine.h"
#include "tests/gui/support/fake_keyring.h"
#include "tests/support/ssh_server.h"

#include <QAbstractItemView>
#include <QAction>
#include <QComboBox>
#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScreen>
#include <QSettings>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace rz;
using namespace rz::app;
using namespace std::chrono_literals;

namespace {

constexpr int Deadline = 60'000;  // milliseconds

// The desktop as it is, before a real sshd on loopback: driven as a person would, by what is on the screen.
struct Desktop {
    explicit Desktop(qt::LivenessOptions liveness = {})
    {
        qt::EngineOptions options;
        options.agentDirectories = {RZ_BIN_DIR};
        options.ssh.configFile = "none";
        options.ssh.knownHostsFile = knownHosts().toStdString();
        options.liveness = liveness;
        auto made = qt::Engine::create(options);
        if (!made)
            qFatal("%s", made.error().text().c_str());
        engine = std::move(*made);
        window = std::make_unique<MainWindow>(*engine, theme, keyring, settings);
        window->show();
        window->activateWindow();
        (void)QTest::qWaitForWindowActive(window.get());
    }
    ~Desktop() { window.reset(); }

    QString knownHosts() const { return folder.filePath(u"known_hosts"_s); }
    template <class T>
    T* find(const QString& name) const
    {
        return window->findChild<T*>(name);
    }
    QString text(const QString& name) const
    {
        const auto* label = find<QLabel>(name);
        return label == nullptr ? QString() : label->text();
    }
    QString state() const { return text(u"pathState"_s); }
    void type(const std::string& chain)
    {
        auto* line = find<QLineEdit>(u"quickConnectLine"_s);
        line->setFocus();
        QTest::keyClicks(line, QString::fromStdString(chain));
        QTest::keyClick(line, Qt::Key_Return);
    }
    // What stands in the sheet, as soon as there is one.
    template <class T>
    T* inSheet(const QString& name)
    {
        T* found = nullptr;
        [&] {
            QTRY_VERIFY_WITH_TIMEOUT((found = find<QWidget>(u"promptSheet"_s)->findChild<T*>(name)) != nullptr &&
                                         found->isVisible(),
                                     Deadline);
        }();
        return found;
    }
    void press(const QString& button)
    {
        if (auto* found = inSheet<QPushButton>(button))
            QTest::mouseClick(found, Qt::LeftButton);
    }
    void answer(const std::string& secret)
    {
        auto* field = inSheet<QLineEdit>(u"promptField0"_s);
        if (field == nullptr)
            return;
        QTest::keyClicks(field, QString::fromStdString(secret));
        QTest::keyClick(field, Qt::Key_Return);
    }
    // As a person finds it: by its name in the filter, then Enter and the arrow.
    void chooseFunction(const QString& name)
    {
        auto* tree = find<QTreeView>(u"functions"_s);
        QTRY_VERIFY_WITH_TIMEOUT(tree->isVisible(), Deadline);
        auto* filter = find<QLineEdit>(u"functionFilter"_s);
        filter->setFocus();
        QTest::keyClicks(filter, name);
        QTest::keyClick(filter, Qt::Key_Return);
        tree->setCurrentIndex(tree->model()->index(0, 0, tree->model()->index(0, 0)));
        QTRY_VERIFY_WITH_TIMEOUT(find<QPushButton>(u"runForm"_s)->isVisible(), Deadline);
    }
    // On a real screen, what is there to see stays beside the test.
    void keepPicture() const
    {
        if (QGuiApplication::platformName() == u"offscreen"_s)
            return;
        const QDir beside(QCoreApplication::applicationDirPath());
        QVERIFY(beside.mkpath(u"pictures"_s));
        QTest::qWait(200);  // for the last repaint
        QVERIFY(window->screen()->grabWindow(window->winId()).save(beside.filePath(u"pictures/desktop_ssh.png"_s)));
    }
    void connectTo(const test::SshServer& server, const test::TestUser& user)
    {
        type("ssh:" + user.name() + "@127.0.0.1:" + std::to_string(server.port()));
        press(u"acceptRememberButton"_s);
        answer(user.password());
        QTRY_VERIFY_WITH_TIMEOUT(state().startsWith(u"Connected"_s), Deadline);
    }

    QTemporaryDir folder;
    QSettings settings{folder.filePath(u"settings.ini"_s), QSettings::IniFormat};
    test::FakeKeyring keyring;
    Theme theme;
    std::unique_ptr<qt::Engine> engine;
    std::unique_ptr<MainWindow> window;
};

}  // namespace

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
        f.keepPicture();
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
