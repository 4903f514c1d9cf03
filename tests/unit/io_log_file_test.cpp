#include "core/io/debug_log.h"
#include "core/io/log_file.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <thread>
#include <unistd.h>
#include <vector>

using namespace rz;

namespace {

QStringList linesOf(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
}

class Keeper final : public LogSink {
public:
    void write(LogRecord record) override { texts.push_back(std::move(record.text)); }
    std::vector<std::string> texts;
};

}  // namespace

// Logs in files.
class IoLogFileTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        qunsetenv("RHIZOME_LOG_LEVEL");
        m_path = m_dir.filePath(QStringLiteral("log-%1").arg(++m_count));
    }

    void aLineHasTimeLevelLoggerAndText()
    {
        const auto log = io::logToFile(m_path.toStdString()).value();
        RZ_LOG_WARNING(log.log.child("routing"), "something ", 7);
        log.file->write({.time = {}, .level = LogLevel::Error, .origin = ContextId{3}, .logger = "app", .text = "far"});
        const QStringList lines = linesOf(m_path);
        QCOMPARE(lines.size(), 2);
        const QRegularExpression form(
            QStringLiteral("^\\d\\d:\\d\\d:\\d\\d\\.\\d{6} W rhizome\\.routing: something 7$"));
        QVERIFY2(form.match(lines[0]).hasMatch(), qPrintable(lines[0]));
        QCOMPARE(lines[1], QStringLiteral("00:00:00.000000 E app [3]: far"));
    }

    void theLevelDecides_data()
    {
        QTest::addColumn<QByteArray>("variable");
        QTest::addColumn<bool>("io");
        QTest::addColumn<int>("level");
        QTest::addColumn<int>("lines");
        QTest::newRow("info") << QByteArray() << false << 20 << 3;
        QTest::newRow("debug") << QByteArray() << false << 10 << 4;
        QTest::newRow("error") << QByteArray() << false << 40 << 1;
        QTest::newRow("io") << QByteArray() << true << 20 << 5;
        QTest::newRow("variable over argument") << QByteArray("ERROR") << true << 10 << 1;
        QTest::newRow("variable io") << QByteArray("IO") << false << 20 << 5;
        QTest::newRow("variable in small letters") << QByteArray("debug") << false << 20 << 4;
        QTest::newRow("no level is info") << QByteArray("loud") << true << 10 << 3;
    }
    void theLevelDecides()
    {
        QFETCH(const QByteArray, variable);
        QFETCH(const bool, io);
        QFETCH(const int, level);
        if (!variable.isEmpty())
            qputenv("RHIZOME_LOG_LEVEL", variable);
        const auto log =
            io::logToFile(m_path.toStdString(), io ? io::LogIo::Yes : io::LogIo::No, static_cast<LogLevel>(level))
                .value();
        RZ_LOG_IO(log.log, "io");
        RZ_LOG_DEBUG(log.log, "debug");
        RZ_LOG_INFO(log.log, "info");
        RZ_LOG_WARNING(log.log, "warning");
        RZ_LOG_ERROR(log.log, "error");
        QTEST(static_cast<int>(linesOf(m_path).size()), "lines");
    }

    void linesOfThreadsDoNotMix()
    {
        const auto log = io::logToFile(m_path.toStdString()).value();
        const std::string text(3000, 'x');
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < 4; ++i) {
                threads.emplace_back([&] {
                    for (int line = 0; line < 50; ++line)
                        RZ_LOG_INFO(log.log, text);
                });
            }
        }
        const QStringList lines = linesOf(m_path);
        QCOMPARE(lines.size(), 200);
        for (const QString& line : lines)
            QVERIFY(line.endsWith(QStringLiteral(": ") + QString::fromStdString(text)));
    }

    void aFileThatCannotBeOpenedIsAnError()
    {
        const auto log = io::logToFile("/nonexistent/log");
        QVERIFY(log.error().kind() == ErrorKind::System);
        QVERIFY(log.error().text().find("/nonexistent/log") != std::string::npos);
    }

    void theDebugLogKeepsAllAndPassesItOn()
    {
        const QString path = QStringLiteral("/tmp/rhizome.%1.log").arg(::getpid());
        // What somebody else put there is not written to.
        const QString trap = m_dir.filePath(QStringLiteral("trap"));
        QVERIFY(QFile::link(trap, path));
        Keeper next;
        {
            const auto debug = io::DebugLog::open(&next).value();
            RZ_LOG_DEBUG(debug->log("rhizome"), "detail");
        }
        QCOMPARE(next.texts, std::vector<std::string>{"detail"});
        QVERIFY(linesOf(path).value(0).endsWith(QStringLiteral(" D rhizome: detail")));
        QVERIFY(!QFile::exists(trap));
        QVERIFY(QFile::permissions(path) ==
                (QFile::ReadOwner | QFile::WriteOwner | QFile::ReadUser | QFile::WriteUser));
        QVERIFY(QFile::remove(path));
    }

private:
    QTemporaryDir m_dir;
    QString m_path;
    int m_count = 0;
};

QTEST_GUILESS_MAIN(IoLogFileTest)
#include "io_log_file_test.moc"
