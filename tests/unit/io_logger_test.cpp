#include <QTest>

#include <vector>

#include "core/io/io_logger.h"
#include "core/io/process.h"
#include "io_support.h"

using namespace rz;
using namespace rz::io;
using namespace std::chrono_literals;

namespace {

constexpr const char* Replaced = "\xef\xbf\xbd";

// A logger on a pipe; the test writes into it.
struct LoggerFixture {
    LoggerFixture()
    {
        auto pipe = makePipe().value();
        writer = std::move(pipe.second);
        logger = std::move(IoLogger::create(
                               *broker, std::move(pipe.first),
                               [this](std::string line) {
                                   lines.push_back(std::move(line));
                                   if (onLine)
                                       onLine();
                               },
                               [this] {
                                   ++ends;
                                   if (onEnd)
                                       onEnd();
                               }))
                     .value();
    }

    void write(std::string_view text) const
    {
        QVERIFY(writeText(writer.get(), text));
        broker->runOnce(0ms);
    }
    void finish()
    {
        writer.reset();
        QVERIFY(broker->runUntil([this] { return ends > 0; }, soon()));
    }

    std::unique_ptr<Broker> broker = drivenBroker();
    UniqueFd writer;
    std::vector<std::string> lines;
    int ends = 0;
    std::function<void()> onLine;
    std::function<void()> onEnd;
    std::unique_ptr<IoLogger> logger;
};

using Lines = std::vector<std::string>;

}  // namespace

class IoLoggerTest : public QObject {
    Q_OBJECT

private slots:
    void linesAreDeliveredOneByOne();
    void aLineInPiecesIsDeliveredOnce();
    void anUnfinishedLastLineIsDelivered();
    void aCarriageReturnIsNotPartOfTheLine();
    void longLinesAreCut();
    void aCutTearsNoCharacter();
    void aFloodLeavesOthersTheirTurn();
    void theEndIsToldOnce();
    void theLoggerMayBeDestroyedInItsCallbacks();
    void noDescriptorIsLeft();
    void undecodableBytesAreReplaced_data();
    void undecodableBytesAreReplaced();
};

void IoLoggerTest::linesAreDeliveredOneByOne()
{
    LoggerFixture fixture;
    fixture.write("one\ntwo\n\nfour\n");
    QCOMPARE(fixture.lines, (Lines{"one", "two", "", "four"}));
}

void IoLoggerTest::aLineInPiecesIsDeliveredOnce()
{
    LoggerFixture fixture;
    for (const char c : std::string("gr\xc3\xbc\xc3\x9f"
                                    "e\n"))
        fixture.write({&c, 1});
    QCOMPARE(fixture.lines, (Lines{"gr\xc3\xbc\xc3\x9f"
                                   "e"}));
}

void IoLoggerTest::anUnfinishedLastLineIsDelivered()
{
    LoggerFixture fixture;
    fixture.write("one\nlast");
    QCOMPARE(fixture.lines, (Lines{"one"}));
    fixture.finish();
    QCOMPARE(fixture.lines, (Lines{"one", "last"}));
}

void IoLoggerTest::aCarriageReturnIsNotPartOfTheLine()
{
    LoggerFixture fixture;
    fixture.write("one\r\nt\rwo\r");
    fixture.write("\n");
    QCOMPARE(fixture.lines, (Lines{"one", "t\rwo"}));
}

void IoLoggerTest::longLinesAreCut()
{
    constexpr std::size_t Limit = 16 * 1024;
    LoggerFixture fixture;
    fixture.write(std::string(Limit, 'a'));
    fixture.write("\n");
    fixture.write(std::string(Limit, 'b') + "c\n");
    fixture.finish();
    QCOMPARE(fixture.lines, (Lines{std::string(Limit, 'a'), std::string(Limit, 'b'), "c"}));
}

void IoLoggerTest::aCutTearsNoCharacter()
{
    constexpr std::size_t Limit = 16 * 1024;
    LoggerFixture fixture;
    fixture.write(std::string(Limit - 2, 'a') + "\xe2\x82\xac\n");
    fixture.write(std::string(Limit - 1, '\xff') + "\xe2"
                                                   "b\n");
    fixture.finish();
    QCOMPARE(fixture.lines.size(), 4U);
    QCOMPARE(fixture.lines[0], std::string(Limit - 2, 'a'));
    QCOMPARE(fixture.lines[1], "\xe2\x82\xac");
    QCOMPARE(fixture.lines[3], std::string(Replaced) + "b");
}

