// Attaching to a real Mitogen program, and a real script that uses our contexts, in the real window over the real engine.
#include "app/attach/scripts_dialog.h"
#include "app/calls/value_view.h"
#include "app/contexts/context_model.h"
#include "tests/gui/support/desktop.h"
#include "tests/support/paths.h"

#include <QAction>
#include <QDialog>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProcess>
#include <QPushButton>
#include <QStandardPaths>
#include <QTableView>
#include <QToolButton>

#include <csignal>
#include <unistd.h>

using namespace rz;
using namespace Qt::StringLiterals;
using test::Deadline;
using test::Desktop;

namespace {

const auto Python = u"/usr/bin/python3"_s;

// A Mitogen program that listens, with two contexts, one below the other.
class Listening {
public:
    explicit Listening(const QString& at) : path(at)
    {
        m_process.setProcessChannelMode(QProcess::SeparateChannels);
        m_process.start(Python,
                        {QString::fromStdString(test::sourcePath("tests/gui/support/listening/program.py")), path});
        [&] { QTRY_VERIFY_WITH_TIMEOUT(m_process.canReadLine(), Deadline); }();
        const QList<QByteArray> ids = m_process.readLine().simplified().split(' ');
        first = ids.value(0).toUInt();
        second = ids.value(1).toUInt();
    }
    ~Listening()
    {
        signal(SIGCONT);
        m_process.kill();
        m_process.waitForFinished();
    }

    void signal(int number) const
    {
        if (const auto pid = static_cast<pid_t>(m_process.processId()); pid > 0)
            ::kill(pid, number);
    }
    bool runs() const { return m_process.state() == QProcess::Running; }
    void end()
    {
        m_process.kill();
        QVERIFY(m_process.waitForFinished());
    }
    void order(const QByteArray& line) { m_process.write(line + '\n'); }
    uint started()
    {
        order("start");
        [&] { QTRY_VERIFY_WITH_TIMEOUT(m_process.canReadLine(), Deadline); }();
        return m_process.readLine().trimmed().toUInt();
    }
    QString title() const { return u"program.py (%1)"_s.arg(m_process.processId()); }

    const QString path;
    uint first = 0;
    uint second = 0;

private:
    QProcess m_process;
};

// The window; sockets are made and found in a folder of its own.
struct ProgramsDesktop : Desktop {
    explicit ProgramsDesktop(qt::LivenessOptions liveness = {}) : Desktop(liveness) {}

    QString socketPath(const QString& name) const { return sockets.filePath(u"mitogen_unix_%1.sock"_s.arg(name)); }

    void attachTo(const Listening& program) const
    {
        find<QAction>(u"attach"_s)->trigger();
        auto* dialog = find<QDialog>(u"attachDialog"_s);
        auto* table = dialog->findChild<QTableView*>(u"sockets"_s);
        QModelIndexList row;
        [&] {
            QTRY_VERIFY_WITH_TIMEOUT(!(row = table->model()->match(table->model()->index(0, 4), Qt::DisplayRole,
                                                                   program.path, 1, Qt::MatchExactly))
                                          .isEmpty(),
                                     Deadline);
        }();
        QVERIFY(!row.isEmpty());
        table->selectRow(row.front().row());
        QTest::mouseClick(dialog->findChild<QPushButton*>(u"attachButton"_s), Qt::LeftButton);
    }
    // The row of that label, which may come late.
    QModelIndex row(const QString& label) const
    {
        QModelIndex found;
        const auto* model = find<QTreeView>(u"contextTree"_s)->model();
        [&] {
            QTRY_VERIFY_WITH_TIMEOUT((found = model
                                                  ->match(model->index(0, 0), Qt::DisplayRole, label, 1,
                                                          Qt::MatchStartsWith | Qt::MatchRecursive)
                                                  .value(0))
                                         .isValid(),
                                     Deadline);
        }();
        return found;
    }
    void choose(const QString& label) const { find<QTreeView>(u"contextTree"_s)->setCurrentIndex(row(label)); }

    QString noticeTitle() const
    {
        const auto* notice = find<QWidget>(u"overviewNotice"_s);
        return notice->isVisible() ? notice->findChild<QLabel*>(u"noticeTitle"_s)->text() : QString();
    }

    // Switches sharing on and gives the example as it stands there, with this path.
    QString share() const
    {
        find<QAction>(u"share"_s)->trigger();
        auto* path = find<QLineEdit>(u"sharePath"_s);
        [&] { QTRY_VERIFY_WITH_TIMEOUT(!path->text().isEmpty(), Deadline); }();
        return find<QPlainTextEdit>(u"exampleScript"_s)->toPlainText();
    }

