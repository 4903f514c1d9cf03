// The dialog that makes a chain: its line, its form, and what it says of both.
#include "app/connect/method_menu.h"
#include "tests/gui/support/connect_scene.h"

#include <QCheckBox>
#include <QPlainTextEdit>

using namespace Qt::StringLiterals;
using namespace rz;
using namespace rz::app;

using Dialog = test::ConnectScene;

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

    void everyFieldHasANameForScreenReaders()
    {
        Dialog f;
        for (const auto* field : f.dialog->findChildren<QLineEdit*>())
            QVERIFY2(!field->accessibleName().isEmpty(), qPrintable(field->objectName()));
    }
};

QTEST_MAIN(ConnectDialogTest)
#include "connect_dialog_test.moc"
