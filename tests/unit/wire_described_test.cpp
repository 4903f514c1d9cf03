// Answers with objects of Python in them, for people who read them.
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

std::string text(std::string_view characters)
{
    return str("X", static_cast<char>(characters.size()), "\0\0\0"sv, characters);
}

std::string global(std::string_view module, std::string_view name)
{
    return str("c", module, "\n", name, "\n");
}

std::string describedAnswer(const Bytes& payload, const wire::PickleLimits& limits = {})
{
    const auto value = wire::unpickleDescribed(payload, limits);
    if (!value && value.error().kind() != ErrorKind::Decode)
        return "refused with the wrong kind of error";
    return value ? repr(*value, 2000) : value.error().text();
}

std::string describedAnswer(std::string_view opcodes)
{
    return describedAnswer(pickleOf(opcodes));
}

// Nearly every way in which Python makes objects.
std::string everyObject()
{
    return str("(", global("m", "Reduced"), "q\x01K\x01\x85q\x02Rq\x03}q\x04", text("a"), "K\x02sb", global("m", "New"),
               ")\x81(", text("k"), "K\x03u(K\x04K\x05", "e(", global("m", "Old"), "K\x06oh\x03h\x01t");
}

}  // namespace

class WireDescribedTest : public QObject {
    Q_OBJECT

private slots:
    void objectsAreDescribed_data();
    void objectsAreDescribed();
    void keysOfADictMayBeObjects();
    void whatTheWireKnowsStaysWhatItIs();
    void allOfThisIsRefusedElsewhere();
    void garbageIsRefused_data();
    void garbageIsRefused();
    void everyTruncationIsRefused();
    void flippedBitsNeverCrash();
    void theLimitsAreTheSame();
    void pairsKeepTheLimitOfDepth();
};

void WireDescribedTest::objectsAreDescribed_data()
{
    QTest::addColumn<QByteArray>("opcodes");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, const std::string& opcodes, const char* expected) {
        QTest::newRow(name) << QByteArray::fromStdString(opcodes) << QByteArray(expected);
    };
    const std::string five = str("(", text("Linux"), "q\x01", text("h"), "q\x02", text("6"), "q\x03", text("#1"),
                                 "q\x04", text("x86_64"), "q\x05tq\x06");
    row("uname_result of 3.9 and later", str(global("platform", "uname_result"), "q\0"sv, five, "Rq\x07"),
        "{'$class': 'platform.uname_result', '$args': ('Linux', 'h', '6', '#1', 'x86_64')}");
    row("uname_result of 3.6", str(global("platform", "uname_result"), "q\0"sv, five, "\x81q\x07"),
        "{'$class': 'platform.uname_result', '$args': ('Linux', 'h', '6', '#1', 'x86_64')}");
    row("set", str(global("__builtin__", "set"), "q\0]q\1(K\1K\2e\x85q\2Rq\3"sv),
        "{'$class': '__builtin__.set', '$args': ([1, 2],)}");
    row("date",
        str(global("datetime", "date"), "q\0"sv, global("_codecs", "encode"), "q\1", text("\x07\xc3\xaa"),
            text("latin1"), "\x86R\x85R"),
        "{'$class': 'datetime.date', '$args': (b'\\x07\\xea',)}");
    row("OrderedDict",
        str(global("collections", "OrderedDict"), "q\0)Rq\1("sv, text("b"), "K\1"sv, text("a"), "K\2u"sv),
        "{'$class': 'collections.OrderedDict', '$args': (), '$items': {'b': 1, 'a': 2}}");
    row("defaultdict",
        str(global("collections", "defaultdict"), global("__builtin__", "list"), "\x85R", text("a"), "]s"),
        "{'$class': 'collections.defaultdict', '$args': ({'$class': '__builtin__.list'},), '$items': {'a': []}}");
    row("list with state", str(global("m", "Names"), ")\x81}", text("n"), "NsbK\1aK\2a"sv),
        "{'$class': 'm.Names', '$args': (), '$state': {'n': None}, '$list': [1, 2]}");
    row("exception", str(global("exceptions", "ValueError"), text("no"), "\x85R}", text("code"), "K\5sb"sv),
        "{'$class': 'exceptions.ValueError', '$args': ('no',), '$state': {'code': 5}}");
    row("object of Python 2's old classes", str("(", global("m", "Old"), "K\1K\2o}b"sv),
        "{'$class': 'm.Old', '$args': (1, 2), '$state': {}}");
    row("class inside another",
        str(global("__builtin__", "getattr"), global("m", "Outer"), text("Inner"), "\x86R)\x81"),
        "{'$class': {'$class': '__builtin__.getattr', '$args': ({'$class': 'm.Outer'}, 'Inner')}, '$args': ()}");
    row("class", global("pathlib", "PosixPath"), "{'$class': 'pathlib.PosixPath'}");
    row("class that the wire calls", global("__builtin__", "bytes"), "{'$class': '__builtin__.bytes'}");
    row("one in another", str("]}", text("a"), global("m", "A"), global("m", "B"), ")R\x85Rsa"),
        "[{'a': {'$class': 'm.A', '$args': ({'$class': 'm.B', '$args': ()},)}}]");
    row("the same one twice", str(global("m", "A"), ")Rq\1h\1\x86"sv),
        "({'$class': 'm.A', '$args': ()}, {'$class': 'm.A', '$args': ()})");
}

