#include "app/common/secret_edit.h"
#include "app/connect/connect_dialog.h"
#include "app/connect/method_menu.h"
#include "tests/gui/support/fake_engine.h"

#include <QAbstractItemView>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace rz;
using namespace rz::app;

namespace {

// The dialog as a person meets it.
struct Dialog {
    explicit Dialog(const QString& method = u"ssh"_s, qt::NodeKey under = qt::RootNode, bool python = false)
        : dialog(new ConnectDialog(
              engine, {.under = under, .path = u"desktop"_s, .method = method, .python = python},
              {.methods = {u"ssh"_s, u"local"_s, u"docker"_s}, .hosts = {u"web1"_s}, .recent = {}, .saved = {}},
              nullptr)),
          chosen(dialog.data(), &ConnectDialog::chosen)
    {
        dialog->show();
    }
    ~Dialog() { delete dialog.data(); }

    template <class T>
    T& find(const QString& name)
    {
        auto* found = dialog->findChild<T*>(name);
        if (found == nullptr)
            qFatal("no %s", qPrintable(name));
        return *found;
    }
    QLineEdit& line() { return find<QLineEdit>(u"chainLine"_s); }
    QLineEdit& field(const QString& option) { return find<QLineEdit>(option + u"Control"_s); }
    QComboBox& targets() { return find<QComboBox>(u"containerControl"_s); }
    // What stands below a field; empty when nothing does.
    QString note(const QString& option)
    {
        const auto* label = dialog->findChild<QLabel*>(option + u"Note"_s);
        return label == nullptr || !label->isVisible() ? QString() : label->text();
    }
    QString outcome()
    {
        const auto& label = find<QLabel>(u"containerOutcome"_s);
        return label.isVisible() ? label.text() : QString();
    }
    bool listIsOpen() { return targets().view()->isVisible(); }
    void look() { QTest::mouseClick(&find<QToolButton>(u"containerLook"_s), Qt::LeftButton); }
    QPushButton& connectButton() { return find<QPushButton>(u"connectButton"_s); }
    connect::Chain chain() { return chosen.at(0).at(1).value<connect::Chain>(); }
    void show(int hop) { find<QTabBar>(u"hops"_s).setCurrentIndex(hop); }
    // Two hops, and a password for the second.
    void typeSecond()
    {
        type(line(), u"ssh:alice@bastion|ssh:alice@web1"_s);
        type(field(u"password"_s), u"second"_s);
    }
    // At once, as by pasting.
    void replaceLine(const QString& text)
    {
        line().selectAll();
        line().insert(text);
    }
    static void type(QLineEdit& into, const QString& text)
    {
        into.selectAll();
        QTest::keyClicks(&into, text);
    }

    test::FakeEngine engine;
    QPointer<ConnectDialog> dialog;
    QSignalSpy chosen;
};

const std::vector<connect::Candidate> Containers{
    {.name = "web", .state = "running", .note = "nginx:1.25"},
    {.name = "worker", .state = "exited", .note = {}},
};

}  // namespace

class ConnectDialogTest : public QObject {
    Q_OBJECT

private slots:
    void typingTheLineFillsTheForm()
    {
        Dialog f;
        Dialog::type(f.line(), u"ssh:alice@web1:2222"_s);
        QCOMPARE(f.field(u"hostname"_s).text(), u"web1"_s);
        QCOMPARE(f.field(u"username"_s).text(), u"alice"_s);
        QCOMPARE(f.field(u"port"_s).text(), u"2222"_s);
    }

    void typingIntoTheFormWritesTheLine()
    {
        Dialog f;
        Dialog::type(f.field(u"hostname"_s), u"web1"_s);
        Dialog::type(f.field(u"username"_s), u"alice"_s);
        QCOMPARE(f.line().text(), u"ssh:alice@web1"_s);
    }

    void whatRunsThereIsChosen()
    {
        Dialog f(u"local"_s);
        auto& runtime = f.find<QComboBox>(u"python_pathControl"_s);
        auto& program = f.find<QPlainTextEdit>(u"python_pathProgram"_s);
        QVERIFY(runtime.isVisible() && !program.isVisible());
        runtime.setFocus();
        QTest::keyClick(&runtime, Qt::Key_Down);
        QVERIFY(program.isVisible());
        QCOMPARE(f.line().text(), u"local{python_path=python3}"_s);
        program.setPlainText(u"/usr/bin/env\npython3.11"_s);
        QCOMPARE(f.line().text(), u"local{python_path=/usr/bin/env,python_path=python3.11}"_s);
        program.clear();
        QVERIFY(!f.connectButton().isEnabled());
        QVERIFY(!f.note(u"python_path"_s).isEmpty());
        QTest::keyClick(&runtime, Qt::Key_Up);
        QCOMPARE(f.line().text(), u"local"_s);
        QVERIFY(!program.isVisible() && f.connectButton().isEnabled());
        Dialog::type(f.line(), u"local{python_path=python2.7}"_s);
        QCOMPARE(runtime.currentIndex(), 1);
        QCOMPARE(program.toPlainText(), u"python2.7"_s);
    }

