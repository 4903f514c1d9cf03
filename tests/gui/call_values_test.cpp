#include "app/calls/call_line.h"
#include "app/calls/parameter_value.h"
#include "app/calls/value_order.h"
#include "app/calls/value_text.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace rz;
using namespace rz::app;
using namespace Qt::StringLiterals;

namespace {

Value bytes(std::string_view text)
{
    return Bytes(text);
}

}  // namespace

class CallValuesTest : public QObject {
    Q_OBJECT
private slots:
    void cellsShowValuesOnOneLine()
    {
        QCOMPARE(cellText(Value("two\nlines")), u"two\u21b5lines"_s);
        QCOMPARE(cellText(Value("bell\a")), u"bell\u2407"_s);
        QCOMPARE(cellText(bytes("text\n")), u"text\u21b5"_s);
        QCOMPARE(cellText(bytes(std::string_view("\x00\xff", 2))), u"00 ff"_s);
        QCOMPARE(cellText(Value(true)), u"yes"_s);
        QCOMPARE(cellText(Value()), u"none"_s);
        QCOMPARE(cellText(Value(List{{1, "a"}})), u"[1, 'a']"_s);
        QCOMPARE(cellText(Value(Secret("hunter2"))), u"[secret]"_s);
    }

    void longTextsAreCutInCells()
    {
        const QString cell = cellText(Value(std::string(10'000, 'x')), 100);
        QCOMPARE(cell.size(), 100);
        QVERIFY(cell.endsWith(u'…'));
        QVERIFY(cellText(bytes(std::string(10'000, '\xff')), 100).size() <= 101);
    }

    void textThatTurnsTheDirectionIsReplaced() { QCOMPARE(cellText(Value("a\u202egnp.exe")), u"a\ufffdgnp.exe"_s); }

    void wholeValuesAreTextHexOrJson()
    {
        QCOMPARE(fullText(Value("two\nlines")), u"two\nlines"_s);
        QCOMPARE(fullText(bytes("text")), u"text"_s);
        QCOMPARE(fullText(bytes(std::string_view("\x00hi\xff", 4))),
                 u"00000000  00 68 69 ff                                      |.hi.|\n"_s);
        QCOMPARE(fullText(Value(List{{1}})), u"[\n  1\n]"_s);
    }

    void valuesAreOrderedByTheirSizeNotTheirDigits()
    {
        QVERIFY(compareValues(Value(9), Value(10)) < 0);
        QVERIFY(compareValues(Value(9.5), Value(10)) < 0);
        QVERIFY(compareValues(Value(BigInt::fromDecimal("99999999999999999999").value()), Value(10)) > 0);
        QVERIFY(compareValues(Value(BigInt::fromDecimal("-99999999999999999999").value()), Value(-10)) < 0);
        QVERIFY(compareValues(Value("disk2"), Value("disk10")) < 0);
        QVERIFY(compareValues(Value("Beta"), Value("alpha")) > 0);
        QVERIFY(compareValues(Value("a"), Value("A")) != 0);
        QVERIFY(compareValues(Value(), Value(-1)) < 0);
        QVERIFY(compareValues(Value(5), Value("4")) < 0);
        QVERIFY(compareValues(Value(List{{1}}), Value(List{{1, 2}})) < 0);
        QVERIFY(compareValues(Value(List{{2, 1}}), Value(List{{2, 3}})) < 0);
        QVERIFY(compareValues(Value(std::nan("")), Value(1)) > 0);
        QVERIFY(compareValues(Value(std::nan("")), Value(std::nan(""))) == 0);
    }

    void theOrderIsTotal()
    {
        const std::vector<Value> values = {Value(),     true,
                                           3,           2.5,
                                           "x",         "X10",
                                           "x9",        "x09",
                                           bytes("x"),  List{{1}},
                                           Tuple{{1}},  Dict{{{"a", 1}}},
                                           Secret("s"), ContextRef{ContextId{1}, "c"},
                                           std::nan("")};
        for (const Value& a : values) {
            QVERIFY(compareValues(a, a) == 0);
            for (const Value& b : values) {
                QVERIFY((compareValues(a, b) < 0) == (compareValues(b, a) > 0));
                for (const Value& c : values) {
                    if (compareValues(a, b) < 0 && compareValues(b, c) < 0)
                        QVERIFY(compareValues(a, c) < 0);
                }
            }
        }
    }

    void wholeNumbersAreReadInEachNotation_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qlonglong>("number");
        QTest::newRow("decimal") << u" 420 "_s << 420LL;
        QTest::newRow("negative") << u"-7"_s << -7LL;
        QTest::newRow("octal") << u"0o644"_s << 420LL;
        QTest::newRow("hexadecimal") << u"0X1a4"_s << 420LL;
        QTest::newRow("binary") << u"0b101"_s << 5LL;
        QTest::newRow("negative hexadecimal") << u"-0x10"_s << -16LL;
        QTest::newRow("leading zero") << u"010"_s << 10LL;
        QTest::newRow("smallest") << u"-9223372036854775808"_s << std::numeric_limits<qlonglong>::min();
    }

    void wholeNumbersAreReadInEachNotation()
    {
        QFETCH(QString, text);
        QFETCH(qlonglong, number);
        QVERIFY(parseInteger(text) == Parsed(Value(std::int64_t{number})));
    }

    void wholeNumbersOfAnySizeAreRead()
    {
        QVERIFY(parseInteger(u"99999999999999999999"_s) ==
                Parsed(Value(BigInt::fromDecimal("99999999999999999999").value())));
    }

    void whatIsNoNumberIsRefused()
    {
        for (const QString& text : {u""_s, u"-"_s, u"1.5"_s, u"0x"_s, u"0xg"_s, u"12a"_s, u"1 2"_s, u"--1"_s})
            QVERIFY2(!parseInteger(text), qPrintable(text));
        for (const QString& text : {u""_s, u"x"_s, u"1e"_s})
            QVERIFY2(!parseNumber(text), qPrintable(text));
        QVERIFY(parseNumber(u"2e-3"_s) == Parsed(Value(2e-3)));
    }

    void bytesAreReadAsTextHexOrFile()
    {
        QVERIFY(parseBytes(u"hä"_s, BytesForm::Text) == Parsed(bytes("hä")));
        QVERIFY(parseBytes(u"48:65 6C\n6c"_s, BytesForm::Hex) == Parsed(bytes("Hell")));
        QVERIFY(!parseBytes(u"4"_s, BytesForm::Hex));
        QVERIFY(!parseBytes(u"zz"_s, BytesForm::Hex));
        QTemporaryDir dir;
        const QString path = dir.filePath(u"data"_s);
        QVERIFY(!parseBytes(path, BytesForm::File));
        QVERIFY(parseBytes(path, BytesForm::File).error().contains(path));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("content");
        file.close();
        QVERIFY(parseBytes(path, BytesForm::File) == Parsed(bytes("content")));
    }

    void aFileTooLargeForACallIsRefused()
    {
        QTemporaryDir dir;
        QFile file(dir.filePath(u"large"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(file.resize(64 * 1024 * 1024 + 1));
        QVERIFY(!parseBytes(file.fileName(), BytesForm::File));
    }

    void listsHaveAnItemALine()
    {
        QVERIFY(parseTextList({}) == Parsed(Value(List{})));
        QVERIFY(parseTextList(u"ls\n-l\n"_s) == Parsed(Value(List{{"ls", "-l"}})));
        QVERIFY(parseTextList(u"a\n\nb"_s) == Parsed(Value(List{{"a", "", "b"}})));
    }

    void jsonMustFitTheType()
    {
        QVERIFY(parseJsonParameter(u"{\"a\": 1}"_s, "dict of int") == Parsed(Value(Dict{{{"a", 1}}})));
        QVERIFY(!parseJsonParameter(u"[1]"_s, "dict"));
        QVERIFY(!parseJsonParameter(u"{}"_s, "list of int"));
        QVERIFY(parseJsonParameter(u"1"_s, "any") == Parsed(Value(1)));
        const Parsed bad = parseJsonParameter(u"{\n  a: 1}"_s, "any");
        QVERIFY(!bad);
        QVERIFY2(bad.error().startsWith(u"Line 2, column 3:"_s), qPrintable(bad.error()));
    }

    void aCallIsTypedWithArgumentsAndKeywords()
    {
        const auto line = parseCallLine(u"  fs.list \"/etc\"  [1, 2] limit=100 deep={\"a\": true} "_s);
        QVERIFY2(line.has_value(), line ? "" : qPrintable(line.error().text));
        QCOMPARE(line->function, "fs.list");
        QVERIFY(Value(List{line->args}) == Value(List{{"/etc", List{{1, 2}}}}));
        QVERIFY(line->kwargs == (Dict{{{"limit", 100}, {"deep", Dict{{{"a", true}}}}}}));
        QCOMPARE(line->toText(), u"fs.list \"/etc\" [1,2] limit=100 deep={\"a\":true}"_s);
        QVERIFY(parseCallLine(line->toText()) == line);
    }

    void aWrongCallIsRefusedWithItsPlace_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("offset");
        QTest::newRow("nothing") << u" "_s << 1;
        QTest::newRow("no module") << u"list"_s << 0;
        QTest::newRow("bad name") << u"fs..list"_s << 0;
        QTest::newRow("other characters") << u"fs.list(1)"_s << 0;
        QTest::newRow("word without quotes") << u"fs.list ä"_s << 8;
        QTest::newRow("behind an umlaut") << u"fs.list \"ä\" ?"_s << 12;
        QTest::newRow("no value") << u"fs.list a="_s << 10;
        QTest::newRow("open list") << u"fs.list [1,"_s << 11;
        QTest::newRow("no space") << u"fs.list [1][2]"_s << 11;
        QTest::newRow("argument behind keyword") << u"fs.list a=1 2"_s << 12;
        QTest::newRow("keyword twice") << u"fs.list a=1 a=2"_s << 12;
    }

    void aWrongCallIsRefusedWithItsPlace()
    {
        QFETCH(QString, text);
        QFETCH(int, offset);
        const auto line = parseCallLine(text);
        QVERIFY(!line.has_value());
        QCOMPARE(line.error().offset, offset);
        QVERIFY(!line.error().text.isEmpty());
    }

    void secretsAreNotInTheTextOfACall()
    {
        const auto line = parseCallLine(u"auth.login [{\"$secret\": \"hunter2\"}]"_s);
        QVERIFY(line.has_value());
        QVERIFY(line->hasSecrets());
        QVERIFY(!line->toText().contains(u"hunter2"_s));
        QVERIFY(!parseCallLine(u"os.getpid"_s)->hasSecrets());
    }
};

QTEST_GUILESS_MAIN(CallValuesTest)
#include "call_values_test.moc"
