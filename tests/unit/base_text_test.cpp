#include "core/base/big_int.h"
#include "core/base/shortest_decimal.h"
#include "core/base/str.h"
#include "core/base/utf8.h"
#include "core/base/value.h"

#include <QTest>

#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <random>

using namespace rz;
using namespace std::string_view_literals;

// What values, numbers and text look like: repr(), decimal integers, UTF-8, str().
class BaseTextTest : public QObject {
    Q_OBJECT

private slots:
    void reprReadsLikePython_data();
    void reprReadsLikePython();
    void reprKeepsSecretsAndBlobsToItself();
    void reprIsCutAtItsLimitBetweenCharacters();
    void reprOfADeepValueEnds();
    void floatsHaveTheFewestDigitsThatReadBack();
    void bigIntegersReadAndWriteDecimal_data();
    void bigIntegersReadAndWriteDecimal();
    void whatIsNoDecimalIntegerIsRefused();
    void bigIntegersAreKeptInTheirShortestForm();
    void utf8IsAcceptedExactlyWhereItIsWellFormed();
    void charactersAreCountedAndCut();
    void charactersSurviveBothWays();
    void strJoinsTextNumbersAndCharacters();
};

void BaseTextTest::reprReadsLikePython_data()
{
    QTest::addColumn<QString>("shown");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const Value& value, const char* expected) {
        QTest::newRow(name) << QString::fromStdString(repr(value)) << QString::fromUtf8(expected);
    };
    row("None", Value(), "None");
    row("booleans", List{{true, false}}, "[True, False]");
    row("smallest integer", std::numeric_limits<std::int64_t>::min(), "-9223372036854775808");
    row("float", 0.1, "0.1");
    row("whole float", 100.0, "100.0");
    row("negative zero", -0.0, "-0.0");
    row("float before the exponent", 1e15, "1000000000000000.0");
    row("float with an exponent", 1e16, "1e+16");
    row("small float", 0.0001, "0.0001");
    row("smaller float", 0.00001, "1e-05");
    row("precise float", 123456.789e300, "1.23456789e+305");
    row("infinity", -std::numeric_limits<double>::infinity(), "-inf");
    row("not a number", std::numeric_limits<double>::quiet_NaN(), "nan");
    row("text", "it", "'it'");
    row("text with a quote", "it's", "\"it's\"");
    row("text with both quotes", "it's \"x\"", "'it\\'s \"x\"'");
    row("text with controls", "a\nb\t\x01\x7f\\", "'a\\nb\\t\\x01\\x7f\\\\'");
    row("text with letters", "é☃😀", "'é☃😀'");
    row("lone surrogate", "\xed\xb2\x80", "'\\udc80'");
    row("text that is not UTF-8", std::string("\xff"), "b'\\xff'");
    row("bytes", Bytes("a'\xff\n"), "b\"a'\\xff\\n\"");
    row("tuples", List{{Tuple{}, Tuple{{1}}, Tuple{{1, 2}}}}, "[(), (1,), (1, 2)]");
    row("dict", Dict{{{"a", 1}, {2, List{}}}}, "{'a': 1, 2: []}");
    row("Kwargs", Kwargs{Dict{{{"a", 1}}}}, "Kwargs({'a': 1})");
    row("Context", ContextRef{ContextId{3}, "r"}, "Context(3, 'r')");
    row("Context without a name", ContextRef{ContextId{3}, {}}, "Context(3, None)");
    row("Sender", SenderRef{ContextId{3}, Handle{1001}}, "Sender(Context(3, None), 1001)");
    row("CallError", CallErrorValue{"os.error: x"}, "CallError('os.error: x')");
}

void BaseTextTest::reprReadsLikePython()
{
    QFETCH(const QString, shown);
    QFETCH(const QString, expected);
    QCOMPARE(shown, expected);
}

