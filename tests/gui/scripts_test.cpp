// Letting scripts in, in the window over an engine in memory.
#include "app/attach/client_model.h"
#include "tests/gui/support/window_scene.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QClipboard>
#include <QDialog>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardPaths>
#include <QTableView>
#include <QTest>
#include <QToolButton>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <unistd.h>
#include <vector>

using namespace Qt::StringLiterals;
using namespace rz;
using namespace rz::app;
using test::WindowScene;
using Decision = connect::PromptAnswer::Decision;

namespace {

qt::ClientSnapshot client(std::uint64_t key, std::optional<std::uint64_t> question = {})
{
    return {.key = attach::ClientKey{key},
            .pid = 9001,
            .uid = ::getuid(),
            .title = "report.py",
            .commandLine = "python3 report.py",
            .since = std::chrono::system_clock::now(),
            .question = question};
}

connect::Prompt clientPrompt(std::int64_t pid = 9001)
{
    connect::Prompt prompt;
    prompt.kind = connect::PromptKind::Client;
    prompt.subject = "report.py";
    prompt.program = "python3.11";
    prompt.client =
        connect::ClientFacts{.pid = pid, .uid = 0, .program = "python3.11", .commandLine = "python3 report.py <b>"};
    return prompt;
}

}  // namespace

class ScriptsTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    void scriptsComeInOnlyWhileTheyMay()
    {
        WindowScene f;
        QVERIFY(!f.action(u"share"_s).isChecked());
        QVERIFY(!f.find<QToolButton>(u"statusSharing"_s).isVisible());
        f.action(u"share"_s).trigger();
        QTRY_VERIFY(f.find<QToolButton>(u"statusSharing"_s).isVisible());
        QDialog& dialog = f.find<QDialog>(u"scriptsDialog"_s);
        QVERIFY(dialog.isVisible());
        QCOMPARE(f.find<QLineEdit>(u"sharePath"_s).text(), QString::fromStdString(f.engine.sharing().path));
        QTest::mouseClick(&f.find<QToolButton>(u"copySharePathButton"_s), Qt::LeftButton);
        QCOMPARE(QGuiApplication::clipboard()->text(), QString::fromStdString(f.engine.sharing().path));
        QTest::mouseClick(&f.find<QToolButton>(u"copyScriptButton"_s), Qt::LeftButton);
        QVERIFY(QGuiApplication::clipboard()->text().contains(QString::fromStdString(f.engine.sharing().path)));
        f.action(u"share"_s).trigger();
        QTRY_VERIFY(!f.action(u"share"_s).isChecked());
        QTRY_VERIFY(!f.find<QLineEdit>(u"sharePath"_s).isVisible());
        QVERIFY(!f.find<QToolButton>(u"statusSharing"_s).isVisible());
    }

    void whyTheyCannotIsTold()
    {
        WindowScene f;
        f.engine.noSharing = Error(ErrorKind::System, "/tmp/x.sock: No space left on device");
        f.action(u"share"_s).trigger();
        const auto& notice = f.find<QWidget>(u"shareNotice"_s);
        QTRY_VERIFY(notice.isVisible());
        QVERIFY(notice.findChild<QLabel*>(u"noticeText"_s)->text().contains(u"No space left"_s));
        QTRY_VERIFY(!f.action(u"share"_s).isChecked());
    }

    void aClientIsCutOffFromTheList()
    {
        WindowScene f;
        f.action(u"share"_s).trigger();
        QTRY_VERIFY(f.action(u"share"_s).isChecked());
        f.engine.setClients({client(1), client(2, f.engine.ask(clientPrompt(), qt::RootNode))});
        auto& table = f.find<QTableView>(u"clients"_s);
        QVERIFY(table.isVisible());
        QVERIFY(f.find<QToolButton>(u"statusSharing"_s).text().startsWith(u"1 script"_s));
        table.selectRow(0);
        QVERIFY(!f.action(u"answerClient"_s).isEnabled());
        f.action(u"disconnectClient"_s).trigger();
        QCOMPARE(f.engine.dismissed, std::vector{attach::ClientKey{1}});
        table.selectRow(1);
        QVERIFY(!f.action(u"disconnectClient"_s).isEnabled());
        f.action(u"answerClient"_s).trigger();
        QVERIFY(f.find<QWidget>(u"promptSheet"_s).isVisible());
        // Rows that stay keep what is chosen.
        f.engine.setClients({client(2, 1)});
        QCOMPARE(table.currentIndex().row(), 0);
    }

    void clientsComeAndGoRowByRow()
    {
        ClientModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setClients({client(1), client(2, 7)});
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(1, ClientModel::StateColumn).data().toString(), u"Waits for your answer"_s);
        model.setClients({client(2), client(3)});
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, ClientModel::StateColumn).data().toString(), u"Connected"_s);
        model.setClients({});
        QCOMPARE(model.rowCount(), 0);
    }

    void lettingAScriptInTakesADeliberateClick_data()
    {
        QTest::addColumn<QString>("button");
        QTest::addColumn<Decision>("decision");
        QTest::newRow("refuse") << u"refuseButton"_s << Decision::Refused;
        QTest::newRow("once") << u"acceptOnceButton"_s << Decision::AcceptOnce;
        QTest::newRow("while it runs") << u"acceptRememberButton"_s << Decision::AcceptAndRemember;
    }
    void lettingAScriptInTakesADeliberateClick()
    {
        QFETCH(const QString, button);
        QFETCH(const Decision, decision);
        WindowScene f;
        const auto id = f.engine.ask(clientPrompt(), qt::RootNode);
        f.action(u"oldestQuestion"_s).trigger();
        auto& sheet = f.find<QWidget>(u"promptSheet"_s);
        QVERIFY(sheet.isVisible());
        QVERIFY(sheet.findChild<QPushButton*>(u"refuseButton"_s)->hasFocus());
        QCOMPARE(sheet.findChild<QLabel*>(u"clientCommand"_s)->text(), u"python3 report.py <b>"_s);
        QCOMPARE(sheet.findChild<QLabel*>(u"clientCommand"_s)->textFormat(), Qt::PlainText);
        QTest::mouseClick(sheet.findChild<QPushButton*>(button), Qt::LeftButton);
        QCOMPARE(f.engine.answers.size(), 1U);
        QCOMPARE(f.engine.answers.front().id, id);
        QCOMPARE(f.engine.answers.front().answer.decision, decision);
    }

    void ofAProcessInAContainerNobodyKnowsWhenItEnds()
    {
        WindowScene f;
        f.engine.ask(clientPrompt(0), qt::RootNode);
        f.action(u"oldestQuestion"_s).trigger();
        auto& sheet = f.find<QWidget>(u"promptSheet"_s);
        QVERIFY(sheet.findChild<QPushButton*>(u"acceptRememberButton"_s) == nullptr);
        QTest::keyClick(sheet.findChild<QPushButton*>(u"refuseButton"_s), Qt::Key_Return);
        QCOMPARE(f.engine.answers.front().answer.decision, Decision::Refused);
    }
};

QTEST_MAIN(ScriptsTest)
#include "scripts_test.moc"
