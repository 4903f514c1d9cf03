// Files that rhizomectl fetches from contexts, and has for them.
#include "core/base/unique_fd.h"
#include "tests/integration/ctl_run.h"
#include "tests/support/paths.h"
#include "tests/support/temp_dir.h"

#include <QCryptographicHash>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <csignal>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace rz;
using test::CtlRun;
using test::PythonHop;

namespace {

QString digest(const QByteArray& content)
{
    return QString::fromLatin1(QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex());
}

}  // namespace

class CtlFilesTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!CtlRun::available())
            QFAIL("rhizomectl or the agent is not built");
        if (::access("/usr/lib/python3/dist-packages/mitogen", R_OK) != 0)
            QSKIP("needs python3-mitogen");
        ::setenv("RHIZOME_PYTHONPATH", test::sourcePath("tests/interop").c_str(), 1);
        m_content = QByteArray(5'000'001, 'x') + "the end\n";
        m_path = QString::fromStdString(m_directory.write("content", m_content.toStdString()));
    }

    void aFileIsFetched_data()
    {
        QTest::addColumn<QString>("chain");
        QTest::newRow("Python") << PythonHop;
        QTest::newRow("Python behind an agent") << "local|" + PythonHop;
        QTest::newRow("an agent") << "local|local";
    }
    void aFileIsFetched()
    {
        QFETCH(const QString, chain);
        const CtlRun ctl;
        auto ended = ctl.run({"fetch", chain, m_path});
        QCOMPARE(ended.err, QString());
        QVERIFY(ended.out.toUtf8() == m_content);
        QCOMPARE(ended.status, 0);

        // Into a file that is there: by a link, and as others see it only when it is whole.
        const test::TempDir here;
        const QString file = QString::fromStdString(here.write("file", "before", 0600));
        const QString link = QString::fromStdString(here.file("link"));
        QVERIFY(QFile::link(file, link));
        ended = ctl.run({"fetch", chain, m_path, link});
        QCOMPARE(ended.err, QString());
        QVERIFY(QFileInfo(link).isSymLink());
        QVERIFY(test::readFile(file.toStdString()) == m_content.toStdString());
        constexpr QFile::Permissions Others =
            QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        QVERIFY(!QFile::permissions(file).testAnyFlags(Others));
        QCOMPARE(ctl.run({"fetch", chain, m_path, "/dev/null"}).status, 0);

        // What fails leaves what was there.
        ended = ctl.run({"fetch", chain, "/no/such/file", file});
        QCOMPARE(ended.status, 1);
        QVERIFY2(ended.err.contains("No such file"), qPrintable(ended.err));
        QVERIFY(test::readFile(file.toStdString()) == m_content.toStdString());
        QCOMPARE(QDir(QString::fromStdString(here.path())).entryList(QDir::Files, QDir::Name),
                 (QStringList{"file", "link"}));
    }

    void anInterruptEndsAFetch()
    {
        const CtlRun ctl;
        const QString sparse = QString::fromStdString(m_directory.write("sparse", ""));
        QVERIFY(QFile::resize(sparse, qint64(1) << 40));
        const test::TempDir here;
        const QDir directory(QString::fromStdString(here.path()));
        const auto process = ctl.begin({"fetch", PythonHop, sparse, directory.filePath("file")});
        QTRY_VERIFY_WITH_TIMEOUT(!directory.entryList(QDir::Files).isEmpty() &&
                                     directory.entryInfoList(QDir::Files).first().size() > 0,
                                 60'000);
        ::kill(static_cast<pid_t>(process->processId()), SIGINT);
        const auto ended = CtlRun::end(*process);
        QCOMPARE(ended.status, 6);
        QTRY_VERIFY(ctl.processes().empty());
        QVERIFY(directory.entryList(QDir::Files).isEmpty());
    }

    void anInterruptEndsAFetchThatNobodyReads_data()
    {
        QTest::addColumn<QString>("chain");
        QTest::newRow("Python") << PythonHop;
        QTest::newRow("an agent") << "local";
    }
    void anInterruptEndsAFetchThatNobodyReads()
    {
        QFETCH(const QString, chain);
        const CtlRun ctl;
        const test::TempDir here;
        const std::string pipe = here.file("pipe");
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        const UniqueFd reader(::open(pipe.c_str(), O_RDWR | O_CLOEXEC));
        const auto process = ctl.begin({"fetch", chain, m_path, QString::fromStdString(pipe)});
        const auto waiting = [&reader] {
            int size = 0;
            ::ioctl(reader.get(), FIONREAD, &size);
            return size;
        };
        QTRY_COMPARE_WITH_TIMEOUT(waiting(), ::fcntl(reader.get(), F_GETPIPE_SZ), 60'000);
        ::kill(static_cast<pid_t>(process->processId()), SIGINT);
        const auto ended = CtlRun::end(*process);
        QCOMPARE(ended.status, 6);
        QTRY_VERIFY(ctl.processes().empty());
    }

    void whatIsServedCanBeFetchedByPython()
    {
        const CtlRun ctl;
        const QString chain = "local|" + PythonHop;
        for (const QString& served : {m_path, QString::fromStdString(m_directory.path())}) {
            const auto ended = ctl.run({"--json", "--serve", served, "call", chain, "file_functions.fetch", m_path});
            QCOMPARE(ended.err, QString());
            const QJsonArray result = QJsonDocument::fromJson(ended.out.toUtf8()).array();
            QCOMPARE(result.at(0).toBool(), true);
            QCOMPARE(result.at(2).toString(), digest(m_content));
        }
        const auto other = ctl.run({"--serve", m_path, "call", chain, "file_functions.fetch_error", "/etc/passwd"});
        QVERIFY2(other.out.contains("Path '/etc/passwd' is not registered with FileService."), qPrintable(other.out));
        const auto none = ctl.run({"--serve", "/no/such/file", "call", chain, "file_functions.fetch", m_path});
        QVERIFY2(none.err.contains("/no/such/file: No such file"), qPrintable(none.err));
    }

    void whatIsPushedIsThereBeforeTheCall()
    {
        const auto ended =
            CtlRun().run({"--push", m_path, "call", "local|" + PythonHop, "file_functions.pushed", m_path});
        QCOMPARE(ended.err, QString());
        QCOMPARE(ended.out.trimmed(), digest(m_content));
    }

private:
    test::TempDir m_directory;
    QByteArray m_content;
    QString m_path;
};

QTEST_GUILESS_MAIN(CtlFilesTest)
#include "ctl_files_test.moc"