void WireDescribedTest::objectsAreDescribed()
{
    QFETCH(const QByteArray, opcodes);
    QFETCH(const QByteArray, expected);
    QCOMPARE(QByteArray::fromStdString(describedAnswer(opcodes.toStdString())), expected);
}

void WireDescribedTest::keysOfADictMayBeObjects()
{
    QCOMPARE(describedAnswer(str("}(K\1K\2"sv, global("m", "A"), ")RK\3u"sv)),
             "{'$class': '__builtin__.dict', '$items': [(1, 2), ({'$class': 'm.A', '$args': ()}, 3)]}");
    // As for the key of a key.
    QVERIFY(says(describedAnswer(str("}", global("m", "A"), "\x85Ns")), "'$items': [(({'$class': 'm.A'},), None)]"));
}

void WireDescribedTest::whatTheWireKnowsStaysWhatItIs()
{
    int known = 0;
    for (const QJsonValue& entry : goldenFile("vectors.json")) {
        const QJsonObject vector = entry.toObject();
        const Bytes payload = fromHex(vector[u"payload_hex"].toString().toLatin1());
        const auto value = wire::unpickle(payload);
        if (!value)
            continue;
        QVERIFY(wire::unpickleDescribed(payload) == *value);
        ++known;
    }
    QVERIFY(known > 20);
    const auto error = wire::unpickleDescribed(
        pickleOf(str(global("mitogen.core", "_unpickle_call_error"), text("os.Error: no"), "\x85R")));
    QVERIFY(error && *error == Value(CallErrorValue{"os.Error: no"}));
}

void WireDescribedTest::allOfThisIsRefusedElsewhere()
{
    QVERIFY(wire::unpickleDescribed(pickleOf(everyObject())));
    QVERIFY(says(wire::unpickle(pickleOf(everyObject())).error().text(), "global 'm'/'Reduced' is not accepted"));
    QVERIFY(says(wire::unpickle(pickleOf(")}b")).error().text(), "opcode BUILD is not accepted"));
    QVERIFY(says(wire::unpickle(pickleOf("))\x81")).error().text(), "opcode NEWOBJ is not accepted"));
    QVERIFY(says(wire::unpickle(pickleOf("(No")).error().text(), "opcode OBJ is not accepted"));
}

void WireDescribedTest::garbageIsRefused_data()
{
    QTest::addColumn<QByteArray>("opcodes");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, const std::string& opcodes, const char* expected) {
        QTest::newRow(name) << QByteArray::fromStdString(opcodes) << QByteArray(expected);
    };
    const std::string object = global("m", "A") + ")R";
    row("name with a space", global("os", "system(1) "), "global 'os'/'system(1) ' is not accepted");
    row("no module", global("", "A"), "global ''/'A' is not accepted");
    row("no name", global("m", ""), "global 'm'/'' is not accepted");
    row("name that is not printable", global("m", "\x1b[2J"), "global 'm'/'?[2J' is not accepted");
    row("name of 201 letters", global("m", std::string(201, 'n')), "is not accepted");
    row("a text is called", text("a") + ")R", "REDUCE needs a global");
    row("arguments are a list", global("m", "A") + "]R", "REDUCE needs a global");
    row("arguments are a list for NEWOBJ", global("m", "A") + "]\x81", "REDUCE needs a global");
    row("a text is made", text("a") + ")\x81", "REDUCE needs a global");
    row("one of the wire's is made without being called", global("mitogen.core", "Secret") + text("s") + "\x85\x81",
        "REDUCE needs a global");
    row("one of the wire's is called with something else", global("mitogen.core", "Blob") + object + "\x85R",
        "a Blob is not made of bytes");
    row("OBJ without a mark", global("m", "A") + "o", "no mark");
    row("OBJ without a class", "(o", "too few values");
    row("OBJ of a text", "(" + text("a") + "o", "REDUCE needs a global");
    row("state of a list", "]}b", "BUILD needs an object");
    row("state of a class", global("m", "A") + "}b", "BUILD needs an object");
    row("state without an object", "}b", "too few values");
    row("a class is appended to", global("m", "A") + "Na", "no list");
    row("a key has no value", object + "(NNNu", "a dict key has no value");
    row("an object is its own state", str(object, "q\1h\1b"sv), "a value contains itself");
    row("the wire's own trouble", object + "0", "opcode POP is not accepted");
    row("a registered number", "\x82\x01", "opcode EXT1 is not accepted");
    row("more after the end", object + ".N", "bytes follow its end");
    row("an object as an id", str(global("mitogen.core", "_unpickle_context"), object, "N\x86R"), "no valid id");
}

