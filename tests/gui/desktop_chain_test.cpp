// A chain of four hops of different kinds, typed into the real window before a real sshd, su and sudo: each asks, the person
// answers what the window shows, and a lost chain comes back without asking again.
#include "tests/gui/support/desktop.h"
#include "tests/support/become_rules.h"

#include <QAction>
#include <QComboBox>

using namespace Qt::StringLiterals;
using namespace rz;
using test::Deadline;
using test::Desktop;

namespace {

// The desktop, and a chain over two accounts and root.
struct ChainDesktop : Desktop {
    QString hop(const char* method, const test::TestUser& user) const
    {
        return QString::fromLatin1(method) + u' ' + QString::fromStdString(user.name());
    }
    std::string chain() const
    {
        return "ssh:" + alice.name() + "@127.0.0.1:" + std::to_string(server.port()) + "|su:" + bob.name() +
               "|sudo:root|fork";
    }
    // Answers the question that names this as its last hop, keeping the answer for this run.
    void answerFor(const QString& lastHop, const std::string& secret)
    {
        const auto asks = [&] {
            const auto* path = find<QWidget>(u"promptSheet"_s)->findChild<QLabel*>(u"promptPath"_s);
            return path != nullptr && path->isVisible() && path->text().endsWith(lastHop);
        };
        [&] { QTRY_VERIFY_WITH_TIMEOUT(asks(), Deadline); }();
        if (auto* remember = inSheet<QComboBox>(u"remember"_s))
            remember->setCurrentIndex(1);
        answer(secret);
    }
    void connectAll()
    {
        type(chain());
        press(u"acceptRememberButton"_s);
        answerFor(QString::number(server.port()), alice.password());
        answerFor(hop("su", bob), bob.password());
        answerFor(u"sudo root"_s, bob.password());
        QTRY_VERIFY_WITH_TIMEOUT(connected() == 4, Deadline);
    }
    int count(qt::NodeState state) const
    {
        const auto nodes = engine->nodes();
        return static_cast<int>(
            std::ranges::count_if(nodes, [state](const qt::NodeSnapshot& node) { return node.state == state; }));
    }
    int connected() const { return count(qt::NodeState::Connected); }
    qt::NodeSnapshot last() const { return engine->nodes().back(); }

    const test::TestUser alice;
    const test::TestUser bob;
    const test::SudoRules rules{bob.name() + " ALL=(root) ALL\n"};
    test::SshServer server;
};

}  // namespace

class DesktopChainTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        for (const std::string& reason : {test::SshServer::unavailable(), test::TestUser::unavailable()}) {
            if (!reason.empty())
                QSKIP(reason.c_str());
        }
    }

    void threeQuestionsLeadToRootAtTheEndOfFourHops()
    {
        ChainDesktop f;
        f.connectAll();
        QVERIFY(f.last().root);
        QCOMPARE(f.last().hop.method, std::string("fork"));
        QCOMPARE(f.engine->nodes()[1].identity.substr(0, f.bob.name().size()), f.bob.name());
        f.keepPicture(u"desktop_chain"_s);
    }

    void aRefusalLeavesTheHopsBeforeItUp()
    {
        ChainDesktop f;
        f.type(f.chain());
        f.press(u"acceptRememberButton"_s);
        f.answerFor(QString::number(f.server.port()), f.alice.password());
        f.answerFor(f.hop("su", f.bob), f.bob.password());
        [&] {
            QTRY_VERIFY_WITH_TIMEOUT(f.find<QWidget>(u"promptSheet"_s)->findChild<QLabel*>(u"promptPath"_s) !=
                                             nullptr &&
                                         f.find<QWidget>(u"promptSheet"_s)
                                             ->findChild<QLabel*>(u"promptPath"_s)
                                             ->text()
                                             .endsWith(u"sudo root"_s),
                                     Deadline);
        }();
        f.press(u"refuseButton"_s);
        QTRY_COMPARE_WITH_TIMEOUT(f.count(qt::NodeState::Failed), 2, Deadline);
        QCOMPARE(f.connected(), 2);
    }

    void aLostChainComesBackWithoutAskingAgain()
    {
        ChainDesktop f;
        f.connectAll();
        f.server.cutConnections();
        QTRY_VERIFY_WITH_TIMEOUT(f.connected() == 0, Deadline);
        f.find<QAction>(u"reconnect"_s)->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(f.connected() == 4, Deadline);
        QVERIFY(f.last().root);
        QVERIFY(!f.find<QWidget>(u"promptSheet"_s)->isVisible());
    }
};

QTEST_MAIN(DesktopChainTest)
#include "desktop_chain_test.moc"