void IoLoggerTest::aFloodLeavesOthersTheirTurn()
{
    LoggerFixture fixture;
    const std::string flood(65536, '\n');
    QVERIFY(writeText(fixture.writer.get(), flood));
    const FdWatch refill =
        fixture.broker->watch(fixture.writer.get(), Readiness::Writable, [&](Readiness) { fixture.write("\n"); });
    bool turn = false;
    fixture.onLine = [&] {
        if (fixture.lines.size() == 1)
            fixture.broker->deferLater([&] { turn = true; });
    };
    fixture.broker->runOnce(0ms);
    QVERIFY(turn);
    QVERIFY(fixture.lines.size() <= flood.size());
}

void IoLoggerTest::theEndIsToldOnce()
{
    LoggerFixture fixture;
    fixture.finish();
    fixture.broker->runOnce(0ms);
    QCOMPARE(fixture.ends, 1);
    QVERIFY(fixture.lines.empty());
}

void IoLoggerTest::theLoggerMayBeDestroyedInItsCallbacks()
{
    {
        LoggerFixture fixture;
        fixture.onLine = [&] { fixture.logger.reset(); };
        fixture.write("one\ntwo\nthree");
        QCOMPARE(fixture.lines, (Lines{"one"}));
        fixture.broker->runOnce(0ms);
        QCOMPARE(fixture.ends, 0);
    }
    {
        LoggerFixture fixture;
        fixture.write("last");
        fixture.onLine = [&] { fixture.logger.reset(); };
        fixture.writer.reset();
        fixture.broker->runOnce(0ms);
        QCOMPARE(fixture.lines, (Lines{"last"}));
        QCOMPARE(fixture.ends, 0);
    }
    {
        LoggerFixture fixture;
        fixture.onEnd = [&] { fixture.logger.reset(); };
        fixture.finish();
        QCOMPARE(fixture.ends, 1);
    }
}

void IoLoggerTest::noDescriptorIsLeft()
{
    const int before = countDescriptors();
    {
        LoggerFixture ended;
        ended.finish();
        const LoggerFixture running;
    }
    QCOMPARE(countDescriptors(), before);
}

void IoLoggerTest::undecodableBytesAreReplaced_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char* name, const QByteArray& bytes, int replaced, const QByteArray& rest = {}) {
        QTest::newRow(name) << bytes << QByteArray(Replaced).repeated(replaced) + rest;
    };
    row("empty", "", 0);
    row("ASCII", "plain\x7f", 0, "plain\x7f");
    row("two bytes", "\xc2\x80\xdf\xbf", 0, "\xc2\x80\xdf\xbf");
    row("three bytes", "\xe0\xa0\x80\xed\x9f\xbf\xef\xbf\xbf", 0, "\xe0\xa0\x80\xed\x9f\xbf\xef\xbf\xbf");
    row("four bytes", "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf", 0, "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf");
    row("lone continuation",
        "\x80"
        "a",
        1, "a");
    row("overlong two",
        "\xc0\xaf"
        "a",
        2, "a");
    row("overlong three",
        "\xe0\x9f\xbf"
        "a",
        3, "a");
    row("overlong four",
        "\xf0\x8f\xbf\xbf"
        "a",
        4, "a");
    row("surrogate",
        "\xed\xa0\x80"
        "a",
        3, "a");
    row("beyond Unicode",
        "\xf4\x90\x80\x80"
        "a",
        4, "a");
    row("no lead byte",
        "\xf5\xff\xfe"
        "a",
        3, "a");
    row("cut after one of two", "\xc3", 1);
    row("cut after two of three", "\xe2\x82", 2);
    row("broken by a letter",
        "\xe2\x82"
        "a",
        2, "a");
}

void IoLoggerTest::undecodableBytesAreReplaced()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, text);
    QCOMPARE(QByteArray::fromStdString(toValidUtf8(bytes.toStdString())), text);
}

QTEST_GUILESS_MAIN(IoLoggerTest)
#include "io_logger_test.moc"