void WireDescribedTest::garbageIsRefused()
{
    QFETCH(const QByteArray, opcodes);
    QFETCH(const QByteArray, expected);
    const std::string given = describedAnswer(opcodes.toStdString());
    QVERIFY(given.starts_with("cannot unpickle: "));
    QVERIFY(says(given, expected.toStdString()));
}

void WireDescribedTest::everyTruncationIsRefused()
{
    const Bytes whole = pickleOf(everyObject());
    QCOMPARE(describedAnswer(whole),
             "({'$class': 'm.Reduced', '$args': (1,), '$state': {'a': 2}}, {'$class': 'm.New', '$args': (), "
             "'$items': {'k': 3}, '$list': [4, 5]}, {'$class': 'm.Old', '$args': (6,)}, {'$class': "
             "'m.Reduced', '$args': (1,), '$state': {'a': 2}}, {'$class': 'm.Reduced'})");
    for (std::size_t length = 0; length < whole.size(); ++length)
        QVERIFY2(!wire::unpickleDescribed(whole.slice(0, length)), qPrintable(QString::number(length)));
}

void WireDescribedTest::flippedBitsNeverCrash()
{
    std::mt19937 random(21);
    int refused = 0;
    for (int round = 0; round < 2000; ++round) {
        std::string bytes = pickleOf(everyObject()).toString();
        for (unsigned flips = random() % 4 + 1; flips > 0; --flips)
            bytes[random() % bytes.size()] ^= static_cast<char>(1u << random() % 8);
        const auto value = wire::unpickleDescribed(Bytes(std::move(bytes)));
        refused += value ? 0 : 1;
        if (!value)
            continue;
        const auto written = wire::pickle(*value);
        QVERIFY(written);
        QVERIFY(wire::unpickle(written->flat()) == *value);
    }
    QVERIFY(refused > 200 && refused < 2000);
}

void WireDescribedTest::theLimitsAreTheSame()
{
    const auto nested = [](std::size_t levels) {
        std::string opcodes;
        for (std::size_t i = 0; i < levels; ++i)
            opcodes += global("m", "A");
        opcodes += "N";
        for (std::size_t i = 0; i < levels; ++i)
            opcodes += "\x85R";
        return pickleOf(opcodes);
    };
    const std::size_t deepest = wire::PickleLimits().maxDepth / 2;  // a dict and a tuple each
    QVERIFY(says(describedAnswer(nested(deepest)), "{'$class': 'm.A'"));
    QVERIFY(says(describedAnswer(nested(deepest + 1)), "it nests deeper than 128 levels"));
    const auto inLists = [](std::size_t lists) {
        return pickleOf(str(std::string(lists, ']'), global("m", "A"), std::string(lists, 'a')));
    };
    QVERIFY(says(describedAnswer(inLists(wire::PickleLimits().maxDepth - 1)), "'m.A'"));
    QVERIFY(says(describedAnswer(inLists(wire::PickleLimits().maxDepth)), "it nests deeper than 128 levels"));

    // A list of the same object many times.
    const auto many = [](std::size_t count) {
        std::string opcodes = global("m", "A") + ")Rq\x01](";
        for (std::size_t i = 0; i < count; ++i)
            opcodes += "h\x01";
        return pickleOf(opcodes + "e\x86");
    };
    // The tuple and its two items, the first with four of its own; five for each in the list.
    QVERIFY(says(describedAnswer(many(10), {.maxItems = 57}), "'m.A'"));
    QVERIFY(says(describedAnswer(many(10), {.maxItems = 56}), "it has more than 56 values"));
    // "$class", "m.A", "$args" each time.
    QVERIFY(says(describedAnswer(many(10), {.maxBytes = 11 * 14}), "'m.A'"));
    QVERIFY(says(describedAnswer(many(10), {.maxBytes = 11 * 14 - 1}), "it has more than 153 bytes of text and data"));
}

void WireDescribedTest::pairsKeepTheLimitOfDepth()
{
    // The class as a key makes each dict one with a list of pairs: three levels instead of one.
    const auto nested = [](std::size_t dicts) {
        std::string opcodes;
        for (std::size_t i = 0; i < dicts; ++i)
            opcodes += "}" + global("m", "A");
        opcodes += "N";
        for (std::size_t i = 0; i < dicts; ++i)
            opcodes += "s";
        return pickleOf(opcodes);
    };
    const std::size_t deepest = wire::PickleLimits().maxDepth / 3;
    QVERIFY(says(describedAnswer(nested(deepest)), "'__builtin__.dict'"));
    QVERIFY(says(describedAnswer(nested(deepest + 1)), "it nests deeper than 128 levels"));
}

QTEST_GUILESS_MAIN(WireDescribedTest)
#include "wire_described_test.moc"
