#include "core/base/str.h"
#include "core/wire/pickle.h"
#include "tests/unit/wire_support.h"

#include <QTest>

#include <limits>

using namespace rz;
using namespace rz::test;
using namespace std::string_view_literals;

namespace {

constexpr std::size_t PieceSize = 64 * 1024;

Value roundTrip(const Value& value)
{
    const auto written = wire::pickle(value);
    if (!written)
        return CallErrorValue{written.error().text()};
    auto read = wire::unpickle(written->flat());
    return read ? *std::move(read) : Value(CallErrorValue{read.error().text()});
}

QByteArray pickledHex(const Value& value)
{
    const auto written = wire::pickle(value);
    return written ? toHex(written->flat()) : QByteArray(written.error().text().c_str());
}

Value nestedLists(std::size_t depth)
{
    Value value = List{};
    while (--depth > 0)
        value = List{{std::move(value)}};
    return value;
}

bool lies(const Bytes& inner, const Bytes& outer)
{
    return inner.data() >= outer.data() && inner.data() + inner.size() <= outer.data() + outer.size();
}

}  // namespace

// What the golden files do not show: sizes, sharing, and values that cannot be sent.
class WirePickleTest : public QObject {
    Q_OBJECT

private slots:
    void integersAroundEveryPowerOfTwoComeBack();
    void aBigIntThatFitsIsWrittenAsASmallOne();
    void everyTypeComesBack();
    void objectsAreWrittenAsTheProtocolSays();
    void aNotANumberComesBack();
    void largeBytesAreSentWithoutACopy();
    void smallBytesAreSentInOnePiece();
    void largeBytesAreReceivedWithoutACopy();
    void smallBytesDoNotHoldTheirBuffer();
    void longPicklesAreWrittenWhole();
    void laterKeysReplaceEarlierOnes();
    void largeDictsKeepTheirOrder();
    void aCallIsWrittenLikeItsTuple();
    void aCallNestsNoDeeperThanItsTuple();
    void whatNestsTooDeepIsNotWritten();
    void textThatIsNotUtf8IsNotWritten();
    void tooLongIntegersAreNotWritten();
    void tooLongContextNamesAreNotWritten();
    void tooLongErrorTextIsCut();
    void aSenderWithoutAHandleIsNotWritten();
};

void WirePickleTest::integersAroundEveryPowerOfTwoComeBack()
{
    for (int bits = 0; bits < 64; ++bits) {
        const std::uint64_t power = std::uint64_t{1} << bits;
        for (const std::uint64_t number : {power - 1, power, power + 1}) {
            QCOMPARE(repr(roundTrip(Value(number))), repr(Value(number)));
            const auto negative = static_cast<std::int64_t>(~number + 1);
            QVERIFY(roundTrip(Value(negative)) == Value(negative));
        }
    }
    for (int bits = 63; bits < 300; ++bits) {
        std::string power(static_cast<std::size_t>(bits / 8 + 1), '\0');
        power.back() = static_cast<char>(1 << bits % 8);
        const BigInt number = BigInt::fromTwosComplement(std::as_bytes(std::span(power)));
        const Value value = number.toInt64() ? Value(*number.toInt64()) : Value(number);
        QVERIFY(roundTrip(value) == value);
    }
}

void WirePickleTest::aBigIntThatFitsIsWrittenAsASmallOne()
{
    QCOMPARE(pickledHex(BigInt::fromInt64(7)), QByteArray("80024b072e"));
    QVERIFY(roundTrip(BigInt::fromInt64(-1'000'000'000'000)) == Value(-1'000'000'000'000));
}

void WirePickleTest::everyTypeComesBack()
{
    const Value all = Tuple{{None{}, true, 1, BigInt::fromDecimal("100000000000000000000").value(), 0.1, Bytes("b"),
                             "text", List{{1, "a"}}, Tuple{}, Dict{{{1, 2}, {"k", List{}}}}, Blob{Bytes("blob")},
                             Secret("pw"), CallErrorValue{"os.error: no\nTrace"}, ContextRef{ContextId{1}, "web1"},
                             ContextRef{ContextId{0xffffffff}, {}}, SenderRef{ContextId{2}, Handle{0xffffffff}},
                             Kwargs{Dict{{{"a", None{}}}}}}};
    QVERIFY2(roundTrip(all) == all, repr(roundTrip(all), 1000).c_str());
}

