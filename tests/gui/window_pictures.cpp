// Draws the window in the states a user meets, into a folder, for looking at: window_pictures FOLDER [light|dark].
// QT_SCALE_FACTOR=2 shows it at 200 %. No test.
#include "app/common/theme.h"
#include "app/window/main_window.h"
#include "tests/gui/support/fake_engine.h"
#include "tests/gui/support/fake_keyring.h"
#include "tests/gui/support/prompts.h"
#include "tests/gui/support/sample_functions.h"

#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QDir>
#include <QDockWidget>
#include <QLineEdit>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

#include <functional>

using namespace Qt::StringLiterals;
using namespace rz;
using namespace rz::app;
using namespace std::chrono_literals;
using qt::NodeKey;

namespace {

constexpr int Settle = 150;  // milliseconds, for layouts and timers

std::unique_ptr<QSettings> settingsWith(const QTemporaryDir& folder, Appearance appearance)
{
    auto settings = std::make_unique<QSettings>(folder.filePath(u"settings.ini"_s), QSettings::IniFormat);
    settings->setValue(u"appearance"_s, static_cast<int>(appearance));
    return settings;
}

struct Scene {
    Scene(const QString& folder, Theme& theme)
        : m_folder(folder),
          settings(settingsWith(m_settingsFolder, theme.appearance())),
          window(engine, theme, keyring, *settings)
    {
        window.resize(1280, 820);
        window.show();
    }

    void draw(const QString& name, QWidget* what = nullptr)
    {
        QTest::qWait(Settle);
        (what == nullptr ? static_cast<QWidget*>(&window) : what)->grab().save(QDir(m_folder).filePath(name + u".png"_s));
    }
    QAction& action(const QString& name) { return *window.findChild<QAction*>(name); }
    void choose(const QString& label)
    {
        auto* tree = window.findChild<QTreeView*>(u"contextTree"_s);
        tree->setCurrentIndex(tree->model()
                                  ->match(tree->model()->index(0, 0), Qt::DisplayRole, label, 1,
                                          Qt::MatchStartsWith | Qt::MatchRecursive)
                                  .value(0));
    }
    void fillTree();
    void fillLogs();