    void belowPythonTheDefaultIsPython()
    {
        const QString agent = u"Rhizome agent"_s;
        const QString python = u"As its parent: Python"_s;
        Dialog below(u"local"_s, qt::NodeKey{3}, true);
        auto& runtime = below.find<QComboBox>(u"python_pathControl"_s);
        QCOMPARE(runtime.currentText(), python);
        QVERIFY(runtime.itemData(0, Qt::ToolTipRole).toString().contains(u"of its own kind"_s));
        QCOMPARE(below.line().text(), u"local"_s);

        // Or below a hop before it.
        Dialog f(u"local"_s, qt::NodeKey{3});
        const auto shown = [&f] { return f.find<QComboBox>(u"python_pathControl"_s).itemText(0); };
        auto& hops = f.find<QTabBar>(u"hops"_s);
        QCOMPARE(shown(), agent);
        Dialog::type(f.line(), u"local{python_path=python3}|local|local"_s);
        hops.setCurrentIndex(0);
        QCOMPARE(shown(), agent);
        for (const int hop : {1, 2}) {
            hops.setCurrentIndex(hop);
            QCOMPARE(shown(), python);
        }
        Dialog::type(f.line(), u"local|local|local{python_path=python3}"_s);
        hops.setCurrentIndex(2);
        QCOMPARE(shown(), agent);
    }

    void connectIsOfferedOnlyWhenNothingIsWrong()
    {
        Dialog f;
        QVERIFY(!f.connectButton().isEnabled());
        Dialog::type(f.field(u"hostname"_s), u"web1"_s);
        QVERIFY(f.connectButton().isEnabled());
        Dialog::type(f.field(u"port"_s), u"x"_s);
        QVERIFY(!f.connectButton().isEnabled());
        QVERIFY(f.find<QLabel>(u"connectProblem"_s).text().contains(u"“x” is not a whole number"_s));
    }

    void enterConnectsAndEndsTheDialog()
    {
        Dialog f;
        Dialog::type(f.field(u"hostname"_s), u"web1"_s);
        QTest::keyClick(&f.field(u"hostname"_s), Qt::Key_Return);
        QCOMPARE(f.chosen.size(), 1);
        QCOMPARE(connect::toString(f.chain()), "ssh:web1");
        QTRY_VERIFY(f.dialog.isNull());
    }

    void aSecretGoesWithItsOwnHop()
    {
        Dialog f;
        Dialog::type(f.field(u"hostname"_s), u"bastion"_s);
        Dialog::type(f.field(u"password"_s), u"first"_s);
        QTest::mouseClick(&f.find<QToolButton>(u"addHop"_s), Qt::LeftButton);
        QVERIFY(f.field(u"password"_s).text().isEmpty());
        Dialog::type(f.field(u"hostname"_s), u"inner"_s);
        f.dialog->accept();
        const connect::Chain chain = f.chain();
        QVERIFY(*chain[0].options.find("password")->as<Secret>() == Secret("first"));
        QVERIFY(chain[1].options.find("password") == nullptr);
        QVERIFY(!f.line().text().contains(u"first"_s));
    }

    void aSecretStaysWithItsHopWhileOthersAreShown()
    {
        Dialog f;
        f.typeSecond();
        f.show(0);
        f.show(1);
        f.dialog->accept();
        QVERIFY(*f.chain()[1].options.find("password")->as<Secret>() == Secret("second"));
        QVERIFY(f.chain()[0].options.find("password") == nullptr);
    }