void WirePickleTest::objectsAreWrittenAsTheProtocolSays()
{
    const auto expected = [](std::string_view body) {
        return toHex(str("\x80\x02"
                         "cmitogen.core\n",
                         body, "."));
    };
    QCOMPARE(pickledHex(ContextRef{ContextId{7}, {}}), expected("_unpickle_context\nK\x07N\x86R"));
    QCOMPARE(pickledHex(ContextRef{ContextId{300}, "r"}), expected("_unpickle_context\nM\x2c\x01X\x01\0\0\0r\x86R"sv));
    QCOMPARE(pickledHex(SenderRef{ContextId{0}, Handle{5}}), expected("_unpickle_sender\nK\0K\x05\x86R"sv));
    QCOMPARE(pickledHex(CallErrorValue{"e"}), expected("_unpickle_call_error\nX\x01\0\0\0e\x85R"sv));
}

void WirePickleTest::aNotANumberComesBack()
{
    const Value value = std::numeric_limits<double>::quiet_NaN();
    QVERIFY(roundTrip(value) == value);
}

void WirePickleTest::largeBytesAreSentWithoutACopy()
{
    const Bytes large(std::string(PieceSize, 'x'));
    const auto payload = wire::pickle(Tuple{{"before", large, Blob{large}, "after"}});
    QVERIFY(payload);
    std::vector<Bytes> pieces;
    payload->forEach([&pieces](const Bytes& piece) { pieces.push_back(piece); });
    QCOMPARE(pieces.size(), std::size_t{5});
    QVERIFY(pieces[1].data() == large.data() && pieces[1].size() == PieceSize);
    QVERIFY(pieces[3].data() == large.data());
    QVERIFY(wire::unpickle(payload->flat()) == Value(Tuple{{"before", large, Blob{large}, "after"}}));
}

void WirePickleTest::smallBytesAreSentInOnePiece()
{
    const auto payload = wire::pickle(Bytes(std::string(PieceSize - 1, 'x')));
    QVERIFY(payload);
    QCOMPARE(payload->pieceCount(), std::size_t{1});
}

void WirePickleTest::largeBytesAreReceivedWithoutACopy()
{
    const Bytes payload =
        wire::pickle(List{{Bytes(std::string(256, 'x')), Blob{Bytes(std::string(300, 'y'))}}})->flat();
    const auto value = wire::unpickle(payload);
    QVERIFY(value);
    QVERIFY(lies(*value->as<List>()->items[0].as<Bytes>(), payload));
    QVERIFY(lies(value->as<List>()->items[1].as<Blob>()->data, payload));
}

void WirePickleTest::smallBytesDoNotHoldTheirBuffer()
{
    const Bytes payload = wire::pickle(Bytes(std::string(255, 'x')))->flat();
    const auto value = wire::unpickle(payload);
    QVERIFY(value);
    QVERIFY(!lies(*value->as<Bytes>(), payload));
}

