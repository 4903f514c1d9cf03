// What was connected is made again at the next start, if the user wants that.
#include "app/workspace/workspace_menu.h"
#include "tests/gui/support/prompts.h"
#include "tests/gui/support/window_scene.h"

#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace rz;
using namespace rz::app;
using test::WindowScene;

namespace {

const char* const Stored = R"({"version": 1, "contexts": [
    {"hop": "ssh:alice@web1", "below": [{"hop": "local", "below": [{"hop": "docker:web"}]}, {"hop": "local"}]},
    {"hop": "ssh:bob@db1"}]})";

struct WorkspaceScene : WindowScene {
    QString file() { return settingsFolder.filePath(u"workspace.json"_s); }
    QByteArray content()
    {
        QFile stored(file());
        return stored.open(QIODevice::ReadOnly) ? stored.readAll() : QByteArray();
    }
    void store(const QByteArray& text)
    {
        QFile stored(file());
        QVERIFY(stored.open(QIODevice::WriteOnly));
        stored.write(text);
    }
    bool barIsThere() { return find<QWidget>(u"restoreBar"_s).isVisible(); }
    void press(const QString& button) { QTest::mouseClick(&find<QPushButton>(button), Qt::LeftButton); }
};

class GivenFile : public FileChooser {
public:
    explicit GivenFile(QString path) : m_path(std::move(path)) {}
    void askToSave(QWidget*, const QString&, const QString&, const QString&, Chosen chosen) override { chosen(m_path); }
    void askToOpen(QWidget*, const QString&, Chosen chosen) override { chosen(m_path); }

private:
    QString m_path;
};

}  // namespace

class WorkspaceTest : public QObject {
    Q_OBJECT
private slots:
    void recipesAreOfWhatIsWanted()
    {
        WorkspaceScene f;
        const auto web = f.engine.addNode(qt::RootNode, "ssh:alice@web1");
        f.engine.add("docker:web", web);
        const auto db = f.engine.addNode(qt::RootNode, "ssh:bob@db1");
        f.engine.lose(f.engine.addNode(qt::RootNode, "local"), Error(ErrorKind::Timeout, "silence"));
        f.engine.fail(f.engine.add("local", db), Error(ErrorKind::Stream, "no"));
        f.engine.change(f.engine.add("local", db), [](qt::NodeSnapshot& node) { node.foreign = true; });
        const auto recipes = recipesOf(f.engine.nodes());
        QCOMPARE(countOf(recipes), 4);
        QCOMPARE(recipes[0].below.at(0).hop.label(), "docker web");
        QVERIFY(recipes[1].below.empty());
        QCOMPARE(*readRecipes(writeRecipes(recipes)), recipes);
    }

    void aTunnelIsKeptBelowWhatCarriesIt()
    {
        const auto read = readRecipes(R"({"contexts": [{"hop": "local", "below": [{"hop": "ssh:a{tunnel=true}"}]}]})");
        QVERIFY(read.has_value());
        QCOMPARE(read->at(0).below.at(0).hop.toChainText(), "ssh:a{tunnel=true}");
        QCOMPARE(*readRecipes(writeRecipes(*read)), *read);
        QVERIFY(!readRecipes(R"({"contexts": [{"hop": "ssh:a{tunnel=true}"}]})"));
    }

    void aSecretIsNeverWritten()
    {
        connect::Hop hop{.method = "ssh", .options = {}};
        hop.options.set("hostname", "web1");
        hop.options.set("password", Secret("hunter2"));
        qt::NodeSnapshot node;
        node.key = qt::NodeKey{1};
        node.hop = hop;
        QVERIFY(!writeRecipes(recipesOf({node})).contains("hunter2"));
        hop.options.set("password", "hunter2");
        node.hop = hop;
        QVERIFY(!writeRecipes(recipesOf({node})).contains("hunter2"));
    }

    void theTreeIsKeptWhileOneWorks()
    {
        WorkspaceScene f;
        f.window.beginWork();
        QVERIFY(!f.barIsThere());
        const auto web = f.engine.addNode(qt::RootNode, "ssh:alice@web1");
        f.engine.addNode(web, "local");
        QTRY_VERIFY(f.content().contains("ssh:alice@web1"));
        QTRY_VERIFY(f.content().contains("below"));
        f.engine.remove(web);
        QTRY_VERIFY(!f.content().contains("web1"));
    }

