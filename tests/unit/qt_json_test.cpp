#include "core/base/base64.h"
#include "core/qt/json.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace rz;

namespace {

Value big(const char* digits)
{
    return BigInt::fromDecimal(digits).value();
}

struct Sample {
    const char* name;
    Value value;
    const char* json;
};

// Every kind of value that is written and read back the same.
const std::vector<Sample>& samples()
{
    static const std::vector<Sample> all = {
        {"none", Value(), "null"},
        {"true", true, "true"},
        {"integer", -42, "-42"},
        {"smallest int64", std::numeric_limits<std::int64_t>::min(), "-9223372036854775808"},
        {"big integer", big("123456789012345678901234567890"), "123456789012345678901234567890"},
        {"float", 1.5, "1.5"},
        {"whole float", 3.0, "3.0"},
        {"large float", 1e300, "1e+300"},
        {"infinity", -std::numeric_limits<double>::infinity(), R"({"$float":"-inf"})"},
        {"not a number", std::nan(""), R"({"$float":"nan"})"},
        {"text", "häl\"lo\n\x01\\", "\"häl\\\"lo\\n\\u0001\\\\\""},
        {"emoji", "😀", "\"😀\""},
        {"lone surrogate", std::string("a\xed\xa0\x80z"), "\"a\\ud800z\""},
        {"bytes", Bytes(std::string_view("\xff\x00z", 3)), R"({"$bytes":"/wB6"})"},
        {"blob", Blob{Bytes(std::string_view("abc"))}, R"({"$blob":"YWJj"})"},
        {"empty list", List{}, "[]"},
        {"list", List{{1, "two", List{{3}}}}, R"([1,"two",[3]])"},
        {"tuple", Tuple{{1, 2}}, R"({"$tuple":[1,2]})"},
        {"empty dict", Dict{}, "{}"},
        {"dict in its order", Dict{{{"b", 1}, {"a", 2}}}, R"({"b":1,"a":2})"},
        {"dict with other keys", Dict{{{1, "one"}, {Tuple{{2}}, "two"}}},
         R"({"$dict":[[1,"one"],[{"$tuple":[2]},"two"]]})"},
        {"dict that looks like a form", Dict{{{"$bytes", 1}}}, R"({"$dict":[["$bytes",1]]})"},
        {"kwargs", Kwargs{Dict{{{"a", 1}}}}, R"({"$kwargs":{"a":1}})"},
        {"kwargs that look like a form", Kwargs{Dict{{{"$x", 1}}}}, R"({"$kwargs":{"$dict":[["$x",1]]}})"},
        {"description of an object", Dict{{{"$class", "m.A"}, {"$args", Tuple{{1}}}, {"$state", Value()}}},
         R"({"$class":"m.A","$args":{"$tuple":[1]},"$state":null})"},
        {"description of a class", Dict{{{"$class", Value("m.A")}}}, R"({"$class":"m.A"})"},
        {"dict that is nearly a description", Dict{{{"$class", "m.A"}, {"args", 1}}},
         R"({"$dict":[["$class","m.A"],["args",1]]})"},
        {"description of a class that is none", Dict{{{"$class", 1}}}, R"({"$dict":[["$class",1]]})"},
        {"call error", CallErrorValue{"os.Error: no"}, R"({"$error":"os.Error: no"})"},
        {"context", ContextRef{ContextId{7}, "ssh.web1"}, R"({"$context":{"id":7,"name":"ssh.web1"}})"},
        {"context without a name", ContextRef{ContextId{7}, {}}, R"({"$context":{"id":7,"name":null}})"},
        {"sender", SenderRef{ContextId{7}, Handle{1001}}, R"({"$sender":{"context":7,"handle":1001}})"},
    };
    return all;
}

}  // namespace