    // Each of them puts another hop where the one was that the secret was typed for, or leads there by another way.
    void aSecretGoesToNoOtherTarget_data()
    {
        QTest::addColumn<QString>("chain");
        QTest::newRow("another host") << u"ssh:alice@bastion|ssh:alice@other"_s;
        QTest::newRow("another user") << u"ssh:alice@bastion|ssh:bob@web1"_s;
        QTest::newRow("another port") << u"ssh:alice@bastion|ssh:alice@web1:2222"_s;
        QTest::newRow("another method") << u"ssh:alice@bastion|sudo:root"_s;
        QTest::newRow("another way") << u"ssh:alice@elsewhere|ssh:alice@web1"_s;
        QTest::newRow("a hop more before it") << u"local|ssh:alice@bastion|ssh:alice@web1"_s;
    }
    void aSecretGoesToNoOtherTarget()
    {
        QFETCH(const QString, chain);
        for (const int shown : {0, 1}) {
            Dialog f;
            f.typeSecond();
            f.show(shown);
            f.replaceLine(chain);
            f.dialog->accept();
            QCOMPARE(QString::fromStdString(connect::toString(f.chain())), chain);
            for (const connect::Hop& hop : f.chain())
                QVERIFY2(hop.options.find("password") == nullptr, qPrintable(QString::fromStdString(hop.label())));
        }
    }

    void aSecretDoesNotGoByAWayThatIsEdited()
    {
        Dialog f;
        f.typeSecond();
        f.show(0);
        Dialog::type(f.field(u"hostname"_s), u"elsewhere"_s);
        f.dialog->accept();
        QCOMPARE(connect::toString(f.chain()), "ssh:alice@elsewhere|ssh:alice@web1");
        QVERIFY(f.chain()[1].options.find("password") == nullptr);
    }

    void aRemovedHopLeavesItsSecretToNobody()
    {
        Dialog f;
        Dialog::type(f.line(), u"ssh:alice@bastion|ssh:alice@web1"_s);
        f.show(0);
        Dialog::type(f.field(u"password"_s), u"first"_s);
        emit f.find<QTabBar>(u"hops"_s).tabCloseRequested(0);
        QVERIFY(f.field(u"password"_s).text().isEmpty());
        f.dialog->accept();
        QCOMPARE(connect::toString(f.chain()), "ssh:alice@web1");
        QVERIFY(f.chain()[0].options.find("password") == nullptr);
    }

    // What is in sight is for the fields beside it, in whatever order they are filled in.
    void aSecretInSightIsForTheFieldsBesideIt()
    {
        Dialog f;
        Dialog::type(f.field(u"password"_s), u"first"_s);
        Dialog::type(f.field(u"hostname"_s), u"bastion"_s);
        f.dialog->accept();
        QVERIFY(*f.chain()[0].options.find("password")->as<Secret>() == Secret("first"));
    }

    void theLineShowsTheChainAsItWillBe()
    {
        Dialog ready(u"local"_s);
        QCOMPARE(ready.line().text(), u"local"_s);
        Dialog incomplete;
        QVERIFY(incomplete.line().text().isEmpty());
    }

    void theMethodChangesTheForm()
    {
        Dialog f;
        auto& method = f.find<QComboBox>(u"method"_s);
        method.setCurrentIndex(method.findData(u"local"_s));
        emit method.activated(method.currentIndex());
        QCOMPARE(f.line().text(), u"local"_s);
        QVERIFY(f.dialog->findChild<QLineEdit*>(u"hostnameControl"_s) == nullptr);
        QVERIFY(f.connectButton().isEnabled());
    }

    void rarerOptionsFoldAway()
    {
        Dialog f;
        QVERIFY(!f.field(u"remote_name"_s).isVisible());
        f.find<QToolButton>(u"moreOptions"_s).click();
        QVERIFY(f.field(u"remote_name"_s).isVisible());
    }

    void hopsAreTabs()
    {
        Dialog f;
        Dialog::type(f.line(), u"ssh:alice@web1|local"_s);
        auto& hops = f.find<QTabBar>(u"hops"_s);
        QCOMPARE(hops.count(), 2);
        QCOMPARE(hops.tabText(0), u"ssh alice@web1"_s);
        hops.setCurrentIndex(0);
        QCOMPARE(f.field(u"hostname"_s).text(), u"web1"_s);
    }

    void whatIsWrongStandsBesideItsField()
    {
        Dialog f;
        QVERIFY(f.note(u"hostname"_s).isEmpty());  // merely not typed yet
        QVERIFY(f.connectButton().toolTip().contains(u"Host is needed"_s));
        Dialog::type(f.field(u"hostname"_s), u"web1"_s);
        Dialog::type(f.field(u"port"_s), u"70000"_s);
        QCOMPARE(f.note(u"port"_s), u"Port must be between 1 and 65535"_s);
        QCOMPARE(f.connectButton().toolTip(), u"Port must be between 1 and 65535"_s);
        QVERIFY(f.field(u"port"_s).accessibleDescription().startsWith(u"Port must be between"_s));
        Dialog::type(f.field(u"port"_s), u"2222"_s);
        QVERIFY(f.note(u"port"_s).isEmpty());
        QVERIFY(f.connectButton().isEnabled());
    }