    void onlyWhatIsKeptIsWrittenAnew()
    {
        test::FakeEngine engine;
        const ContextDirectory contexts(engine);
        test::FakeKeyring keyring;
        const QTemporaryDir folder;
        QSettings settings(folder.filePath(u"settings.ini"_s), QSettings::IniFormat);
        PromptCentre prompts(engine, contexts, keyring, settings);
        Workspace workspace(engine, prompts, settings, folder.filePath(u"workspace.json"_s));
        workspace.begin();
        const auto wantsToWrite = [&workspace] {
            const bool wants = workspace.hasUnwritten();
            workspace.flush();
            return wants;
        };
        const auto web = engine.add("ssh:alice@web1");
        QVERIFY(wantsToWrite());
        engine.bringUp(web, "alice@web1");
        engine.change(web, [](qt::NodeSnapshot& node) { node.rtt = std::chrono::milliseconds(400); });
        engine.change(web, [](qt::NodeSnapshot& node) { node.state = qt::NodeState::Slow; });
        engine.change(web, [](qt::NodeSnapshot& node) { node.bytesIn = 4711; });
        engine.addContextOf(web, ContextId{7}, "ssh.web1.stranger");
        engine.lose(web, Error(ErrorKind::Timeout, "silence"));
        engine.fail(web, Error(ErrorKind::Stream, "no route to host"));
        QVERIFY(!wantsToWrite());
        engine.change(web, [](qt::NodeSnapshot& node) { node.hop = connect::parseChain("ssh:bob@web1")->front(); });
        QVERIFY(wantsToWrite());
        engine.change(web, [](qt::NodeSnapshot& node) { node.state = qt::NodeState::Closed; });
        QVERIFY(wantsToWrite());
        engine.remove(web);
        QVERIFY(!wantsToWrite());
    }

    void whatWasThereIsOfferedAndMadeParentsFirst()
    {
        WorkspaceScene f;
        f.store(Stored);
        f.window.beginWork();
        QVERIFY(f.barIsThere());
        QVERIFY(f.find<QLabel>(u"restoreText"_s).text().startsWith(u"5 context"_s));
        QVERIFY(f.engine.connected.empty());
        f.press(u"restoreButton"_s);
        QVERIFY(!f.barIsThere());
        QStringList made;
        for (const auto& [under, chain] : f.engine.connected)
            made << u"%1 under %2"_s.arg(QString::fromStdString(connect::toString(chain))).arg(int(under));
        QCOMPARE(made, (QStringList{u"ssh:alice@web1 under 0"_s, u"local under 1"_s, u"docker:web under 2"_s,
                                    u"local under 1"_s, u"ssh:bob@db1 under 0"_s}));
    }

    void whatCannotBeReachedAtStartIsKept()
    {
        WorkspaceScene f;
        f.action(u"reconnectAlways"_s).trigger();
        f.store(Stored);
        f.window.beginWork();
        QCoreApplication::processEvents();
        for (const qt::NodeSnapshot& node : f.engine.nodes())
            f.engine.fail(node.key, Error(ErrorKind::Stream, "no route to host"));
        f.window.close();
        QCOMPARE(*readRecipes(f.content()), *readRecipes(Stored));
    }

    void whatIsBeingMadeAgainIsKeptByAWindowThatClosesAtOnce()
    {
        WorkspaceScene f;
        f.action(u"reconnectAlways"_s).trigger();
        f.store(Stored);
        f.window.beginWork();
        f.window.close();
        QCOMPARE(*readRecipes(f.content()), *readRecipes(Stored));
    }

    void whatWasUpIsKeptThoughItCannotBeReachedAgain()
    {
        WorkspaceScene f;
        f.window.beginWork();
        const auto web = f.engine.addNode(qt::RootNode, "ssh:alice@web1");
        const auto shop = f.engine.addNode(web, "docker:shop");
        f.engine.fail(f.engine.add("ssh:carol@typo"), Error(ErrorKind::Stream, "no such host"));
        for (const qt::NodeKey key : {web, shop}) {
            f.engine.lose(key, Error(ErrorKind::Timeout, "silence"));
            f.engine.fail(key, Error(ErrorKind::Stream, "no route to host"));
        }
        f.window.close();
        QVERIFY(f.content().contains("web1") && f.content().contains("shop"));
        QVERIFY(!f.content().contains("typo"));
        f.window.show();
        f.engine.remove(web);
        f.window.close();
        QVERIFY(!f.content().contains("web1"));
    }

    void whatTheUserEndsIsKeptNoMore()
    {
        WorkspaceScene f;
        f.store(Stored);
        f.window.beginWork();
        f.press(u"restoreButton"_s);
        QCoreApplication::processEvents();
        f.engine.change(qt::NodeKey{1}, [](qt::NodeSnapshot& node) { node.state = qt::NodeState::Closed; });
        f.window.close();
        QVERIFY(!f.content().contains("web1") && f.content().contains("db1"));
    }