void BaseTextTest::reprKeepsSecretsAndBlobsToItself()
{
    QCOMPARE(repr(List{{Secret("hunter2"), Blob{Bytes("hidden")}}}), "[[secret], [blob: 6 bytes]]");
}

void BaseTextTest::reprIsCutAtItsLimitBetweenCharacters()
{
    QCOMPARE(repr("0123456789", 12), "'0123456789'");
    QCOMPARE(repr("0123456789", 11), "'0123456…");
    QCOMPARE(repr("ééééé", 8), "'éé…");
    for (std::size_t limit = 3; limit < 40; ++limit) {
        const std::string cut = repr(List{{"é☃😀", Bytes("\xff"), 12345}}, limit);
        QVERIFY(cut.size() <= limit && isUtf8(cut));
    }
}

void BaseTextTest::reprOfADeepValueEnds()
{
    Value deep;
    for (int i = 0; i < 2000; ++i)
        deep = List{{std::move(deep)}};
    const std::string shown = repr(deep, 1'000'000);
    QVERIFY(shown.starts_with("[[[[") && shown.contains("…") && shown.size() < 2000);
}

// As the C++ library, whose way to it is another one, finds them.
void BaseTextTest::floatsHaveTheFewestDigitsThatReadBack()
{
    std::vector<double> numbers{0, 5e-324, 1e22, 1e23, 9007199254740993.0, std::numeric_limits<double>::max()};
    for (int exponent = -1074; exponent < 1024; ++exponent) {
        const double power = std::ldexp(1.0, exponent);
        numbers.insert(numbers.end(), {power, std::nextafter(power, 0), std::nextafter(power, HUGE_VAL)});
    }
    std::mt19937_64 random(1);
    for (int i = 0; i < 10'000; ++i) {
        numbers.push_back(std::fabs(std::bit_cast<double>(random())));
        numbers.push_back(static_cast<double>(random() % 1'000'000) / static_cast<double>(1 + random() % 1000));
    }
    for (const double number : numbers) {
        if (!std::isfinite(number))
            continue;
        char expected[64];
        const auto end = std::to_chars(expected, expected + sizeof expected, number, std::chars_format::scientific).ptr;
        Decimal decimal = shortestDecimal(number);
        if (decimal.digits.size() > 1)
            decimal.digits.insert(1, ".");
        const char* const sign = decimal.exponent < 0 ? "e-" : "e+";
        const char* const zero = std::abs(decimal.exponent) < 10 ? "0" : "";
        QCOMPARE(str(decimal.digits, sign, zero, std::abs(decimal.exponent)), std::string(expected, end));
    }
}

void BaseTextTest::bigIntegersReadAndWriteDecimal_data()
{
    QTest::addColumn<QByteArray>("decimal");
    QTest::addColumn<QByteArray>("littleEndian");
    const auto row = [](const char* decimal, const char* hex) {
        QTest::newRow(decimal) << QByteArray(decimal) << QByteArray(hex);
    };
    row("0", "");
    row("1", "01");
    row("-1", "ff");
    row("127", "7f");
    row("128", "8000");
    row("-128", "80");
    row("-129", "7fff");
    row("255", "ff00");
    row("-256", "00ff");
    row("999999999", "ffc99a3b");
    row("1000000000", "00ca9a3b");
    row("1000000001000000000", "00cafee2b3b6e00d");
    row("9223372036854775807", "ffffffffffffff7f");
    row("-9223372036854775808", "0000000000000080");
    row("18446744073709551616", "000000000000000001");
    row("-18446744073709551616", "0000000000000000ff");
    row("340282366920938463463374607431768211455", "ffffffffffffffffffffffffffffffff00");
}