    void theProblemNamesTheHopWhenThereAreSeveral()
    {
        Dialog f;
        Dialog::type(f.line(), u"ssh:web1|local"_s);
        f.find<QTabBar>(u"hops"_s).setCurrentIndex(0);
        Dialog::type(f.field(u"hostname"_s), u" "_s);
        QVERIFY2(f.find<QLabel>(u"connectProblem"_s).text().startsWith(u"ssh"_s),
                 qPrintable(f.find<QLabel>(u"connectProblem"_s).text()));
    }

    void aTunnelNeedsAHopBeforeIt()
    {
        Dialog f;
        Dialog::type(f.field(u"hostname"_s), u"web1"_s);
        f.find<QToolButton>(u"moreOptions"_s).click();
        f.find<QCheckBox>(u"tunnelControl"_s).click();
        QCOMPARE(f.line().text(), u"ssh:web1{tunnel=true}"_s);
        QVERIFY2(f.note(u"tunnel"_s).startsWith(u"Tunnel needs a hop before it"_s), qPrintable(f.note(u"tunnel"_s)));
        QVERIFY(!f.connectButton().isEnabled());
        Dialog::type(f.line(), u"ssh:web1{tunnel=true}"_s);
        QVERIFY(f.find<QLabel>(u"connectProblem"_s).text().contains(u"option tunnel needs a hop before it"_s));
        Dialog::type(f.line(), u"local|ssh:web1{tunnel=true}"_s);
        QVERIFY(f.note(u"tunnel"_s).isEmpty());
        QVERIFY(f.find<QCheckBox>(u"tunnelControl"_s).isChecked());
        QVERIFY(f.connectButton().isEnabled());
        // Its help is beside it, and it goes with the chain.
        QVERIFY(f.find<QCheckBox>(u"tunnelControl"_s).text() == u"Tunnel"_s);
        f.dialog->accept();
        QCOMPARE(connect::toString(f.chain()), "local|ssh:web1{tunnel=true}");
    }

    void belowAContextTheFirstHopMayBeATunnel()
    {
        Dialog f(u"ssh"_s, qt::NodeKey{7});
        Dialog::type(f.line(), u"ssh:web1{tunnel=true}"_s);
        QVERIFY2(f.connectButton().isEnabled(), qPrintable(f.connectButton().toolTip()));
    }

    void aTunnelAndTheSshProgramExcludeEachOther()
    {
        Dialog f;
        Dialog::type(f.line(), u"local|ssh:web1{tunnel=true}"_s);
        f.find<QToolButton>(u"moreOptions"_s).click();
        Dialog::type(f.field(u"ssh_path"_s), u"/usr/bin/ssh"_s);
        QCOMPARE(f.note(u"tunnel"_s), u"Tunnel cannot be combined with ssh_path"_s);
        QVERIFY(!f.connectButton().isEnabled());
        Dialog::type(f.field(u"ssh_path"_s), u" "_s);
        QVERIFY2(f.connectButton().isEnabled(), qPrintable(f.connectButton().toolTip()));
    }

    void everyMethodHasAFormAnIconAndHelp()
    {
        for (const connect::MethodDescription* method : connect::methods()) {
            const QString name = QString::fromUtf8(method->name.data(), qsizetype(method->name.size()));
            QVERIFY2(QFile::exists(u":/icons/method-%1.svg"_s.arg(name)), qPrintable(name));
            QVERIFY2(!method->label.empty() && !method->help.empty(), qPrintable(name));
            Dialog f(name);
            for (const connect::OptionDescription& option : method->options) {
                if (option.type == connect::OptionType::Context)
                    continue;
                const auto* field = f.dialog->findChild<QWidget*>(
                    QString::fromUtf8(option.name.data(), qsizetype(option.name.size())) + u"Control"_s);
                QVERIFY2(field != nullptr, qPrintable(name));
                QCOMPARE(field->isVisible(), !option.advanced);
            }
        }
    }