    QTemporaryDir sockets;
    // Before the engine is asked for anything.
    const bool isSet = qputenv("TMPDIR", sockets.path().toUtf8());
};

// A script that runs beside us.
struct Script {
    explicit Script(const QString& text)
    {
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(Python, {u"-c"_s, text});
    }
    ~Script()
    {
        process.kill();
        process.waitForFinished();
    }
    QByteArray output()
    {
        [&] { QTRY_VERIFY_WITH_TIMEOUT(process.state() == QProcess::NotRunning, Deadline); }();
        return process.readAll();
    }
    QProcess process;
};

}  // namespace

class ProgramsWindowTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        if (!QFile::exists(Python) || !QFile::exists(u"/usr/lib/python3/dist-packages/mitogen"_s))
            QSKIP("needs python3 and python3-mitogen");
    }

    void itsContextsAreFoundAndCalled()
    {
        const ProgramsDesktop f;
        const Listening program(f.socketPath(u"one"_s));
        f.attachTo(program);
        const QModelIndex root = f.row(program.title());
        QVERIFY(!root.parent().isValid());
        QVERIFY(root.data(app::ContextModel::AttachedMarkRole).toBool());
        const QModelIndex first = f.row(u"context %1"_s.arg(program.first));
        QCOMPARE(first.parent().row(), root.row());
        f.choose(u"context %1"_s.arg(program.second));
        QVERIFY(f.call(u"os.path.join \"/srv\" \"www\""_s).startsWith(u"done"_s));
        QCOMPARE(f.shownText(), u"/srv/www"_s);
        // Its own module, which comes from the program, with arguments of every kind.
        QVERIFY(f.call(u"shop.add 2 second=3 more=4"_s).startsWith(u"done"_s));
        QCOMPARE(f.shownText(), u"9"_s);
        QVERIFY(f.call(u"shop.close \"2026-11\" dry_run=true"_s).startsWith(u"failed"_s));
        const QString notice = f.find<QWidget>(u"callError"_s)->findChild<QLabel*>(u"noticeText"_s)->text();
        QVERIFY2(notice.contains(u"order 4117 of 2026-11 is not paid yet"_s), qPrintable(notice));
        const QString trace = f.find<QPlainTextEdit>(u"callTrace"_s)->toPlainText();
        QVERIFY2(trace.contains(u"in settle"_s), qPrintable(trace));
    }

    void theProgramItselfCannotBeCalled()
    {
        const ProgramsDesktop f;
        const Listening program(f.socketPath(u"one"_s));
        f.attachTo(program);
        f.choose(program.title());
        f.find<QAction>(u"showCalls"_s)->trigger();
        QVERIFY(!f.find<QLineEdit>(u"callLine"_s)->isEnabled());
    }

    void whoLetsGoLeavesItRunning()
    {
        const ProgramsDesktop f;
        const Listening program(f.socketPath(u"one"_s));
        f.attachTo(program);
        f.row(u"context %1"_s.arg(program.first));
        f.choose(program.title());
        f.find<QAction>(u"disconnectContext"_s)->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(f.noticeTitle(), u"Detached"_s, Deadline);
        QVERIFY(program.runs());
        // And may come back.
        f.find<QAction>(u"reconnect"_s)->trigger();
        f.row(u"context %1"_s.arg(program.first));
        QVERIFY(f.state().startsWith(u"Connected"_s));
    }

    void itsDeathIsTold()
    {
        const ProgramsDesktop f;
        Listening program(f.socketPath(u"one"_s));
        f.attachTo(program);
        f.choose(u"context %1"_s.arg(program.first));
        const QString title = program.title();
        program.end();
        QTRY_COMPARE_WITH_TIMEOUT(f.noticeTitle(), u"The program has gone"_s, Deadline);
        QVERIFY(f.state().startsWith(u"Lost"_s));
        QCOMPARE(f.find<QTreeView>(u"contextTree"_s)->currentIndex(), f.row(title));
        f.find<QAction>(u"reconnect"_s)->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(f.state().startsWith(u"Failed"_s), Deadline);
        f.find<QAction>(u"forget"_s)->trigger();
        const auto* model = f.find<QTreeView>(u"contextTree"_s)->model();
        QTRY_COMPARE_WITH_TIMEOUT(model->rowCount(), 1, Deadline);
    }

    void whatEndsAndBeginsThereIsNoticed()
    {
        const ProgramsDesktop f({.attached = std::chrono::milliseconds(200)});
        Listening program(f.socketPath(u"one"_s));
        f.attachTo(program);
        f.row(u"context %1"_s.arg(program.first));
        const QPersistentModelIndex second = f.row(u"context %1"_s.arg(program.second));
        f.choose(u"context %1"_s.arg(program.second));
        program.order("end");
        QTRY_VERIFY_WITH_TIMEOUT(!second.isValid(), Deadline);
        QTRY_COMPARE_WITH_TIMEOUT(f.find<QTreeView>(u"contextTree"_s)->currentIndex(), f.row(program.title()),
                                  Deadline);
        const uint third = program.started();
        const QModelIndex row = f.row(u"context %1"_s.arg(third));
        QCOMPARE(row.parent(), f.row(program.title()));
        f.choose(u"context %1"_s.arg(third));
        QVERIFY(f.call(u"os.path.join \"/srv\" \"www\""_s).startsWith(u"done"_s));
        QCOMPARE(f.shownText(), u"/srv/www"_s);
    }

    void aContextThatHangsIsSlowUntilItAnswers()
    {
        const ProgramsDesktop f({.attached = std::chrono::milliseconds(200)});
        const Listening program(f.socketPath(u"one"_s));
        f.attachTo(program);
        f.choose(u"context %1"_s.arg(program.first));
        QVERIFY(f.call(u"os.getpid"_s).startsWith(u"done"_s));
        const auto pid = static_cast<pid_t>(f.shownText().toLongLong());
        QVERIFY(pid > 1);
        ::kill(pid, SIGSTOP);
        QTRY_VERIFY_WITH_TIMEOUT(f.state().startsWith(u"Slow"_s), Deadline);
        ::kill(pid, SIGCONT);
        QTRY_VERIFY_WITH_TIMEOUT(f.state().startsWith(u"Connected"_s), Deadline);
    }

    void aStalledProgramIsSeenAndCanBeLeft()
    {
        const ProgramsDesktop f;
        const Listening program(f.socketPath(u"one"_s));
        program.signal(SIGSTOP);
        f.attachTo(program);
        QTRY_VERIFY_WITH_TIMEOUT(f.state().contains(u"no answer yet"_s), Deadline);
        f.find<QAction>(u"showOverview"_s)->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(f.noticeTitle(), u"No answer yet"_s, Deadline);
        f.find<QAction>(u"cancelConnect"_s)->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(f.state().startsWith(u"Closed"_s), Deadline);
        program.signal(SIGCONT);
        f.find<QAction>(u"reconnect"_s)->trigger();
        f.row(u"context %1"_s.arg(program.first));
    }

    void aContextIsAddedByItsId()
    {
        const ProgramsDesktop f;
        const Listening program(f.socketPath(u"one"_s));
        f.attachTo(program);
        f.row(u"context %1"_s.arg(program.first));
        f.choose(program.title());
        f.find<QAction>(u"addContext"_s)->trigger();
        auto* dialog = f.find<QDialog>(u"addContextDialog"_s);
        auto* id = dialog->findChild<QLineEdit*>(u"contextId"_s);
        QTest::keyClicks(id, u"777777"_s);
        QTest::keyClick(id, Qt::Key_Return);
        auto* outcome = dialog->findChild<QLabel*>(u"addContextOutcome"_s);
        QTRY_VERIFY2_WITH_TIMEOUT(outcome->text().startsWith(u"No context answers"_s), qPrintable(outcome->text()),
                                  Deadline);
        id->clear();
        QTest::keyClicks(id, QString::number(program.second));
        QTest::keyClick(id, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(f.text(u"pathState"_s).contains(u"context %1"_s.arg(program.second)), Deadline);
    }

    // The program's contexts can be built upon; what was started there ends with the attachment, and nothing else does.
    void aContextIsStartedBelowOneOfIts()
    {
        const ProgramsDesktop f;
        const Listening program(f.socketPath(u"one"_s));
        f.attachTo(program);
        f.choose(u"context %1"_s.arg(program.first));
        f.find<QAction>(u"connectChild"_s)->trigger();
        auto* dialog = f.find<QDialog>(u"connectDialog"_s);
        auto* line = dialog->findChild<QLineEdit*>(u"chainLine"_s);
        line->clear();
        QTest::keyClicks(line, u"local{python_path=/usr/bin/python3}"_s);
        QTest::mouseClick(dialog->findChild<QPushButton*>(u"connectButton"_s), Qt::LeftButton);
        f.choose(u"local"_s);
        QTRY_VERIFY2_WITH_TIMEOUT(f.state().startsWith(u"Connected"_s) || f.state().startsWith(u"Failed"_s),
                                  qPrintable(f.state()), Deadline);
        QVERIFY2(f.state().startsWith(u"Connected"_s), qPrintable(f.text(u"noticeText"_s)));
        QVERIFY(f.call(u"shop.where"_s).startsWith(u"done"_s));
        const pid_t pid = f.shownText().remove(u',').toInt();
        QVERIFY(pid > 0 && ::kill(pid, 0) == 0);
        f.choose(program.title());
        f.find<QAction>(u"disconnectContext"_s)->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(::kill(pid, 0) != 0, Deadline);
        QVERIFY(program.runs());
    }

    void aScriptUsesOurContextsOnceItMay()
    {
        ProgramsDesktop f;
        f.type("local");
        QTRY_VERIFY_WITH_TIMEOUT(f.state().startsWith(u"Connected"_s), Deadline);
        Script script(f.share());
        QTRY_VERIFY_WITH_TIMEOUT(f.find<QAction>(u"oldestQuestion"_s)->isEnabled(), Deadline);
        QCOMPARE(f.find<QTableView>(u"clients"_s)->model()->rowCount(), 1);
        f.find<QAction>(u"oldestQuestion"_s)->trigger();
        QCOMPARE(f.inSheet<QLabel>(u"clientProcess"_s)->text(), QString::number(script.process.processId()));
        f.press(u"acceptOnceButton"_s);
        const QByteArray output = script.output();
        QVERIFY2(output.startsWith("local"), output.constData());
        const QByteArray pid = output.simplified().split(' ').last();
        QVERIFY2(pid.toInt() > 0 && ::kill(pid.toInt(), 0) == 0, output.constData());
        QTRY_COMPARE_WITH_TIMEOUT(f.find<QTableView>(u"clients"_s)->model()->rowCount(), 0, Deadline);
        // No row of the tree, ever: nothing can be called in a script.
        const auto* model = f.find<QTreeView>(u"contextTree"_s)->model();
        QCOMPARE(model->rowCount(model->index(0, 0)), 1);
    }

    void aScriptThatIsRefusedGetsNothing()
    {
        ProgramsDesktop f;
        Script script(f.share());
        QTRY_VERIFY_WITH_TIMEOUT(f.find<QAction>(u"oldestQuestion"_s)->isEnabled(), Deadline);
        f.find<QAction>(u"oldestQuestion"_s)->trigger();
        f.press(u"refuseButton"_s);
        const QByteArray output = script.output();
        QVERIFY2(output.contains("Error"), output.constData());
        QVERIFY(script.process.exitCode() != 0);
    }

    void oneThatIsTrustedMayComeAgainWhileItRuns()
    {
        ProgramsDesktop f;
        f.share();
        const QString path = f.find<QLineEdit>(u"sharePath"_s)->text();
        Script script(u"import mitogen.unix, sys\n"
                      "for i in range(2):\n"
                      "    router, desktop = mitogen.unix.connect('%1')\n"
                      "    print('in', flush=True)\n"
                      "    router.broker.shutdown(); router.broker.join()\n"_s.arg(path));
        QTRY_VERIFY_WITH_TIMEOUT(f.find<QAction>(u"oldestQuestion"_s)->isEnabled(), Deadline);
        f.find<QAction>(u"oldestQuestion"_s)->trigger();
        f.press(u"acceptRememberButton"_s);
        QCOMPARE(script.output().count("in"), 2);
    }

    void oneThatStaysCanBeCutOff()
    {
        ProgramsDesktop f;
        f.share();
        const QString path = f.find<QLineEdit>(u"sharePath"_s)->text();
        Script script(u"import mitogen.core, mitogen.unix, threading\n"
                      "gone = threading.Event()\n"
                      "router, desktop = mitogen.unix.connect('%1')\n"
                      "mitogen.core.listen(router.stream_by_id(desktop.context_id), 'disconnect', gone.set)\n"
                      "print('listening', flush=True)\n"
                      "gone.wait()\n"
                      "print('cut off')\n"_s.arg(path));
        QTRY_VERIFY_WITH_TIMEOUT(f.find<QAction>(u"oldestQuestion"_s)->isEnabled(), Deadline);
        f.find<QAction>(u"oldestQuestion"_s)->trigger();
        f.press(u"acceptOnceButton"_s);
        auto* disconnect = f.find<QAction>(u"disconnectClient"_s);
        QTRY_VERIFY_WITH_TIMEOUT(disconnect->isEnabled(), Deadline);
        QTRY_VERIFY_WITH_TIMEOUT(script.process.bytesAvailable() > 0, Deadline);
        disconnect->trigger();
        QVERIFY(script.output().contains("cut off"));
    }

    void withTheSwitchTheSocketGoes()
    {
        ProgramsDesktop f;
        f.share();
        const QString path = f.find<QLineEdit>(u"sharePath"_s)->text();
        QVERIFY(QFile::exists(path));
        f.find<QAction>(u"share"_s)->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!QFile::exists(path), Deadline);
        QTRY_VERIFY_WITH_TIMEOUT(!f.find<QToolButton>(u"statusSharing"_s)->isVisible(), Deadline);
    }
};

QTEST_MAIN(ProgramsWindowTest)
#include "programs_window_test.moc"
