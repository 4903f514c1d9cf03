// Transfers in the pane before the real engine and real programs, to a context on this machine.
#include "app/transfers/transfer_queue.h"
#include "app/transfers/transfers_pane.h"
#include "tests/gui/support/engine_desk.h"

#include <QAction>
#include <QDir>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProcess>
#include <QSettings>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace rz;
using namespace rz::app;
using namespace Qt::StringLiterals;

namespace {

using test::Deadline;

// A context that is up, the pane, and a folder with files to transfer.
struct Desk : test::EngineDesk {
    Desk()
    {
        waitFor(node);
        QDir(folder.path()).mkpath(u"source/inner"_s);
        write(u"source/one"_s, QByteArray(3'000'000, 'x'));
        write(u"source/inner/a name with blanks"_s, "content");
        pane.resize(1200, 300);
        pane.show();
    }

    void write(const QString& name, const QByteArray& content) const
    {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write %s", qPrintable(name));
    }
    QByteArray read(const QString& name) const
    {
        QFile file(folder.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    TransferOrder order(TransferProgram program = TransferProgram::Rsync)
    {
        return {.program = program,
                .from = queue.place(qt::RootNode),
                .to = queue.place(node),
                .sources = {folder.filePath(u"source"_s)},
                .target = folder.filePath(u"target"_s)};
    }
    Transfer& start(const TransferOrder& wanted)
    {
        Transfer& added = queue.add(wanted);
        pane.choose(added);
        return added;
    }
    QString shown(int column) const
    {
        return pane.findChild<QTableView*>(u"transfers"_s)->model()->index(0, column).data().toString();
    }
    QString text(const QString& label) const { return pane.findChild<QLabel*>(label)->text(); }
    QByteArray output() const { return pane.findChild<QPlainTextEdit*>(u"transferOutput"_s)->toPlainText().toUtf8(); }
    // Its directory is all that there is on PATH, and programs in it play others.
    void play(const QString& program, const QByteArray& script)
    {
        QDir(folder.path()).mkpath(u"programs"_s);
        write(u"programs/"_s + program, "#!/bin/sh\n" + script);
        QFile::setPermissions(folder.filePath(u"programs/"_s + program),
                              QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        qputenv("PATH", QFile::encodeName(folder.filePath(u"programs"_s)) + ":" + path);
    }

    QByteArray path = qgetenv("PATH");
    QTemporaryDir folder;
    QSettings settings{folder.filePath(u"settings.ini"_s), QSettings::IniFormat};
    TransferQueue queue{*engine, contexts, settings, folder.filePath(u"transfers.jsonl"_s)};
    QAction begin{u"Transfer files…"_s};
    TransfersPane pane{queue, selection, &begin};
};

#define NEED(program)                                                      \
    if (QStandardPaths::findExecutable(QStringLiteral(program)).isEmpty()) \
    QSKIP(program " is not installed")

}  // namespace

class TransfersEngineTest : public QObject {
    Q_OBJECT
private slots:
    void init() { m_path = qgetenv("PATH"); }
    void cleanup() { qputenv("PATH", m_path); }

    void aDirectoryGoesToAContext()
    {
        NEED("rsync");
        Desk f;
        int best = 0;
        Transfer& transfer = f.start(f.order());
        connect(&transfer, &Transfer::changed, this, [&] {
            if (transfer.output().progress())
                best = std::max(best, transfer.output().progress()->percent);
        });
        QTRY_COMPARE_WITH_TIMEOUT(f.shown(TransferModel::StateColumn), u"Done"_s, Deadline);
        QCOMPARE(best, 100);
        QVERIFY(transfer.record().bytes > 0);
        QCOMPARE(f.read(u"target/source/one"_s), QByteArray(3'000'000, 'x'));
        QCOMPARE(f.read(u"target/source/inner/a name with blanks"_s), "content");
        QVERIFY2(f.text(u"transferOutcome"_s).startsWith(u"Done in"_s), qPrintable(f.text(u"transferOutcome"_s)));
    }

    void aDirectoryComesFromAContext()
    {
        NEED("rsync");
        Desk f;
        TransferOrder wanted = f.order();
        std::swap(wanted.from, wanted.to);
        wanted.options |= TransferOption::ContentsOnly;
        Transfer& transfer = f.start(wanted);
        QTRY_VERIFY2_WITH_TIMEOUT(transfer.state() == TransferState::Done, f.output(), Deadline);
        QCOMPARE(f.read(u"target/inner/a name with blanks"_s), "content");
    }

    void filesGoFromOneContextToAnother()
    {
        NEED("rsync");
        Desk f;
        TransferOrder wanted = f.order();
        const qt::NodeKey other = f.connectLocal();
        f.waitFor(other);
        wanted.from = f.queue.place(other);
        Transfer& transfer = f.start(wanted);
        QTRY_VERIFY2_WITH_TIMEOUT(transfer.record().isOver(), f.output(), Deadline);
        QVERIFY2(transfer.state() == TransferState::Done,
                 qPrintable(transfer.record().reason + u'\n' + QString::fromUtf8(f.output())));
        QCOMPARE(f.read(u"target/source/one"_s), QByteArray(3'000'000, 'x'));
    }

    void scpAndSftpAndGitWork()
    {
        NEED("scp");
        NEED("git");
        Desk f;
        QDir(f.folder.path()).mkpath(u"target"_s);
        Transfer& scp = f.start(f.order(TransferProgram::Scp));
        QTRY_VERIFY2_WITH_TIMEOUT(scp.state() == TransferState::Done, f.output(), Deadline);
        QCOMPARE(f.read(u"target/source/inner/a name with blanks"_s), "content");
        f.write(u"batch"_s, "put " + QFile::encodeName(f.folder.filePath(u"source/one"_s)) + " by-sftp\n");
        TransferOrder commands = f.order(TransferProgram::Sftp);
        commands.sources = {f.folder.filePath(u"batch"_s)};
        Transfer& sftp = f.start(commands);
        QTRY_VERIFY2_WITH_TIMEOUT(sftp.state() == TransferState::Done, f.output(), Deadline);
        QCOMPARE(f.read(u"target/by-sftp"_s).size(), 3'000'000);
        QProcess::execute(u"git"_s, {u"init"_s, u"-q"_s, f.folder.filePath(u"repository"_s)});
        TransferOrder clone = f.order(TransferProgram::GitClone);
        std::swap(clone.from, clone.to);
        clone.sources = {f.folder.filePath(u"repository"_s)};
        clone.target = f.folder.filePath(u"clone"_s);
        Transfer& git = f.start(clone);
        QTRY_VERIFY2_WITH_TIMEOUT(git.state() == TransferState::Done, f.output(), Deadline);
        QVERIFY(QFile::exists(f.folder.filePath(u"clone/.git/HEAD"_s)));
    }

    void aCancelledOneEndsItsProgram()
    {
        Desk f;
        const QString mark = f.folder.filePath(u"pid"_s);
        f.play(u"rsync"_s, "echo $$ >" + QFile::encodeName(mark) + "\necho begun\nexec sleep 600\n");
        Transfer& transfer = f.start(f.order());
        QTRY_COMPARE_WITH_TIMEOUT(f.output(), "begun", Deadline);
        const QString process = u"/proc/"_s + QString::fromLatin1(f.read(u"pid"_s).trimmed());
        QVERIFY(QFile::exists(process));
        f.pane.findChild<QAction*>(u"cancelTransfer"_s)->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(f.shown(TransferModel::StateColumn), u"Cancelled"_s, Deadline);
        QTRY_VERIFY_WITH_TIMEOUT(!QFile::exists(process), Deadline);
        QVERIFY(transfer.record().reason.isEmpty());
    }

    void aPausedOneStandsStill()
    {
        Desk f;
        f.play(u"rsync"_s, "echo begun\nwhile :; do sleep 0.02; echo x; done\n");
        Transfer& transfer = f.start(f.order());
        QTRY_VERIFY_WITH_TIMEOUT(transfer.output().total() > 2, Deadline);
        transfer.pause();
        std::uint64_t before = 0;
        // What it had printed may still be on its way.
        QTRY_VERIFY_WITH_TIMEOUT((std::exchange(before, transfer.output().total()) == transfer.output().total()),
                                 Deadline);
        transfer.resume();
        QTRY_VERIFY_WITH_TIMEOUT(transfer.output().total() > before + 2, Deadline);
        transfer.cancel();
        QTRY_VERIFY_WITH_TIMEOUT(transfer.state() == TransferState::Cancelled, Deadline);
    }

    void aFailedOneSaysWhatToDo()
    {
        NEED("rsync");
        Desk f;
        TransferOrder wanted = f.order();
        wanted.sources = {f.folder.filePath(u"nothing here"_s)};
        const Transfer& transfer = f.start(wanted);
        QTRY_COMPARE_WITH_TIMEOUT(f.shown(TransferModel::StateColumn), u"Failed"_s, Deadline);
        QVERIFY2(transfer.record().trouble == TransferTrouble::NotFound, f.output());
        QVERIFY(f.text(u"noticeText"_s).contains(u"status 23"_s));
    }

    void aProgramThatIsMissingIsNamedWithItsPackage()
    {
        Desk f;
        qputenv("PATH", "/nowhere");
        f.start(f.order());
        QTRY_COMPARE_WITH_TIMEOUT(f.shown(TransferModel::StateColumn), u"Failed"_s, Deadline);
        QVERIFY2(f.text(u"noticeText"_s).contains(u"package rsync"_s), qPrintable(f.text(u"noticeText"_s)));
    }

    void aLostContextIsNamed()
    {
        Desk f;
        f.play(u"rsync"_s, "echo begun\nssh remote sleep 600\n");
        const Transfer& transfer = f.start(f.order());
        QTRY_COMPARE_WITH_TIMEOUT(f.output(), "begun", Deadline);
        f.engine->disconnectNode(f.node);
        QTRY_COMPARE_WITH_TIMEOUT(f.shown(TransferModel::StateColumn), u"Failed"_s, Deadline);
        QVERIFY2(transfer.record().reason.startsWith(u"local is not connected"_s),
                 qPrintable(transfer.record().reason));
        QVERIFY(transfer.record().trouble == TransferTrouble::Connection);
    }

private:
    QByteArray m_path;
};

QTEST_MAIN(TransfersEngineTest)
#include "transfers_engine_test.moc"