    void aMenuOffersTheMethods()
    {
        MethodMenu menu(u"Connect by"_s, {u"ssh"_s, u"docker"_s, u"unheard-of"_s}, nullptr);
        QCOMPARE(menu.actions().size(), 2);
        QCOMPARE(menu.actions()[1]->text(), u"Docker container…"_s);
        QVERIFY(!menu.actions()[1]->toolTip().isEmpty() && menu.toolTipsVisible());
        const QSignalSpy chosen(&menu, &MethodMenu::chosen);
        menu.findChild<QAction*>(u"by-docker"_s)->trigger();
        QCOMPARE(chosen.at(0).at(0).toString(), u"docker"_s);
    }

    void aMenuSaysWhatIsNotInstalled()
    {
        MethodMenu menu(u"Connect by"_s, {u"ssh"_s, u"docker"_s}, nullptr);
        const QAction* docker = menu.findChild<QAction*>(u"by-docker"_s);
        menu.setMissing({"docker"}, u"web1"_s);
        QVERIFY(!docker->isEnabled());
        QCOMPARE(docker->text(), u"Docker container (not installed)"_s);
        QCOMPARE(docker->toolTip(), u"docker is not installed on web1."_s);
        QCOMPARE(docker->statusTip(), docker->toolTip());
        QVERIFY(menu.findChild<QAction*>(u"by-ssh"_s)->isEnabled());
        menu.setMissing({}, {});
        QVERIFY(docker->isEnabled());
        QCOMPARE(docker->text(), u"Docker container…"_s);
    }

    void saysWhatIsNotInstalledWhereItBegins()
    {
        Dialog f;
        f.engine.missing[qt::RootNode] = {"docker"};
        auto& method = f.find<QComboBox>(u"method"_s);
        const int docker = method.findData(u"docker"_s);
        QCOMPARE(method.itemText(docker), u"Docker container"_s);  // unknown yet
        QTRY_COMPARE(method.itemText(docker), u"Docker container (not installed)"_s);
        QVERIFY(!(method.model()->index(docker, 0).flags() & Qt::ItemIsEnabled));
        const QString reason = u"docker is not installed on desktop."_s;
        QCOMPARE(method.itemData(docker, Qt::ToolTipRole).toString(), reason);
        QCOMPARE(method.itemData(docker, Qt::AccessibleDescriptionRole).toString(), reason);
        // Written, it is taken: the program may have a path of its own.
        Dialog::type(f.line(), u"docker:web"_s);
        QVERIFY(f.connectButton().isEnabled());
        QCOMPARE(method.accessibleDescription(), reason);
        // What is where the next hop begins is not known.
        QTest::mouseClick(&f.find<QToolButton>(u"addHop"_s), Qt::LeftButton);
        QCOMPARE(method.itemText(docker), u"Docker container"_s);
        QVERIFY(method.model()->index(docker, 0).flags() & Qt::ItemIsEnabled);
    }

    void aContainerAndAnImageExcludeEachOther()
    {
        Dialog f(u"docker"_s);
        QVERIFY(!f.connectButton().isEnabled());
        QCOMPARE(f.connectButton().toolTip(), u"One of these is needed: Container, Image."_s);
        QVERIFY(f.note(u"container"_s).isEmpty());  // merely not typed yet
        Dialog::type(f.field(u"image"_s), u"nginx"_s);
        QVERIFY(f.connectButton().isEnabled());
        Dialog::type(*f.targets().lineEdit(), u"web"_s);
        QVERIFY(!f.connectButton().isEnabled());
        for (const QString& option : {u"container"_s, u"image"_s})
            QCOMPARE(f.note(option), u"Only one of these can be given: Container, Image."_s);
        f.field(u"image"_s).selectAll();
        QTest::keyClick(&f.field(u"image"_s), Qt::Key_Backspace);
        Dialog::type(*f.targets().lineEdit(), u"-web"_s);
        QCOMPARE(f.note(u"container"_s), u"Container must not begin with a hyphen"_s);
        Dialog::type(*f.targets().lineEdit(), u"web"_s);
        QVERIFY(f.connectButton().isEnabled());
    }

    void looksWhenTheListIsFirstOpened()
    {
        Dialog f(u"docker"_s);
        f.engine.candidates = Containers;
        QVERIFY(f.engine.searches.empty());
        f.targets().showPopup();
        QTRY_VERIFY(f.listIsOpen());
        QCOMPARE(f.engine.searches.size(), 1u);
        QCOMPARE(f.engine.searches[0].second.method, "docker");
        const auto* model = f.targets().model();
        QCOMPARE(model->index(0, 0).data(Qt::AccessibleTextRole).toString(), u"web, running, nginx:1.25"_s);
        QCOMPARE(model->index(1, 0).data(Qt::AccessibleTextRole).toString(), u"worker, exited"_s);
        f.targets().hidePopup();
        f.targets().showPopup();
        QVERIFY(f.listIsOpen());
        QCOMPARE(f.engine.searches.size(), 1u);  // there already
    }

