#include "core/base/str.h"
#include "core/wire/pickle.h"
#include "tests/unit/wire_support.h"

#include <QDebug>
#include <QTest>

#include <random>

using namespace rz;
using namespace rz::test;
using namespace std::string_view_literals;

namespace {

// What becomes of a payload: "= " and the value, or why it was refused.
std::string answer(const Bytes& payload, const wire::PickleLimits& limits = {})
{
    const auto value = wire::unpickle(payload, limits);
    if (!value && value.error().kind() != ErrorKind::Decode)
        return "refused with the wrong kind of error";
    return value ? str("= ", repr(*value, 500)) : value.error().text();
}

std::string repeat(std::size_t count, std::string_view part)
{
    std::string text;
    while (count-- > 0)
        text += part;
    return text;
}

std::string littleEndian(std::uint32_t number)
{
    std::string bytes;
    for (int shift = 0; shift < 32; shift += 8)
        bytes.push_back(static_cast<char>(number >> shift));
    return bytes;
}

std::string unicode(std::string_view text)
{
    return str("X", littleEndian(static_cast<std::uint32_t>(text.size())), text);
}

const wire::PickleLimits Limits;

}  // namespace

// Payloads that want to run code, exhaust memory or crash the decoder.
class WireHostileTest : public QObject {
    Q_OBJECT

private slots:
    void everyKnownAttackGetsItsAnswer_data();
    void everyKnownAttackGetsItsAnswer();
    void everyOpcodeThatTheWireDoesNotUseIsRefusedByName();
    void depthIsAcceptedUpToItsLimit();
    void aHundredThousandNestedListsAreRefused();
    void itemsAreAcceptedUpToTheirLimit();
    void memoFetchesCountAsItems();
    void memoFetchesCountAsBytes();
    void textThatIsReadAgainForEachCallCountsEachTime();
    void fetchedDecimalIntegersCountAsTheyCost();
    void memoSlotsAreAcceptedUpToTheirLimit();
    void aHugeMemoIndexCostsNothing();
    void marksAreCounted();
    void integersAreAcceptedUpToTheirLimit();
    void callErrorTextIsAcceptedUpToItsLimit();
    void aListInsideItselfIsRefused();
    void aSharedListIsNotRefused();
    void keysThatPythonCannotHashAreRefused_data();
    void keysThatPythonCannotHashAreRefused();
    void keywordsMustBeText();
    void opcodesReachNoFurtherDownThanTheMark();
    void aRefusedGlobalIsQuotedSafely();
    void everyTruncationIsRefused();
    void flippedBitsNeverCrash();
};

void WireHostileTest::everyKnownAttackGetsItsAnswer_data()
{
    QTest::addColumn<QByteArray>("hex");
    QTest::addColumn<QString>("expected");
    for (const auto& entry : goldenFile("hostile.json")) {
        const QJsonObject object = entry.toObject();
        if (object.contains(u"pickle_hex"))
            QTest::newRow(rowName(object[u"name"].toString()))
                << object[u"pickle_hex"].toString().toLatin1() << object[u"answer"].toString();
    }
}

void WireHostileTest::everyKnownAttackGetsItsAnswer()
{
    QFETCH(const QByteArray, hex);
    QFETCH(const QString, expected);
    const QString given = QString::fromStdString(answer(fromHex(hex)));
    QCOMPARE(given, expected.startsWith(u"= ") ? expected : QStringLiteral("cannot unpickle: ") + expected);
}

void WireHostileTest::everyOpcodeThatTheWireDoesNotUseIsRefusedByName()
{
    const std::pair<unsigned char, std::string_view> refused[] = {
        {'0', "POP"},          {'1', "POP_MARK"},       {'2', "DUP"},           {'F', "FLOAT"},
        {'L', "LONG"},         {'P', "PERSID"},         {'Q', "BINPERSID"},     {'S', "STRING"},
        {'V', "UNICODE"},      {'b', "BUILD"},          {'d', "DICT"},          {'g', "GET"},
        {'i', "INST"},         {'l', "LIST"},           {'o', "OBJ"},           {'p', "PUT"},
        {'B', "BINBYTES"},     {'C', "SHORT_BINBYTES"}, {0x80, "PROTO"},        {0x81, "NEWOBJ"},
        {0x82, "EXT1"},        {0x83, "EXT2"},          {0x84, "EXT4"},         {0x8c, "SHORT_BINUNICODE"},
        {0x8d, "BINUNICODE8"}, {0x8e, "BINBYTES8"},     {0x8f, "EMPTY_SET"},    {0x90, "ADDITEMS"},
        {0x91, "FROZENSET"},   {0x92, "NEWOBJ_EX"},     {0x93, "STACK_GLOBAL"}, {0x94, "MEMOIZE"},
        {0x95, "FRAME"},       {0x96, "BYTEARRAY8"},    {0x97, "NEXT_BUFFER"},  {0x98, "READONLY_BUFFER"}};
    for (const auto& [byte, name] : refused)
        QVERIFY(says(answer(pickleOf(str("N", static_cast<char>(byte)))), str("opcode ", name, " is not accepted")));
    QVERIFY(says(answer(pickleOf("N\xff")), "byte 255 is no opcode"));
    QVERIFY(says(answer(pickleOf("N\0"sv)), "byte 0 is no opcode"));
}

