// What a window keeps from run to run is one process's at a time.
#include "app/transfers/transfer_queue.h"
#include "app/window/kept_files.h"
#include "tests/gui/support/window_scene.h"
#include "tests/support/paths.h"

#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTest>
#include <QTreeView>

#include <map>

using namespace Qt::StringLiterals;
using namespace rz;
using namespace rz::app;
using test::WindowScene;

namespace {

// As of another process with the same settings.
struct OtherWindow {
    explicit OtherWindow(WindowScene& first)
        : settings(first.settings.fileName(), QSettings::IniFormat),
          window(engine, first.theme, first.keyring, settings)
    {
        window.show();
        window.beginWork();
    }

    QSettings settings;
    test::FakeEngine engine;
    MainWindow window;
};

std::map<QString, QByteArray> keptIn(const QTemporaryDir& folder)
{
    std::map<QString, QByteArray> kept;
    for (const QString& name : {u"workspace.json"_s, u"transfers.jsonl"_s, u"calls.jsonl"_s}) {
        QFile file(folder.filePath(name));
        if (file.open(QIODevice::ReadOnly))
            kept.emplace(name, file.readAll());
    }
    return kept;
}

// Connects a context, copies to it and calls a function there.
void work(MainWindow& window, test::FakeEngine& engine, std::string_view hop)
{
    const qt::NodeKey host = engine.addNode(qt::RootNode, hop);
    auto& queue = *window.findChild<TransferQueue*>(u"transferQueue"_s);
    queue.add({.from = queue.place(qt::RootNode), .to = queue.place(host), .sources = {u"/srv/site"_s}});
    window.findChild<QAction*>(u"showCalls"_s)->trigger();
    auto* tree = window.findChild<QTreeView*>(u"contextTree"_s);
    tree->setCurrentIndex(
        tree->model()
            ->match(tree->model()->index(0, 0), Qt::DisplayRole, u"ssh"_s, 1, Qt::MatchStartsWith | Qt::MatchRecursive)
            .value(0));
    auto* line = window.findChild<QLineEdit*>(u"callLine"_s);
    line->setText(u"os.getpid"_s);
    QTest::keyClick(line, Qt::Key_Return);
}

}  // namespace

class KeptFilesTest : public QObject {
    Q_OBJECT
private slots:
    void aSecondWindowLeavesTheFilesToTheFirst()
    {
        WindowScene first;
        first.window.beginWork();
        work(first.window, first.engine, "ssh:alice@web1");
        first.window.closeAtOnce();
        first.window.show();
        const auto kept = keptIn(first.settingsFolder);
        QCOMPARE(kept.size(), 3u);
        QVERIFY(first.window.findChild<QWidget*>(u"statusNotKept"_s) == nullptr);
        {
            OtherWindow second(first);
            auto* said = second.window.findChild<QLabel*>(u"statusNotKept"_s);
            QVERIFY(said != nullptr && said->isVisible());
            QVERIFY(said->toolTip().contains(QString::number(QCoreApplication::applicationPid())));
            QVERIFY(!second.window.findChild<QWidget*>(u"restoreBar"_s)->isVisible());
            QCOMPARE(second.window.findChild<TransferQueue*>(u"transferQueue"_s)->model().rowCount(), 0);
            work(second.window, second.engine, "ssh:bob@db1");
            second.window.closeAtOnce();
        }
        QVERIFY(keptIn(first.settingsFolder) == kept);
        // Once it has ended, the next one has them.
        first.made.reset();
        OtherWindow third(first);
        QVERIFY(third.window.findChild<QWidget*>(u"statusNotKept"_s) == nullptr);
        QVERIFY(third.window.findChild<QWidget*>(u"restoreBar"_s)->isVisible());
    }

    void aProgramHasThemUntilItEnds_data()
    {
        QTest::addColumn<bool>("killed");
        QTest::newRow("in order") << false;
        QTest::newRow("killed") << true;
    }
    void aProgramHasThemUntilItEnds()
    {
        QFETCH(const bool, killed);
        const QTemporaryDir folder;
        QProcess program;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        program.setProcessEnvironment(environment);
        program.start(QString::fromStdString(test::binary("rhizome")), {u"--settings"_s, folder.path()});
        QVERIFY(program.waitForStarted());
        const QSettings settings(folder.filePath(u"rhizome.ini"_s), QSettings::IniFormat);
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo(folder.filePath(u"rhizome.lock"_s)).size() > 0, 30'000);
        QVERIFY(!KeptFiles(settings).areOurs());
        if (killed)
            program.kill();
        else
            program.terminate();
        QVERIFY(program.waitForFinished());
        QCOMPARE(program.exitStatus(), killed ? QProcess::CrashExit : QProcess::NormalExit);
        QVERIFY(KeptFiles(settings).areOurs());
    }
};

QTEST_MAIN(KeptFilesTest)
#include "kept_files_test.moc"