    void aCandidateIsChosenByKeyboard()
    {
        Dialog f(u"docker"_s);
        f.engine.candidates = Containers;
        f.look();
        QTRY_VERIFY(f.listIsOpen());
        QTest::keyClick(f.targets().view(), Qt::Key_Down);
        QTest::keyClick(f.targets().view(), Qt::Key_Return);
        QTRY_VERIFY(!f.listIsOpen());
        QVERIFY(!f.targets().currentText().isEmpty());
        QCOMPARE(f.line().text(), u"docker:"_s + f.targets().currentText());
        QVERIFY(f.connectButton().isEnabled());
    }

    void lookingAgainKeepsWhatIsTyped()
    {
        Dialog f(u"docker"_s);
        f.engine.candidates = Containers;
        QTest::keyClicks(f.targets().lineEdit(), u"mine"_s);
        f.look();
        QTRY_VERIFY(f.listIsOpen());
        QCOMPARE(f.targets().currentText(), u"mine"_s);
        QCOMPARE(f.line().text(), u"docker:mine"_s);
    }

    void anotherProgramIsAskedAnew()
    {
        Dialog f(u"docker"_s);
        f.engine.candidates = Containers;
        f.look();
        QTRY_VERIFY(f.listIsOpen());
        f.targets().hidePopup();
        f.find<QToolButton>(u"moreOptions"_s).click();
        Dialog::type(f.field(u"docker_path"_s), u"/opt/docker"_s);
        f.targets().showPopup();
        QCOMPARE(f.engine.searches.size(), 2u);
        QCOMPARE(*f.engine.searches[1].second.options.find("docker_path")->as<std::string>(), "/opt/docker");
    }

    void anEmptyListSaysWhatToDo()
    {
        Dialog f(u"docker"_s);
        f.look();
        QTRY_COMPARE(f.outcome(), u"No containers here. Type a name, or start one and look again."_s);
        QVERIFY(!f.listIsOpen());
    }

    void aFailedLookIsToldWhereItHappened()
    {
        Dialog f(u"docker"_s);
        ErrorDetails details;
        details.cause = "This user may not use docker.";
        f.engine.candidates =
            std::unexpected(Error(ErrorKind::System, "docker: permission denied").withDetails(std::move(details)));
        f.look();
        QTRY_VERIFY(f.outcome().contains(u"docker: permission denied"_s));
        auto& report = f.find<QPlainTextEdit>(u"containerReport"_s);
        QVERIFY(!report.isVisible());
        QTest::mouseClick(&f.find<QToolButton>(u"containerDetails"_s), Qt::LeftButton);
        QVERIFY(report.isVisible());
        QVERIFY(report.toPlainText().contains(u"This user may not use docker."_s));
        f.engine.candidates = Containers;
        f.look();
        QTRY_VERIFY(f.listIsOpen());
        QVERIFY(f.outcome().isEmpty() && !report.isVisible());
    }

    void aLongLookIsToldAfterAMoment()
    {
        Dialog f(u"docker"_s);
        f.engine.holdSearches = true;
        f.look();
        QVERIFY(f.outcome().isEmpty());
        QTRY_COMPARE(f.outcome(), u"Looking…"_s);
    }

    void onlyTheFirstHopCanBeLookedFor()
    {
        Dialog f;
        Dialog::type(f.line(), u"ssh:web1|docker:web"_s);
        QVERIFY(f.dialog->findChild<QToolButton*>(u"containerLook"_s) == nullptr);
        QVERIFY(f.note(u"container"_s).contains(u"once the hop before it is connected"_s));
    }

    void everyFieldHasANameForScreenReaders()
    {
        Dialog f;
        for (const auto* field : f.dialog->findChildren<QLineEdit*>())
            QVERIFY2(!field->accessibleName().isEmpty(), qPrintable(field->objectName()));
    }

    void aTakenSecretLeavesNothing()
    {
        SecretEdit edit;
        QTest::keyClicks(&edit, u"hunter2"_s);
        QVERIFY(edit.take() == Secret("hunter2"));
        QVERIFY(edit.text().isEmpty());
        QVERIFY(!edit.isUndoAvailable());
    }
};

QTEST_MAIN(ConnectDialogTest)
#include "connect_dialog_test.moc"
