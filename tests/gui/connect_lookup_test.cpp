// Targets that are looked for where a hop begins, in the dialog that makes a chain.
#include "tests/gui/support/connect_scene.h"

#include <QPlainTextEdit>

using namespace Qt::StringLiterals;
using namespace rz;
using namespace rz::app;

using LookupDialog = test::ConnectScene;

namespace {

const std::vector<connect::Candidate> Containers{
    {.name = "web", .state = "running", .note = "nginx:1.25"},
    {.name = "worker", .state = "exited", .note = {}},
};

}  // namespace

class ConnectLookupTest : public QObject {
    Q_OBJECT

private slots:
    void looksWhenTheListIsFirstOpened()
    {
        LookupDialog f(u"docker"_s);
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
        LookupDialog f(u"docker"_s);
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
        LookupDialog f(u"docker"_s);
        f.engine.candidates = Containers;
        QTest::keyClicks(f.targets().lineEdit(), u"mine"_s);
        f.look();
        QTRY_VERIFY(f.listIsOpen());
        QCOMPARE(f.targets().currentText(), u"mine"_s);
        QCOMPARE(f.line().text(), u"docker:mine"_s);
    }

    void anotherProgramIsAskedAnew()
    {
        LookupDialog f(u"docker"_s);
        f.engine.candidates = Containers;
        f.look();
        QTRY_VERIFY(f.listIsOpen());
        f.targets().hidePopup();
        f.find<QToolButton>(u"moreOptions"_s).click();
        LookupDialog::type(f.field(u"docker_path"_s), u"/opt/docker"_s);
        f.targets().showPopup();
        QCOMPARE(f.engine.searches.size(), 2u);
        QCOMPARE(*f.engine.searches[1].second.options.find("docker_path")->as<std::string>(), "/opt/docker");
    }

    void anEmptyListSaysWhatToDo()
    {
        LookupDialog f(u"docker"_s);
        f.look();
        QTRY_COMPARE(f.outcome(), u"No containers here. Type a name, or start one and look again."_s);
        QVERIFY(!f.listIsOpen());
    }

    void aFailedLookIsToldWhereItHappened()
    {
        LookupDialog f(u"docker"_s);
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
        LookupDialog f(u"docker"_s);
        f.engine.holdSearches = true;
        f.look();
        QVERIFY(f.outcome().isEmpty());
        QTRY_COMPARE(f.outcome(), u"Looking…"_s);
    }

    void onlyTheFirstHopCanBeLookedFor()
    {
        LookupDialog f;
        LookupDialog::type(f.line(), u"ssh:web1|docker:web"_s);
        QVERIFY(f.dialog->findChild<QToolButton*>(u"containerLook"_s) == nullptr);
        QVERIFY(f.note(u"container"_s).contains(u"once the hop before it is connected"_s));
    }
};

QTEST_MAIN(ConnectLookupTest)
#include "connect_lookup_test.moc"