void BaseTextTest::bigIntegersReadAndWriteDecimal()
{
    QFETCH(const QByteArray, decimal);
    QFETCH(const QByteArray, littleEndian);
    const auto number = BigInt::fromDecimal(decimal.toStdString());
    QVERIFY(number);
    QCOMPARE(QByteArray::fromStdString(number->twosComplement()).toHex(), littleEndian);
    QCOMPARE(number->toDecimal(), decimal.toStdString());
    QCOMPARE(number->negative(), decimal.startsWith('-'));
    QCOMPARE(number->toInt64().has_value(), littleEndian.size() <= 16);
    if (const auto small = number->toInt64())
        QVERIFY(*small == decimal.toLongLong() && BigInt::fromInt64(*small) == *number);
}

void BaseTextTest::whatIsNoDecimalIntegerIsRefused()
{
    for (const char* text : {"", "-", "+", "1.5", "0x10", " 1", "1 ", "--1", "1_000"})
        QVERIFY2(!BigInt::fromDecimal(text), text);
    QCOMPARE(BigInt::fromDecimal("+007")->toDecimal(), "7");
    QCOMPARE(BigInt::fromDecimal("-0")->toDecimal(), "0");
}

void BaseTextTest::bigIntegersAreKeptInTheirShortestForm()
{
    const auto shortest = [](std::string_view bytes) {
        return BigInt::fromTwosComplement(std::as_bytes(std::span(bytes))).twosComplement();
    };
    QCOMPARE(shortest("\0\0\0"sv), "");
    QCOMPARE(shortest("\x7f\0\0"sv), "\x7f");
    QCOMPARE(shortest("\x80\0\0"sv), "\x80\0"sv);
    QCOMPARE(shortest("\xff\xff\xff"sv), "\xff");
    QCOMPARE(shortest("\x80\xff\xff"sv), "\x80");
    QCOMPARE(shortest("\x7f\xff\xff"sv), "\x7f\xff");
}

void BaseTextTest::utf8IsAcceptedExactlyWhereItIsWellFormed()
{
    // Every code point is accepted at every place of a sixteen byte block.
    for (char32_t c = 0; c <= 0x10ffff; c += c < 0x1000 ? 1 : 61) {
        std::string text(c % 17, 'x');
        appendUtf8(text, c);
        QVERIFY2(isUtf8(text), qPrintable(QString::number(c, 16)));
        text.pop_back();
        QVERIFY2(c < 0x80 || !isUtf8(text), qPrintable(QString::number(c, 16)));
    }
    for (const std::string_view bad :
         {"\x80"sv, "\xbf"sv, "\xc0\x80"sv, "\xc1\xbf"sv, "\xe0\x9f\xbf"sv, "\xf0\x8f\xbf\xbf"sv, "\xf4\x90\x80\x80"sv,
          "\xf5\x80\x80\x80"sv, "\xff"sv, "\xc3("sv, "\xe2\x98("sv})
        QVERIFY(!isUtf8(str("0123456789abcdef", bad, "0123456789abcdef")));
}

void BaseTextTest::charactersAreCountedAndCut()
{
    QCOMPARE(countCharacters("aé☃😀"), std::size_t{4});
    QCOMPARE(firstCharacters("aé☃😀", 3), "aé☃");
    QCOMPARE(firstCharacters("aé☃😀", 4), "aé☃😀");
    QCOMPARE(firstCharacters("aé", 0), "");
}

void BaseTextTest::charactersSurviveBothWays()
{
    std::string text;
    const char32_t characters[] = {0, 'a', 0x7f, 0x80, 0x7ff, 0x800, 0xd800, 0xdfff, 0xffff, 0x10000, 0x10ffff};
    for (const char32_t c : characters)
        appendUtf8(text, c);
    std::string_view rest = text;
    for (const char32_t c : characters)
        QVERIFY(takeCharacter(rest) == c);
    QVERIFY(rest.empty());
}

void BaseTextTest::strJoinsTextNumbersAndCharacters()
{
    QCOMPARE(str("context ", 7, '/', std::string("x"), " ", -1.5, " ", true, " ", std::uint8_t{200}),
             "context 7/x -1.5 true 200");
}

QTEST_GUILESS_MAIN(BaseTextTest)
#include "base_text_test.moc"
