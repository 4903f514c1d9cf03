#include "app/common/format.h"

#include <QLocale>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace rz;
using namespace rz::app;
using namespace std::chrono_literals;

class FormatTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void bytesHaveAUnitPeopleRead_data()
    {
        QTest::addColumn<qulonglong>("count");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << 0ULL << u"0 B"_s;
        QTest::newRow("below a thousand") << 999ULL << u"999 B"_s;
        QTest::newRow("a thousand") << 1'000ULL << u"1.0 kB"_s;
        QTest::newRow("tens") << 12'345ULL << u"12 kB"_s;
        QTest::newRow("rounds up into the next unit") << 999'960ULL << u"1.0 MB"_s;
        QTest::newRow("megabytes") << 1'312'456ULL << u"1.3 MB"_s;
        QTest::newRow("terabytes stay") << 5'000'000'000'000'000ULL << u"5,000 TB"_s;
    }
    void bytesHaveAUnitPeopleRead()
    {
        QFETCH(const qulonglong, count);
        QFETCH(const QString, text);
        QCOMPARE(format::bytes(count), text);
    }

    void exactBytesKeepEveryDigit() { QVERIFY(format::exactBytes(1'312'456).startsWith(u"1,312,456 byte"_s)); }

    void ratesAreBytesEachSecond()
    {
        QCOMPARE(format::rate(0), u"0 B/s"_s);
        QCOMPARE(format::rate(12'000), u"12 kB/s"_s);
        QCOMPARE(format::rate(1'300'000), u"1.3 MB/s"_s);
    }

    void durationsHaveAUnitPeopleRead_data()
    {
        QTest::addColumn<qlonglong>("nanoseconds");
        QTest::addColumn<QString>("text");
        const auto row = [](const char* name, Duration duration, const QString& text) {
            QTest::newRow(name) << static_cast<qlonglong>(duration.count()) << text;
        };
        row("microseconds", 42us, u"42 µs"_s);
        row("parts of a millisecond", 400us, u"0.40 ms"_s);
        row("a few milliseconds", 4200us, u"4.2 ms"_s);
        row("many milliseconds", 420ms, u"420 ms"_s);
        row("almost a second", 999'600us, u"1.0 s"_s);
        row("seconds", 3204ms, u"3.2 s"_s);
        row("minutes", 185s, u"3 min 5 s"_s);
        row("hours", 2h + 5min, u"2 h 5 min"_s);
    }
    void durationsHaveAUnitPeopleRead()
    {
        QFETCH(const qlonglong, nanoseconds);
        QFETCH(const QString, text);
        QCOMPARE(format::duration(Duration(nanoseconds)), text);
    }

    void exactDurationsKeepMicroseconds() { QCOMPARE(format::exactDuration(3'204'187us), u"3.204187 s"_s); }
};

QTEST_GUILESS_MAIN(FormatTest)
#include "format_test.moc"