void WireHostileTest::depthIsAcceptedUpToItsLimit()
{
    const auto nested = [](std::size_t depth) { return pickleOf(repeat(depth, "]") + repeat(depth - 1, "a")); };
    QVERIFY(says(answer(nested(Limits.maxDepth)), "= [[[["));
    QVERIFY(says(answer(nested(Limits.maxDepth + 1)), "it nests deeper than 128 levels"));
}

void WireHostileTest::aHundredThousandNestedListsAreRefused()
{
    QVERIFY(says(answer(pickleOf(repeat(100'000, "]") + repeat(99'999, "a"))), "it nests deeper than 128 levels"));
    QVERIFY(says(answer(pickleOf(")" + repeat(100'000, "\x85"))), "it nests deeper than 128 levels"));
    QVERIFY(says(answer(pickleOf(repeat(100'000, "("))), "it has no value"));
}

void WireHostileTest::itemsAreAcceptedUpToTheirLimit()
{
    const wire::PickleLimits limits{.maxItems = 10};
    QVERIFY(says(answer(pickleOf("](" + repeat(9, "N") + "e"), limits), "= [None, "));
    QVERIFY(says(answer(pickleOf("](" + repeat(10, "N") + "e"), limits), "it has more than 10 values"));
}

// Each line doubles what a value stands for: 2^40 values in 200 bytes.
void WireHostileTest::memoFetchesCountAsItems()
{
    std::string bomb = "N";
    for (char slot = 0; slot < 40; ++slot)
        bomb += str("q", slot, "h", slot, "\x86");
    QVERIFY(says(answer(pickleOf(bomb)), "it has more than 4000000 values"));
}

void WireHostileTest::memoFetchesCountAsBytes()
{
    const wire::PickleLimits limits{.maxBytes = 3000};
    const std::string fetches = repeat(2, "h\0"sv);
    const std::string_view put = "q\0"sv;
    QVERIFY(says(answer(pickleOf(str("](", unicode(std::string(1000, 'x')), put, fetches, "e")), limits), "= ["));
    QVERIFY(says(answer(pickleOf(str("](", unicode(std::string(1001, 'x')), put, fetches, "e")), limits),
                 "it has more than 3000 bytes of text and data"));
}

// By the parser, which reads it: nothing is built yet.
void WireHostileTest::textThatIsReadAgainForEachCallCountsEachTime()
{
    const wire::PickleLimits limits{.maxBytes = 3000};
    const std::string text(1000, 'x');
    const std::string bytes = repeat(3, str("h", '\0', "h\x01h\x02\x86R"));
    const auto encoded = [&](std::string_view more) {
        return pickleOf(
            str("(c_codecs\nencode\nq", '\0', unicode(text), "q\x01", unicode("latin1"), "q\x02", bytes, more, "t"));
    };
    const std::string_view parsersAnswer = "it has more than 3000 bytes of text and data, at byte ";
    QVERIFY(says(answer(encoded(str("h", '\0', "h\x01h\x02\x86R")), limits), parsersAnswer));
    QVERIFY(!answer(encoded(""), limits).contains("at byte"));  // but then the text itself is too much to build

    const std::string error = str("h", '\0', "h\x01\x85R");
    const auto errors = [&](std::size_t count) {
        return pickleOf(
            str("(cmitogen.core\n_unpickle_call_error\nq", '\0', unicode(text), "q\x01", repeat(count, error), "t"));
    };
    QVERIFY(says(answer(errors(4), limits), parsersAnswer));
    QVERIFY(!answer(errors(3), limits).contains("at byte"));
}

void WireHostileTest::fetchedDecimalIntegersCountAsTheyCost()
{
    const wire::PickleLimits limits{.maxBytes = 2u << 20};
    const auto list = [](std::size_t fetches) {
        return pickleOf(
            str("](I", std::string(2 * Limits.maxIntegerBytes, '7'), "\nq", '\0', repeat(fetches, "h\0"sv), "e"));
    };
    QVERIFY(says(answer(list(2), limits), "= [777"));
    QVERIFY(says(answer(list(3), limits), "it has more than 2097152 bytes of text and data"));
}

void WireHostileTest::memoSlotsAreAcceptedUpToTheirLimit()
{
    const wire::PickleLimits limits{.maxMemoSlots = 3};
    const auto put = [](std::uint32_t slot) { return str("r", littleEndian(slot)); };
    QVERIFY(says(answer(pickleOf(str("N", put(0), put(1), put(900'000'000), put(1))), limits), "= None"));
    QVERIFY(says(answer(pickleOf(str("N", put(0), put(1), put(2), put(3))), limits), "more than 3 memo slots"));
    QVERIFY(says(answer(pickleOf(str("N", put(7'000), put(8'000), put(9'000), put(10'000))), limits),
                 "more than 3 memo slots"));
}

void WireHostileTest::aHugeMemoIndexCostsNothing()
{
    const std::string slot = littleEndian(0xffffffff);
    QVERIFY(says(answer(pickleOf(str("](K\x05r", slot, "j", slot, "e"))), "= [5, 5]"));
}

void WireHostileTest::marksAreCounted()
{
    QVERIFY(says(answer(pickleOf(repeat(11, "(")), {.maxItems = 10}), "it has more than 10 marks"));
}

void WireHostileTest::integersAreAcceptedUpToTheirLimit()
{
    const auto integer = [](std::size_t bytes) {
        return pickleOf(str("\x8b", littleEndian(static_cast<std::uint32_t>(bytes)), std::string(bytes, '\x11')));
    };
    QVERIFY(says(answer(integer(Limits.maxIntegerBytes)), "= "));
    QVERIFY(says(answer(integer(Limits.maxIntegerBytes + 1)), "is larger than the limit of 4096"));

    const auto text = [](std::size_t digits) { return pickleOf(str("I", std::string(digits, '7'), "\n")); };
    QVERIFY(says(answer(text(2 * Limits.maxIntegerBytes)), "= 777"));
    QVERIFY(says(answer(text(2 * Limits.maxIntegerBytes + 1)), "an integer is too long"));
    QVERIFY(says(answer(pickleOf("I12x\n")), "an INT is not a decimal number"));
    QVERIFY(says(answer(pickleOf("I\n")), "an INT is not a decimal number"));
    QVERIFY(says(answer(pickleOf("I2147483648\n")), "= 2147483648"));
    QVERIFY(says(answer(pickleOf("I-9223372036854775809\n")), "= -9223372036854775809"));
    QVERIFY(says(answer(pickleOf("I01\n")), "= True"));
}

void WireHostileTest::callErrorTextIsAcceptedUpToItsLimit()
{
    const auto error = [](std::size_t characters) {
        return pickleOf(str("cmitogen.core\n_unpickle_call_error\n", unicode(repeat(characters, "é")), "\x85R"));
    };
    QVERIFY(says(answer(error(wire::MaxCallErrorText)), "= CallError('é"));
    QVERIFY(says(answer(error(wire::MaxCallErrorText + 1)), "has more than 9999 characters"));
}

void WireHostileTest::aListInsideItselfIsRefused()
{
    QVERIFY(says(answer(pickleOf("]q\0h\0a"sv)), "a value contains itself"));
    QVERIFY(says(answer(pickleOf("}q\0Nh\0s"sv)), "a value contains itself"));
    QVERIFY(says(answer(pickleOf("]q\0h\0\x85\x85"
                                 "a"sv)),
                 "a value contains itself"));
}

void WireHostileTest::aSharedListIsNotRefused()
{
    QVERIFY(says(answer(pickleOf("]q\0K\x01"
                                 "ah\0\x86"sv)),
                 "= ([1], [1])"));
}

void WireHostileTest::keysThatPythonCannotHashAreRefused_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("type");
    QTest::newRow("a list") << QByteArray("]") << QByteArray("list");
    QTest::newRow("a dict") << QByteArray("}") << QByteArray("dict");
    QTest::newRow("Kwargs") << QByteArray("cmitogen.core\nKwargs\n}\x85R") << QByteArray("mitogen.core.Kwargs");
    QTest::newRow("a list in tuples") << QByteArray("]\x85\x85") << QByteArray("tuple");
}

void WireHostileTest::keysThatPythonCannotHashAreRefused()
{
    QFETCH(const QByteArray, key);
    QFETCH(const QByteArray, type);
    QVERIFY(says(answer(pickleOf(str("}", key.toStdString(), "Ns"))),
                 str("a ", type.toStdString(), " cannot be a dict key")));
}

void WireHostileTest::keywordsMustBeText()
{
    const auto kwargs = [](std::string_view key) { return pickleOf(str("cmitogen.core\nKwargs\n}", key, "Ns\x85R")); };
    QVERIFY(says(answer(kwargs("U\x01"
                               "a")),
                 "= Kwargs({'a': None})"));
    QVERIFY(says(answer(kwargs("K\x05")), "a keyword is int instead of text"));
    QVERIFY(says(answer(kwargs("U\x01\xff")), "a keyword is bytes instead of text"));
}

void WireHostileTest::opcodesReachNoFurtherDownThanTheMark()
{
    QVERIFY(says(answer(pickleOf("](a")), "too few values"));
    QVERIFY(says(answer(pickleOf("N(\x85")), "too few values"));
    QVERIFY(says(answer(pickleOf("]N(\x86")), "too few values"));
    QVERIFY(says(answer(pickleOf("e")), "no mark"));
    QVERIFY(says(answer(pickleOf("(Ne")), "too few values"));
    QVERIFY(says(answer(pickleOf("N(Ne")), "no list"));
    QVERIFY(says(answer(pickleOf("]NNs")), "no dict"));
    QVERIFY(says(answer(pickleOf("}(NNNu")), "a dict key has no value"));
    QVERIFY(says(answer(pickleOf("NN")), "left over"));
    QVERIFY(says(answer(pickleOf("(N")), "left over"));
    QVERIFY(says(answer(pickleOf("cmitogen.core\nBlob\n")), "a global is not a value"));
    QVERIFY(says(answer(pickleOf("N)R")), "REDUCE needs a global"));
}

void WireHostileTest::aRefusedGlobalIsQuotedSafely()
{
    QVERIFY(says(answer(pickleOf("c\x1b[2J\n" + std::string(5000, 'n') + "\n")),
                 str("global '?[2J'/'", std::string(60, 'n'), "…' is not accepted")));
}

namespace {

// Each opcode of the wire at least once.
const Bytes EveryOpcode =
    pickleOf(str("((NK\x05M\x05\x06J\x05\x06\x07\x08I5000000000\n\x8a\x09"
                 "123456789\x8b\x02\0\0\0ab"sv,
                 "G\x3f\xf8\0\0\0\0\0\0T\x03\0\0\0abcU\x02zz"sv, unicode("é"), "q\x01r", littleEndian(70'000),
                 "](h\x01j", littleEndian(70'000), "eNa}", unicode("k"), "Ns(", unicode("l"), "\x88", unicode("m"),
                 "\x89u", "c_codecs\nencode\n", unicode("ÿ"), unicode("latin1"), "\x86Rcmitogen.core\nSecret\n",
                 unicode("s"), "\x85R", "NNN\x87)tcmitogen.core\n_unpickle_sender\nK\x01K\x02\x86Rt"));

}  // namespace

void WireHostileTest::everyTruncationIsRefused()
{
    QVERIFY(says(answer(EveryOpcode), "= ((None, 5, "));
    for (std::size_t length = 0; length < EveryOpcode.size(); ++length)
        QVERIFY2(!wire::unpickle(EveryOpcode.slice(0, length)), qPrintable(QString::number(length)));
}

void WireHostileTest::flippedBitsNeverCrash()
{
    std::mt19937 random(20);
    int refused = 0;
    for (int round = 0; round < 1000; ++round) {
        std::string bytes = EveryOpcode.toString();
        for (unsigned flips = random() % 4 + 1; flips > 0; --flips)
            bytes[random() % bytes.size()] ^= static_cast<char>(1u << random() % 8);
        const Bytes payload(std::move(bytes));
        const auto value = wire::unpickle(payload);
        refused += value ? 0 : 1;
        if (!value)
            continue;
        const auto canonical = wire::pickle(*value);
        QVERIFY(canonical);
        QVERIFY(wire::unpickle(canonical->flat()) == *value);
    }
    QVERIFY(refused > 100 && refused < 1000);
}

QTEST_GUILESS_MAIN(WireHostileTest)
#include "wire_hostile_test.moc"