class JsonTest : public QObject {
    Q_OBJECT
private slots:
    void eachKindOfValueIsWrittenAndReadBack_data()
    {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < samples().size(); ++i)
            QTest::newRow(samples()[i].name) << static_cast<int>(i);
    }

    void eachKindOfValueIsWrittenAndReadBack()
    {
        QFETCH(int, index);
        const Sample& sample = samples()[static_cast<std::size_t>(index)];
        QCOMPARE(QByteArray::fromStdString(toJson(sample.value)), QByteArray(sample.json));
        const auto compact = fromJson(sample.json);
        QVERIFY(compact.has_value());
        QVERIFY(*compact == sample.value);
        const auto indented = fromJson(toJson(sample.value, JsonLayout::Indented));
        QVERIFY(indented.has_value());
        QVERIFY(*indented == sample.value);
    }

    void indentedTextHasAnItemALine()
    {
        const Value value = Dict{{{"a", List{{1, 2}}}, {"b", Dict{}}}};
        QCOMPARE(toJson(value, JsonLayout::Indented), "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}");
    }

    void secretsAreReadButNeverWritten()
    {
        QCOMPARE(toJson(Value(Secret("hunter2"))), R"({"$secret":null})");
        const auto read = fromJson(R"({"$secret":"hunter2"})");
        QVERIFY(read.has_value());
        QVERIFY(read->is<Secret>());
        QCOMPARE(read->as<Secret>()->reveal(), "hunter2");
    }

    // What Python 2 calls str is bytes.
    void peopleReadBytesAsTextWhereTheyAre()
    {
        const auto written = [](std::string_view bytes) { return toJson(Value(Bytes(bytes)), JsonLayout::Indented); };
        QCOMPARE(written("hä\n"), R"({"$utf8": "hä\n"})");
        QVERIFY(written("\xff").find("$bytes") != std::string::npos);
        QVERIFY(written(std::string_view("a\0b", 3)).find("$bytes") != std::string::npos);
        QVERIFY(written("\x1b[31m").find("$bytes") != std::string::npos);
        for (const std::string_view bytes : {"hä\n", "", "\xff", "\xed\xa0\x80"}) {
            const auto read = fromJson(written(bytes));
            QVERIFY(read.has_value() && *read == Value(Bytes(bytes)));
        }
        QCOMPARE(toJson(Value(Bytes("text"))), R"({"$bytes":"dGV4dA=="})");
    }

    void bytesMayBeGivenAsText()
    {
        const auto read = fromJson(R"({"$utf8":"hä"})");
        QVERIFY(read.has_value());
        QVERIFY(*read == Value(Bytes(std::string_view("hä"))));
    }

    void whatIsNotTextIsReplacedNotCopied() { QCOMPARE(toJson(Value(std::string("a\xffz"))), "\"a\xef\xbf\xbdz\""); }

    void escapesMeanWhatJsonSays()
    {
        // One escape an item; moc cannot read them in a raw string.
        const auto read =
            fromJson("[\"\\\"\", \"\\\\\", \"\\/\", \"\\b\", \"\\f\", \"\\n\", \"\\r\", \"\\t\", \"\\u0041\", "
                     "\"\\u00e9\", \"\\ud83d\\ude00\", \"\\ude00\"]");
        QVERIFY(read.has_value());
        QVERIFY(*read == Value(List{{"\"", "\\", "/", "\b", "\f", "\n", "\r", "\t", "A", "é", "😀", "\xed\xb8\x80"}}));
    }

    void aLaterKeyReplacesAnEarlierOne()
    {
        QVERIFY(fromJson(R"({"a":1,"b":2,"a":3})").value() == Value(Dict{{{"a", 3}, {"b", 2}}}));
    }

    void problemsAreNamedWithTheirPlace_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("problem");
        QTest::addColumn<int>("line");
        QTest::addColumn<int>("column");
        const auto row = [](const char* name, const char* text, JsonProblem problem, int line, int column) {
            QTest::newRow(name) << QByteArray(text) << static_cast<int>(problem) << line << column;
        };
        row("nothing", " \n ", JsonProblem::Empty, 2, 2);
        row("open list", "[1,", JsonProblem::EndOfText, 1, 4);
        row("open string", "\"abc", JsonProblem::EndOfText, 1, 5);
        row("open escape", "\"abc\\", JsonProblem::EndOfText, 1, 6);
        row("open object", "{\"a\"", JsonProblem::EndOfText, 1, 5);
        row("a bare word", "[tru]", JsonProblem::ExpectedValue, 1, 2);
        row("a comma too many", "[1,]", JsonProblem::ExpectedValue, 1, 4);
        row("a key without quotes", "{a: 1}", JsonProblem::ExpectedKey, 1, 2);
        row("a comma too many in an object", "{\"a\": 1,}", JsonProblem::ExpectedKey, 1, 9);
        row("no colon", "{\"a\" 1}", JsonProblem::ExpectedColon, 1, 6);
        row("no comma", "[1\n 2]", JsonProblem::ExpectedCommaOrEnd, 2, 2);
        row("the wrong bracket", "[1}", JsonProblem::ExpectedCommaOrEnd, 1, 3);
        row("more behind it", "1 2", JsonProblem::TextAfterValue, 1, 3);
        row("leading zero", "[01]", JsonProblem::BadNumber, 1, 2);
        row("minus alone", "-", JsonProblem::BadNumber, 1, 1);
        row("no digits behind the point", "1.", JsonProblem::BadNumber, 1, 1);
        row("no digits in the exponent", "1e+", JsonProblem::BadNumber, 1, 1);
        row("float out of range", "1e999", JsonProblem::BadNumber, 1, 1);
        row("unknown escape", R"("ä\q")", JsonProblem::BadEscape, 1, 4);
        row("half an escape", R"("\u12")", JsonProblem::BadEscape, 1, 3);
        row("line break in a string", "\"a\nb\"", JsonProblem::ControlCharacter, 1, 3);
        row("not UTF-8", "[\"\xff\"]", JsonProblem::NotUtf8, 1, 2);
        row("unknown form", "[{\"$what\": 1}]", JsonProblem::UnknownForm, 1, 2);
        row("bad base64", R"({"$bytes": "?"})", JsonProblem::BadForm, 1, 1);
        row("a list as a key", R"({"$dict": [[[1], 2]]})", JsonProblem::BadForm, 1, 1);
        row("a pair of three", R"({"$dict": [[1, 2, 3]]})", JsonProblem::BadForm, 1, 1);
        row("a number as a tuple", R"({"$tuple": 1})", JsonProblem::BadForm, 1, 1);
        row("kwargs with a number", R"({"$kwargs": {"$dict": [[1, 2]]}})", JsonProblem::BadForm, 1, 1);
        row("a context without id", R"({"$context": {"name": "x"}})", JsonProblem::BadForm, 1, 1);
        row("an id too large", R"({"$context": {"id": 4294967296}})", JsonProblem::BadForm, 1, 1);
        row("a sender without handle", R"({"$sender": {"context": 1}})", JsonProblem::BadForm, 1, 1);
        row("another float", R"({"$float": "many"})", JsonProblem::BadForm, 1, 1);
    }

    void problemsAreNamedWithTheirPlace()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, problem);
        QFETCH(int, line);
        QFETCH(int, column);
        const auto read = parseJson(std::string_view(text.constData(), static_cast<std::size_t>(text.size())));
        QVERIFY(!read.has_value());
        QCOMPARE(static_cast<int>(read.error().problem), problem);
        QCOMPARE(read.error().line, line);
        QCOMPARE(read.error().column, column);
        QVERIFY(!read.error().text().empty());
        QVERIFY(fromJson(std::string(text.constData())).error().kind() == ErrorKind::Argument);
    }

    void aValueIsReadOffTheFrontOfAText()
    {
        std::size_t end = 0;
        const std::string_view text = " [1] {\"a\": 2}";
        QVERIFY(parseJsonPrefix(text, end).value() == Value(List{{1}}));
        QCOMPARE(end, 4u);
        QVERIFY(!parseJsonPrefix("[1 2]", end).has_value());
        QCOMPARE(end, 3u);
    }

    void nestingIsBounded()
    {
        const auto nested = [](int depth) {
            return std::string(static_cast<std::size_t>(depth), '[') +
                   std::string(static_cast<std::size_t>(depth), ']');
        };
        QVERIFY(parseJson(nested(MaxJsonDepth)).has_value());
        const auto tooDeep = parseJson(nested(MaxJsonDepth + 1));
        QVERIFY(!tooDeep.has_value());
        QVERIFY(tooDeep.error().problem == JsonProblem::TooDeep);
        QVERIFY(!parseJson(std::string(1'000'000, '[')).has_value());
    }

    void truncatedTextIsNeverAccepted()
    {
        const std::string whole = R"({"a":[1,2.5,"x\u00e9",{"$bytes":"YWJj"}],"b":{"$tuple":[null,true]}})";
        QVERIFY(parseJson(whole).has_value());
        for (std::size_t length = 0; length < whole.size(); ++length)
            QVERIFY2(!parseJson(std::string_view(whole).substr(0, length)).has_value(),
                     whole.substr(0, length).c_str());
    }

    void flippedBytesNeverCrashTheReader()
    {
        const std::string whole = R"({"a":[1,2.5,"x\u00e9\ud83d\ude00",{"$bytes":"YWJj"}],"b":{"$dict":[[1,-2e3]]}})";
        std::uint64_t state = 0x9e3779b97f4a7c15;
        for (int i = 0; i < 1000; ++i) {
            std::string flipped = whole;
            for (int flip = 0; flip < 3; ++flip) {
                state = state * 6364136223846793005u + 1442695040888963407u;
                flipped[(state >> 33) % flipped.size()] ^= static_cast<char>(1u << (state >> 20 & 7));
            }
            if (const auto read = parseJson(flipped))
                QVERIFY(parseJson(toJson(*read)).has_value());
        }
    }

    void base64IsExact_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("nothing") << QByteArray() << QByteArray();
        QTest::newRow("one") << QByteArray("f") << QByteArray("Zg==");
        QTest::newRow("two") << QByteArray("fo") << QByteArray("Zm8=");
        QTest::newRow("three") << QByteArray("foo") << QByteArray("Zm9v");
        QTest::newRow("four") << QByteArray("\xff\xfe\xfd\x00", 4) << QByteArray("//79AA==");
    }

    void base64IsExact()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, text);
        QCOMPARE(QByteArray::fromStdString(toBase64(bytes.toStdString())), text);
        const auto back = fromBase64(text.toStdString());
        QVERIFY(back.has_value());
        QCOMPARE(QByteArray::fromStdString(*back), bytes);
    }

    void base64RefusesAnythingElse()
    {
        for (const char* text :
             {"Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Z=g=", "====", "Zm9v\n", "Zg==Zg==", "Zm9-"})
            QVERIFY2(!fromBase64(text).has_value(), text);
    }
};

QTEST_GUILESS_MAIN(JsonTest)
#include "qt_json_test.moc"
