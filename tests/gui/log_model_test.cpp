#include "app/common/context_directory.h"
#include "app/logs/log_finder.h"
#include "app/logs/log_model.h"
#include "app/logs/log_text.h"
#include "app/logs/log_text_export.h"
#include "tests/gui/support/fake_engine.h"

#include <QAbstractItemModelTester>
#include <QBuffer>
#include <QSignalSpy>
#include <QTest>

using namespace rz;
using namespace rz::app;
using namespace Qt::StringLiterals;

namespace {

constexpr auto Fatal = QAbstractItemModelTester::FailureReportingMode::Fatal;

LogRecord record(const std::string& text, ContextId origin = MasterId, LogLevel level = LogLevel::Info,
                 const std::string& logger = "test")
{
    return {.time = std::chrono::system_clock::time_point(std::chrono::seconds(1'700'000'000)),
            .level = level,
            .origin = origin,
            .logger = logger,
            .text = text};
}

std::vector<LogRecord> numbered(int from, int to)
{
    std::vector<LogRecord> records;
    for (int i = from; i < to; ++i)
        records.push_back(record("line " + std::to_string(i)));
    return records;
}

std::string cleaned(std::string_view text)
{
    std::string out;
    appendCleaned(out, text);
    return out;
}

LogPattern text(const QString& needle, CaseRule rule = CaseRule::Ignore)
{
    return {needle, PatternKind::Text, rule};
}

LogPattern regex(const QString& expression)
{
    return {expression, PatternKind::Regex, CaseRule::Ignore};
}

LogCriteria only(const LogPattern& pattern)
{
    LogCriteria criteria;
    criteria.pattern = pattern;
    return criteria;
}

// A model with everything it needs.
struct Fixture {
    explicit Fixture(std::size_t capacity = LogStore::DefaultCapacity)
        : model(contexts, capacity), tester(&model, Fatal)
    {
    }

    QStringList texts() const
    {
        QStringList all;
        for (int row = 0; row < model.rowCount(); ++row)
            all << model.index(row, LogModel::TextColumn).data().toString();
        return all;
    }
    void settle() { QTRY_VERIFY(!model.isSearching()); }

    test::FakeEngine engine;
    ContextDirectory contexts{engine};
    LogModel model;
    QAbstractItemModelTester tester;
};

}  // namespace

class LogModelTest : public QObject {
    Q_OBJECT
private slots:
    void printedTextBecomesHarmless_data()
    {
        QTest::addColumn<QByteArray>("printed");
        QTest::addColumn<QByteArray>("shown");
        QTest::newRow("plain") << QByteArray("häl\tlo") << QByteArray("häl\tlo");
        QTest::newRow("colours") << QByteArray("\x1b[31;1mred\x1b[0m!") << QByteArray("red!");
        QTest::newRow("title") << QByteArray("\x1b]0;own\x07text") << QByteArray("text");
        QTest::newRow("title ended by ST") << QByteArray("\x1b]0;own\x1b\\text") << QByteArray("text");
        QTest::newRow("unfinished escape") << QByteArray("a\x1b[31") << QByteArray("a");
        QTest::newRow("carriage return before the end") << QByteArray("a\r\nb\r") << QByteArray("a\nb");
        QTest::newRow("carriage return inside") << QByteArray("10%\r20%")
                                                << QByteArray("10%\xe2\x90\x8d"
                                                              "20%");
        QTest::newRow("nul and delete") << QByteArray("a\0b\x7f", 4)
                                        << QByteArray("a\xe2\x90\x80"
                                                      "b\xe2\x90\xa1");
        QTest::newRow("no UTF-8") << QByteArray("a\xff"
                                                "b\xc3")
                                  << QByteArray("a\xef\xbf\xbd"
                                                "b\xef\xbf\xbd");
    }

    void printedTextBecomesHarmless()
    {
        QFETCH(QByteArray, printed);
        QFETCH(QByteArray, shown);
        QCOMPARE(QByteArray::fromStdString(cleaned(printed.toStdString())), shown);
    }

    void anyBytesBecomeText()
    {
        std::uint32_t state = 7;
        for (int i = 0; i < 1000; ++i) {
            std::string bytes;
            for (int length = 0; length < 40; ++length) {
                state = state * 1664525 + 1013904223;
                bytes.push_back(static_cast<char>(state >> 24));
            }
            const QString decoded = QString::fromStdString(cleaned(bytes));
            QVERIFY(!decoded.contains(u'\x1b'));
            QCOMPARE(decoded.toStdString(), cleaned(bytes));
        }
    }

    void patternsFindTextAsTheirRulesSay()
    {
        QVERIFY(text(u"ERROR"_s).matches("an error occurred"));
        QVERIFY(!text(u"ERROR"_s, CaseRule::Respect).matches("an error occurred"));
        QVERIFY(text(u"occurred"_s).matches("an error OCCURRED"));
        QVERIFY(text(u"x"_s).matches("aX"));
        QVERIFY(!text(u"xx"_s).matches("x"));
        QVERIFY(!text(u"abc"_s).matches(""));
        QVERIFY(text(u"ÄRGER"_s).matches("großer ärger"));
        QVERIFY(text(u"[1]"_s).matches("a[1]"));
        QVERIFY(!text(u"[1]"_s).matches("a{1}"));
        QVERIFY(regex(u"^b\\w+$"_s).matches("a\nbcd\ne"));
        QVERIFY(!regex(u"^b$"_s).matches("abc"));
        QVERIFY(LogPattern().matches("anything"));
        QVERIFY(regex(u"("_s).problem().size() > 0);
        QVERIFY(regex(u"a"_s).problem().isEmpty());
    }

    void textIsFoundAtEachPlaceItCanBe()
    {
        for (int length = 1; length < 300; length += 7) {
            const QString needle = QString(length, u'a') + u'b';
            for (int before = 0; before < 20; ++before) {
                const std::string line =
                    std::string(static_cast<std::size_t>(before), 'c') + needle.toUpper().toStdString();
                QVERIFY(text(needle).matches(line));
                QVERIFY(text(needle).matches(line + "cc"));
                QVERIFY(!text(needle).matches(line.substr(0, line.size() - 1)));
            }
        }
    }

    void anExpressionThatBacktracksWithoutEndGivesUp()
    {
        QVERIFY(!regex(u"(a+)+(b+)+c$"_s).matches(std::string(5000, 'a') + std::string(5000, 'b')));
    }

    void matchesAreMarkedWhereTheyAre()
    {
        const QList<std::pair<qsizetype, qsizetype>> marks = {{0, 2}, {3, 2}};
        QCOMPARE(text(u"AB"_s).find(u"ab ab"_s), marks);
        QCOMPARE(regex(u"a."_s).find(u"ab ab"_s), marks);
        QVERIFY(regex(u"x*"_s).find(u"ab"_s).isEmpty());
    }

    void linesOfARecordAreRows()
    {
        Fixture f;
        const auto node = f.engine.addNode(qt::RootNode, "ssh:alice@web1");
        f.model.append(
            {record("one\ntwo\nthree\n", *f.engine.node(node).id, LogLevel::Warning, "stderr"), record("next")});
        QCOMPARE(f.texts(), (QStringList{u"one"_s, u"two"_s, u"three"_s, u"next"_s}));
        QCOMPARE(f.model.index(0, LogModel::ContextColumn).data().toString(), u"ssh alice@web1"_s);
        QCOMPARE(f.model.index(0, LogModel::LevelColumn).data().toString(), u"Warning"_s);
        QCOMPARE(f.model.index(0, LogModel::LoggerColumn).data().toString(), u"stderr"_s);
        QVERIFY(!f.model.index(1, LogModel::LevelColumn).data().isValid());
        QCOMPARE(f.model.index(3, LogModel::ContextColumn).data().toString(), u"desktop"_s);
        QCOMPARE(f.model.recordRows(1), std::pair(0, 2));
        QCOMPARE(f.model.recordRows(3), std::pair(3, 3));
    }

    void emptyLinesAreKept()
    {
        Fixture f;
        f.model.append({record(""), record("a\n\nb")});
        QCOMPARE(f.texts(), (QStringList{QString(), u"a"_s, QString(), u"b"_s}));
    }

    void manyRecordsFillManyChunks()
    {
        Fixture f;
        f.model.append(numbered(0, 10'000));
        QTRY_COMPARE(f.model.rowCount(), 10'000);
        QCOMPARE(f.model.index(0, LogModel::TextColumn).data().toString(), u"line 0"_s);
        QCOMPARE(f.model.index(4096, LogModel::TextColumn).data().toString(), u"line 4096"_s);
        QCOMPARE(f.model.index(9999, LogModel::TextColumn).data().toString(), u"line 9999"_s);
        QVERIFY(f.model.store().memory() / 10'000 < 400);
    }

    void aRecordWithMoreLinesThanAChunkIsKeptWhole()
    {
        Fixture f;
        std::string lines;
        for (int i = 0; i < 10'000; ++i)
            lines += "line " + std::to_string(i) + "\n";
        f.model.append({record("before"), record(lines), record("after")});
        QTRY_COMPARE(f.model.rowCount(), 10'002);
        QCOMPARE(f.model.index(10'000, LogModel::TextColumn).data().toString(), u"line 9999"_s);
        QCOMPARE(f.model.index(10'001, LogModel::TextColumn).data().toString(), u"after"_s);
    }

    void anOverlongRecordIsCut()
    {
        Fixture f;
        f.model.append({record(std::string(3'000'000, 'x'))});
        const QString shown = f.model.index(0, LogModel::TextColumn).data().toString();
        QVERIFY(shown.size() < 1'000'000);
        QVERIFY(shown.endsWith(u'…'));
    }

    void theOldestLinesLeaveWhenThereAreTooMany()
    {
        Fixture f(10'000);
        QSignalSpy removed(&f.model, &QAbstractItemModel::rowsRemoved);
        for (int i = 0; i < 30'000; i += 500)
            f.model.append(numbered(i, i + 500));
        QTRY_COMPARE(f.model.index(f.model.rowCount() - 1, LogModel::TextColumn).data().toString(), u"line 29999"_s);
        QVERIFY(f.model.rowCount() >= 10'000);
        QVERIFY(f.model.rowCount() < 10'000 + 4096 + 500);
        QVERIFY(removed.count() >= 4);
        const int first = 30'000 - f.model.rowCount();
        QCOMPARE(f.model.index(0, LogModel::TextColumn).data().toString(), u"line %1"_s.arg(first));
    }

    void aFilterShowsWhatMatchesAndTheWholeRecord()
    {
        Fixture f;
        f.model.append({record("Traceback\n  in f()\nValueError"), record("quiet"), record("another valueerror")});
        f.model.setCriteria(only(text(u"valueerror"_s)));
        f.settle();
        QCOMPARE(f.texts(), (QStringList{u"Traceback"_s, u"  in f()"_s, u"ValueError"_s, u"another valueerror"_s}));
        f.model.append({record("new"), record("new ValueError")});
        QCOMPARE(f.texts().last(), u"new ValueError"_s);
        QCOMPARE(f.model.rowCount(), 5);
        f.model.setCriteria({});
        f.settle();
        QCOMPARE(f.model.rowCount(), 7);
    }

    void aFilterOverManyChunksGivesTheSameAsLookingAtEachLine()
    {
        Fixture f;
        f.model.append(numbered(0, 50'000));
        f.model.setCriteria(only(regex(u"7[0-4]$"_s)));
        // New ones may come while older ones are still looked through.
        f.model.append(numbered(50'000, 50'100));
        f.settle();
        QStringList expected;
        for (int i = 0; i < 50'100; ++i) {
            if (i % 100 >= 70 && i % 100 <= 74)
                expected << u"line %1"_s.arg(i);
        }
        QCOMPARE(f.texts(), expected);
    }

    void theNewestMatchesAreThereFirst()
    {
        Fixture f;
        f.model.append(numbered(0, 200'000));
        QTRY_COMPARE(f.model.rowCount(), 200'000);
        f.model.setCriteria(only(regex(u"line .*99$"_s)));
        QTRY_COMPARE(f.model.index(f.model.rowCount() - 1, LogModel::TextColumn).data().toString(), u"line 199999"_s);
        f.settle();
        QCOMPARE(f.model.rowCount(), 2000);
    }

    void levelsAndContextsAreFilteredToo()
    {
        Fixture f;
        const auto web = f.engine.addNode(qt::RootNode, "ssh:alice@web1");
        const auto root = f.engine.addNode(web, "sudo:root");
        const ContextId webId = *f.engine.node(web).id;
        const ContextId rootId = *f.engine.node(root).id;
        f.model.append({record("a", webId, LogLevel::Debug), record("b", rootId, LogLevel::Error),
                        record("c", webId, LogLevel::Error), record("d")});
        LogCriteria errors;
        errors.minimum = LogLevel::Warning;
        f.model.setCriteria(errors);
        QCOMPARE(f.texts(), (QStringList{u"b"_s, u"c"_s}));
        LogCriteria scope;
        scope.inScope = [webId](ContextId id) { return id == webId; };
        f.model.setCriteria(scope);
        QCOMPARE(f.texts(), (QStringList{u"a"_s, u"c"_s}));
        f.model.setCriteria(only(text(u"SUDO"_s)));
        QCOMPARE(f.texts(), (QStringList{u"b"_s}));
        f.model.setCriteria(only(text(u"test"_s)));
        QCOMPARE(f.model.rowCount(), 4);
    }

    void whilePausedNewLinesWait()
    {
        Fixture f;
        f.model.append(numbered(0, 10));
        f.model.setPaused(true);
        f.model.append(numbered(10, 25));
        QCOMPARE(f.model.rowCount(), 10);
        QCOMPARE(f.model.linesWaiting(), 15u);
        f.model.setCriteria(only(text(u"line"_s)));
        f.settle();
        QCOMPARE(f.model.rowCount(), 10);
        f.model.setPaused(false);
        QCOMPARE(f.model.rowCount(), 25);
        QCOMPARE(f.model.linesWaiting(), 0u);
    }

    void aPauseMayLastLongerThanTheLogHolds()
    {
        Fixture f(5000);
        f.model.append(numbered(0, 100));
        f.model.setPaused(true);
        for (int i = 100; i < 60'100; i += 1000)
            f.model.append(numbered(i, i + 1000));
        QCOMPARE(f.model.rowCount(), 0);
        f.model.setCriteria(only(text(u"line"_s)));
        QCOMPARE(f.model.rowCount(), 0);
        f.model.setPaused(false);
        QTRY_COMPARE(f.model.rowCount(), static_cast<int>(f.model.store().lineCount()));
        QCOMPARE(f.texts().last(), u"line 60099"_s);
    }

    void trimmingWhileOlderLinesAreLookedThroughLosesNothingElse()
    {
        Fixture f(20'000);
        for (int i = 0; i < 20'000; i += 1000)
            f.model.append(numbered(i, i + 1000));
        QTRY_COMPARE(f.model.rowCount(), 20'000);
        f.model.setCriteria(only(regex(u"(l)(i)(n)(e) .*"_s)));
        for (int i = 20'000; i < 45'000; i += 1000)
            f.model.append(numbered(i, i + 1000));
        f.settle();
        QTRY_COMPARE(f.model.rowCount(), static_cast<int>(f.model.store().lineCount()));
        const int first = 45'000 - f.model.rowCount();
        QCOMPARE(f.texts().first(), u"line %1"_s.arg(first));
    }

    void clearingForgetsEverything()
    {
        Fixture f;
        f.model.append(numbered(0, 10'000));
        f.model.clear();
        QCOMPARE(f.model.rowCount(), 0);
        QCOMPARE(f.model.store().lineCount(), 0u);
        f.model.append(numbered(0, 3));
        QCOMPARE(f.model.rowCount(), 3);
        f.model.setPaused(true);
        f.model.clear();
        f.model.append(numbered(0, 2));
        QCOMPARE(f.model.rowCount(), 0);
        f.model.setPaused(false);
        QCOMPARE(f.model.rowCount(), 2);
    }

    void anyOrderOfEventsLeavesTheRightLines()
    {
        Fixture f(9000);
        std::uint32_t state = 42;
        const auto random = [&state](std::uint32_t below) {
            state = state * 1664525 + 1013904223;
            return (state >> 8) % below;
        };
        int next = 0;
        bool paused = false;
        for (int step = 0; step < 300; ++step) {
            switch (random(6)) {
            case 0: f.model.setPaused(paused = !paused); break;
            case 1: f.model.setCriteria(random(2) == 0 ? LogCriteria() : only(text(u"5"_s))); break;
            case 2: QCoreApplication::processEvents(); break;
            case 3:
                if (random(20) == 0)
                    f.model.clear();
                break;
            default: {
                const int count = static_cast<int>(random(1500));
                f.model.append(numbered(next, next + count));
                next += count;
            }
            }
        }
        f.model.setPaused(false);
        f.model.setCriteria(only(text(u"5"_s)));
        QTRY_VERIFY(!f.model.isSearching() && (f.model.rowCount() == 0 || f.texts().last().contains(u'5')));
        QStringList expected;
        for (int i = next - static_cast<int>(f.model.store().lineCount()); i < next; ++i) {
            if (const QString line = u"line %1"_s.arg(i); line.contains(u'5'))
                expected << line;
        }
        QTRY_COMPARE(f.texts(), expected);
    }

    void theNextMatchIsFoundOnceAround()
    {
        Fixture f;
        f.model.append({record("x 0"), record("a 1"), record("x 2"), record("a 3")});
        LogFinder finder(f.model);
        QSignalSpy found(&finder, &LogFinder::found);
        QSignalSpy notFound(&finder, &LogFinder::notFound);
        finder.find(text(u"A"_s), -1, LogFinder::Direction::Down);
        QTRY_COMPARE(found.count(), 1);
        QCOMPARE(found.last().at(0).toInt(), 1);
        finder.find(text(u"A"_s), 1, LogFinder::Direction::Down);
        QTRY_COMPARE(found.count(), 2);
        QCOMPARE(found.last(), (QVariantList{3, false}));
        finder.find(text(u"A"_s), 3, LogFinder::Direction::Down);
        QTRY_COMPARE(found.count(), 3);
        QCOMPARE(found.last(), (QVariantList{1, true}));
        finder.find(text(u"A"_s), 1, LogFinder::Direction::Up);
        QTRY_COMPARE(found.count(), 4);
        QCOMPARE(found.last().at(0).toInt(), 3);
        finder.find(text(u"nowhere"_s), 1, LogFinder::Direction::Up);
        QTRY_COMPARE(notFound.count(), 1);
    }

    void aLongSearchTakesManySlicesAndFollowsTheRows()
    {
        Fixture f(200'000);
        f.model.append({record("needle")});
        f.model.append(numbered(0, 150'000));
        QTRY_COMPARE(f.model.rowCount(), 150'001);
        LogFinder finder(f.model);
        QSignalSpy found(&finder, &LogFinder::found);
        finder.find(regex(u"n(e)+dle"_s), 150'000, LogFinder::Direction::Up);
        f.model.append(numbered(150'000, 150'100));
        QTRY_COMPARE_WITH_TIMEOUT(found.count(), 1, 30'000);
        QCOMPARE(found.last().at(0).toInt(), 0);
    }

    void savedTextHasColumns()
    {
        Fixture f;
        const auto web = f.engine.addNode(qt::RootNode, "ssh:alice@web1");
        f.model.append({record("one\ntwo", *f.engine.node(web).id, LogLevel::Error, "stderr"), record("hidden"),
                        record("three", MasterId, LogLevel::Error)});
        LogCriteria errors;
        errors.minimum = LogLevel::Error;
        f.model.setCriteria(errors);
        f.settle();
        QBuffer out;
        QVERIFY(out.open(QIODevice::WriteOnly));
        QVERIFY(writeLog(out, exportOf(f.model)));
        const QList<QByteArray> lines = out.data().split('\n');
        QCOMPARE(lines.size(), 4);
        QVERIFY2(lines[0].endsWith("\tERROR\tssh alice@web1\tstderr\tone"), lines[0].constData());
        QVERIFY(lines[0].startsWith("2023-11-1"));
        QCOMPARE(lines[1], QByteArray("\t\t\t\ttwo"));
        QVERIFY(lines[2].endsWith("\tdesktop\ttest\tthree"));
        const QModelIndexList rows = {f.model.index(2, 0), f.model.index(0, 0)};
        QCOMPARE(rowsAsPlainText(f.model, rows), u"one\nthree\n"_s);
        QVERIFY(rowsAsLog(f.model, rows).toUtf8().startsWith(lines[0]));
    }

    void aDiskThatIsFullIsReported()
    {
        Fixture f;
        f.model.append(numbered(0, 100));
        QBuffer closed;
        QVERIFY(!writeLog(closed, exportOf(f.model)));
    }
};

QTEST_MAIN(LogModelTest)
#include "log_model_test.moc"