    QString m_folder;
    QTemporaryDir m_settingsFolder;
    std::unique_ptr<QSettings> settings;
    test::FakeEngine engine;
    test::FakeKeyring keyring{Keyring::State::Missing};
    MainWindow window;
    NodeKey web{};
    NodeKey db{};
    NodeKey bastion{};
};

connect::StoryStep step(std::string name, Duration begin, Duration took, Duration waited, connect::StepState state,
                        std::string note)
{
    return {.name = std::move(name), .hop = "ssh bob@db1", .begin = begin, .took = took, .waited = waited, .state = state, .note = std::move(note)};
}

connect::Story failingStory()
{
    using enum connect::StepState;
    connect::Story story;
    story.startedAt = std::chrono::system_clock::now();
    story.steps = {step("resolve", 0ms, 3ms, 0ms, Done, "10.0.0.7"),
                   step("connect", 3ms, 12ms, 0ms, Done, {}),
                   step("key exchange", 15ms, 41ms, 0ms, Done, "curve25519-sha256"),
                   step("host key", 56ms, 2300ms, 2290ms, Done, "ssh-ed25519, accepted and remembered"),
                   step("authentication", 2356ms, 9400ms, 7200ms, Failed, "tried publickey, password")};
    story.output = {"Welcome to db1", "Unauthorised use is prohibited."};
    story.failure = Error(ErrorKind::Password, "db1 refused the password for bob (attempt 3 of 3)")
                        .withDetails({.hop = "ssh bob@db1",
                                      .step = "authentication",
                                      .seen = "Permission denied (publickey,password).",
                                      .cause = "The password is wrong, or bob may not log in with one.",
                                      .fix = "Ask the administrator of db1 for the password, or for your key to be let in.",
                                      .trace = {}});
    return story;
}

void Scene::fillTree()
{
    web = engine.add("ssh:alice@web1");
    engine.bringUp(web, "alice@web1");
    const NodeKey root = engine.add("sudo:root", web);
    engine.bringUp(root, "root@web1");
    engine.change(root, [](qt::NodeSnapshot& node) {
        node.facts.items = {{Value("host"), Value("web1")}, {Value("user"), Value("root")}, {Value("uid"), Value(0)},
                            {Value("machine"), Value("x86_64")}, {Value("pid"), Value(4711)}, {Value("version"), Value("0.1.0")}};
        node.bytesIn = 1'312'456;
        node.bytesOut = 84'120;
    });
    const NodeKey container = engine.add("docker:billing", web);
    engine.change(container, [](qt::NodeSnapshot& node) { node.step = "agent upload"; });
    db = engine.add("ssh:bob@db1");
    engine.setStory(db, failingStory());
    engine.fail(db, *failingStory().failure);
    bastion = engine.add("ssh:bastion");
    engine.bringUp(bastion, "alice@bastion");
    const NodeKey inner = engine.add("ssh:a-very-long-host-name-in-a-far-away-data-centre.example.com", bastion);
    engine.bringUp(inner, "administrator@a-very-long-host-name-in-a-far-away-data-centre.example.com");
    engine.change(inner, [](qt::NodeSnapshot& node) {
        node.state = qt::NodeState::Slow;
        node.rtt = 412ms;
    });
    const NodeKey gone = engine.add("ssh:backup", bastion);
    engine.lose(gone, Error(ErrorKind::Timeout, "ssh.backup has not answered for 10 s"));
    const NodeKey closed = engine.add("local");
    engine.change(closed, [](qt::NodeSnapshot& node) { node.state = qt::NodeState::Closed; });
}

void Scene::fillLogs()
{
    for (int i = 0; i < 40; ++i) {
        engine.log(web, i % 7 == 0 ? LogLevel::Warning : LogLevel::Info, i % 3 == 0 ? "stdout" : "rhizome.agent",
                   i % 7 == 0 ? "worker 3 is late by 1.2 s" : "GET /index.html 200 in 4 ms");
    }
}

void drawAll(const QString& folder, Theme& theme, const QString& suffix)
{
    const auto named = [&suffix](const QString& name) { return name + u'-' + suffix; };
    {
        Scene scene(folder, theme);
        scene.draw(named(u"empty"_s));
        scene.action(u"connectNew"_s).trigger();
        auto* dialog = scene.window.findChild<QDialog*>(u"connectDialog"_s);
        scene.draw(named(u"connect-empty"_s), dialog);
        QTest::keyClicks(dialog->findChild<QLineEdit*>(u"chainLine"_s), u"ssh:alice@bastion|ssh:web1:2222"_s);
        scene.draw(named(u"connect"_s), dialog);
    }
    Scene scene(folder, theme);
    scene.engine.setFunctions(test::sampleFunctions());
    scene.fillTree();
    scene.fillLogs();
    scene.choose(u"sudo"_s);
    scene.draw(named(u"overview"_s));
    scene.action(u"showCalls"_s).trigger();
    scene.draw(named(u"calls"_s));
    scene.choose(u"ssh bob@db1"_s);
    scene.action(u"showConnection"_s).trigger();
    scene.draw(named(u"story-failed"_s));
    scene.action(u"showOverview"_s).trigger();
    scene.draw(named(u"overview-failed"_s));
    scene.choose(u"ssh a-very"_s);
    scene.window.resize(860, 600);
    scene.draw(named(u"narrow"_s));
    scene.window.resize(1280, 820);

    scene.engine.ask(test::codesPrompt(), scene.bastion);
    auto again = test::passwordPrompt("bob@db1");
    again.attempt = 2;
    again.lastFailure = "db1 refused the password.";
    scene.engine.ask(again, scene.db);
    scene.action(u"goToPrompts"_s).trigger();
    scene.draw(named(u"prompts-pane"_s));
    scene.action(u"oldestQuestion"_s).trigger();
    scene.draw(named(u"sheet-codes"_s));
    QTest::keyClick(scene.window.focusWidget(), Qt::Key_Escape);
    for (const auto kind : {connect::PromptKind::HostKeyUnknown, connect::PromptKind::HostKeyChanged}) {
        Scene asking(folder, theme);
        asking.fillTree();
        asking.choose(u"ssh bob"_s);
        asking.engine.ask(test::hostKeyPrompt(kind), asking.db);
        asking.action(u"oldestQuestion"_s).trigger();
        asking.draw(named(kind == connect::PromptKind::HostKeyUnknown ? u"sheet-unknown"_s : u"sheet-changed"_s));
    }
    {
        Scene asking(folder, theme);
        asking.fillTree();
        asking.engine.ask(test::passwordPrompt("bob@db1"), asking.db);
        asking.action(u"oldestQuestion"_s).trigger();
        asking.draw(named(u"sheet-password"_s));
    }
    Scene many(folder, theme);
    many.engine.addMany("ssh:alice@web1", 10'000);
    many.draw(named(u"many"_s));
}

}  // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() < 2)
        qFatal("window_pictures FOLDER [light|dark]");
    Theme theme;
    const QString scheme = arguments.value(2, u"light"_s);
    theme.setAppearance(scheme == u"dark"_s ? Appearance::Dark : Appearance::Light);
    QDir().mkpath(arguments[1]);
    drawAll(arguments[1], theme, scheme);
    return 0;
}