    void dismissingForgetsIt()
    {
        WorkspaceScene f;
        f.store(Stored);
        f.window.beginWork();
        f.press(u"dismissButton"_s);
        QVERIFY(!f.barIsThere());
        QTRY_VERIFY(!f.content().contains("web1"));
        QVERIFY(f.engine.connected.empty());
    }

    void whatIsOfferedStaysUntilItIsDecided()
    {
        WorkspaceScene f;
        f.store(Stored);
        f.window.beginWork();
        f.engine.addNode(qt::RootNode, "ssh:carol@new");
        QTRY_VERIFY(f.content().contains("carol"));
        QVERIFY(f.content().contains("ssh:bob@db1"));
    }

    void neverAndAlwaysAreAsChosen()
    {
        {
            WorkspaceScene f;
            f.action(u"reconnectNever"_s).trigger();
            f.store(Stored);
            f.window.beginWork();
            QVERIFY(!f.barIsThere() && f.engine.connected.empty());
        }
        WorkspaceScene f;
        QVERIFY(f.action(u"reconnectAsk"_s).isChecked());
        f.action(u"reconnectAlways"_s).trigger();
        QCOMPARE(f.settings.value(u"workspace/atStart"_s).toString(), u"always"_s);
        f.store(Stored);
        f.window.beginWork();
        QVERIFY(!f.barIsThere());
        QCOMPARE(f.engine.connected.size(), 5u);
    }

    void aBrokenFileIsToldAndLeftUntilDismissed()
    {
        WorkspaceScene f;
        f.store("{\"contexts\": [");
        f.window.beginWork();
        QVERIFY(f.barIsThere());
        QVERIFY(!f.find<QWidget>(u"restoreButton"_s).isVisible());
        f.engine.addNode(qt::RootNode, "local");
        f.window.close();
        QCOMPARE(f.content(), QByteArray("{\"contexts\": ["));
        f.window.show();
        f.press(u"dismissButton"_s);
        QTRY_VERIFY(f.content().contains("\"local\""));
    }

    void anEqualQuestionIsAskedOnce()
    {
        WorkspaceScene f;
        f.store(R"({"contexts": [{"hop": "ssh:alice@web1"}, {"hop": "ssh:alice@web1"}, {"hop": "ssh:bob@db1"}]})");
        f.window.beginWork();
        f.press(u"restoreButton"_s);
        QTRY_COMPARE(f.engine.nodes().size(), 3u);
        QCoreApplication::processEvents();
        const auto key = [](unsigned number) { return qt::NodeKey{number}; };
        auto question = test::passwordPrompt("alice@web1");
        question.id = f.engine.ask(question, key(1));
        f.engine.ask(test::passwordPrompt("alice@web1"), key(2));
        auto other = test::passwordPrompt("bob@db1");
        f.engine.ask(other, key(3));
        auto& sheet = f.find<QWidget>(u"promptSheet"_s);
        QVERIFY(sheet.isVisible());
        auto* field = sheet.findChild<QLineEdit*>(u"promptField0"_s);
        QTest::keyClicks(field, u"hunter2"_s);
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(f.engine.answers.size(), 1u);
        f.engine.decide(question, true);
        QCOMPARE(f.engine.answers.size(), 2u);
        QVERIFY(f.engine.answers[1].answer.fields.at(0) == Secret("hunter2"));
        // All made: the answer is known no more.
        for (const unsigned number : {1u, 2u, 3u})
            f.engine.bringUp(key(number), "alice@web1");
        const auto later = f.engine.add("ssh:alice@web1");
        f.engine.ask(test::passwordPrompt("alice@web1"), later);
        QCOMPARE(f.engine.answers.size(), 2u);
    }

    void aWorkspaceIsSavedAndOpened()
    {
        WorkspaceScene f;
        const QString path = f.settingsFolder.filePath(u"mine.json"_s);
        auto* menu = f.window.findChild<WorkspaceMenu*>(u"workspaceMenu"_s);
        menu->setFileChooser(std::make_shared<GivenFile>(path));
        f.engine.addNode(f.engine.addNode(qt::RootNode, "ssh:alice@web1"), "local");
        f.action(u"saveWorkspace"_s).trigger();
        f.action(u"openWorkspace"_s).trigger();
        QCOMPARE(f.engine.connected.size(), 2u);
        QCOMPARE(connect::toString(f.engine.connected[1].second), "local");
    }
};

QTEST_MAIN(WorkspaceTest)
#include "workspace_test.moc"