void WirePickleTest::longPicklesAreWrittenWhole()
{
    List list;
    for (int i = 0; i < 50'000; ++i)
        list.items.emplace_back(str("item ", i));
    QVERIFY(roundTrip(list) == Value(list));
}

void WirePickleTest::laterKeysReplaceEarlierOnes()
{
    for (const std::size_t count : {3u, 32u, 33u, 1000u}) {
        Dict twice;
        for (std::size_t i = 0; i < 2 * count; ++i)
            twice.items.emplace_back(str("key ", i % count), i);
        const Value read = roundTrip(twice);
        const auto& items = read.as<Dict>()->items;
        QCOMPARE(items.size(), count);
        for (std::size_t i = 0; i < count; ++i)
            QVERIFY(items[i] == std::pair(Value(str("key ", i)), Value(count + i)));
    }
}

void WirePickleTest::largeDictsKeepTheirOrder()
{
    Dict dict;
    for (int i = 0; i < 5000; ++i)
        dict.items.emplace_back(i % 2 == 0 ? Value(i) : Value(Tuple{{i, str(i)}}), i);
    const Value read = roundTrip(dict);
    QVERIFY(read.as<Dict>()->items == dict.items);
}

void WirePickleTest::aCallIsWrittenLikeItsTuple()
{
    const Dict kwargs{{{"deep", List{{1, Tuple{{2, 3}}}}}}};
    const std::vector<Value> args{"/tmp", List{}, 7};
    const Value tuple = Tuple{{None{}, "fs", None{}, "list", Tuple{args}, Kwargs{kwargs}}};
    const auto call = wire::pickleCall({.module = "fs", .function = "list", .args = args, .kwargs = kwargs});
    QCOMPARE(toHex(call->flat()), pickledHex(tuple));

    const Value chained = Tuple{{"chain", "m", "C", "f", Tuple{}, Kwargs{}}};
    const auto inChain = wire::pickleCall(
        {.chainId = "chain", .module = "m", .className = "C", .function = "f", .args = {}, .kwargs = Dict{}});
    QCOMPARE(toHex(inChain->flat()), pickledHex(chained));
}

void WirePickleTest::aCallNestsNoDeeperThanItsTuple()
{
    const auto callWith = [](std::size_t depth) {
        const std::vector<Value> args{nestedLists(depth)};
        const auto call = wire::pickleCall({.module = "m", .function = "f", .args = args, .kwargs = Dict{}});
        return call && wire::unpickle(call->flat());
    };
    const std::size_t limit = wire::PickleLimits().maxDepth;
    QVERIFY(callWith(limit - 2));
    QVERIFY(!callWith(limit - 1));
}

void WirePickleTest::whatNestsTooDeepIsNotWritten()
{
    const std::size_t limit = wire::PickleLimits().maxDepth;
    QVERIFY(roundTrip(nestedLists(limit)) == nestedLists(limit));
    QCOMPARE(pickledHex(nestedLists(limit + 1)), QByteArray("cannot pickle: it nests deeper than 128 levels"));
}

void WirePickleTest::textThatIsNotUtf8IsNotWritten()
{
    for (const char* bad :
         {"\xff", "\xc0\x80", "\xe0\x80\x80", "\xf4\x90\x80\x80", "ab\xc3", "\xf0\x80\x80\x80", "\x80"})
        QCOMPARE(pickledHex(std::string(bad)), QByteArray("cannot pickle: a text is not UTF-8"));
    const std::string surrogate = "\xed\xb2\x80";
    QVERIFY(roundTrip(surrogate) == Value(surrogate));
}

void WirePickleTest::tooLongIntegersAreNotWritten()
{
    const auto integer = [](std::size_t bytes) {
        const std::string ones(bytes, '\x11');
        return Value(BigInt::fromTwosComplement(std::as_bytes(std::span(ones))));
    };
    QVERIFY(roundTrip(integer(4096)) == integer(4096));
    QCOMPARE(pickledHex(integer(4097)), QByteArray("cannot pickle: an integer is longer than 4096 bytes"));
}

void WirePickleTest::tooLongContextNamesAreNotWritten()
{
    const ContextRef longest{ContextId{1}, std::string(99, 'n')};
    QVERIFY(roundTrip(longest) == Value(longest));
    QCOMPARE(pickledHex(ContextRef{ContextId{1}, std::string(100, 'n')}),
             QByteArray("cannot pickle: the name of a Context has more than 99 characters"));
}

void WirePickleTest::tooLongErrorTextIsCut()
{
    std::string text;
    for (int i = 0; i < 10'000; ++i)
        text += "é";
    const Value read = roundTrip(CallErrorValue{text});
    QCOMPARE(read.as<CallErrorValue>()->text, text.substr(0, 2 * 9999));
}

void WirePickleTest::aSenderWithoutAHandleIsNotWritten()
{
    QCOMPARE(pickledHex(SenderRef{}), QByteArray("cannot pickle: a Sender has no handle"));
}

QTEST_GUILESS_MAIN(WirePickleTest)
#include "wire_pickle_test.moc"
