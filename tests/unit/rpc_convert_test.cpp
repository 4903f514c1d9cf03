#include "core/rpc/context.h"
#include "tests/unit/rpc_functions.h"

#include <QTest>

#include <limits>
#include <map>

using namespace rz;
using namespace rz::rpc;
using test::Colour;
using test::Point;

// What does not compile must not: each line is a call somebody may get wrong.
static_assert(CallableWith<&test::add, int, int>);
static_assert(CallableWith<&test::add, int>);
static_assert(CallableWith<&test::add, std::uint8_t, std::optional<std::int64_t>>);
static_assert(CallableWith<&test::add, int, std::nullopt_t>);
static_assert(!CallableWith<&test::add>);
static_assert(!CallableWith<&test::add, int, int, int>);
static_assert(!CallableWith<&test::add, const char*>);
static_assert(!CallableWith<&test::add, double>);
static_assert(!CallableWith<&test::add, bool>);
static_assert(CallableWith<&test::split, const char (&)[3]>);
static_assert(CallableWith<&test::split, std::string>);
static_assert(!CallableWith<&test::split, int>);
static_assert(!CallableWith<&test::split, Bytes>);
static_assert(CallableWith<&test::mirror, Point, Colour>);
static_assert(!CallableWith<&test::mirror, Point, int>);
static_assert(CallableWith<&test::stream, SenderRef, int, int>);
static_assert(!CallableWith<&test::stream, int, int, int>);
static_assert(CallableWith<&test::whoCalls>);

template <class C>
concept AddsText = requires(const C& context) { context.template call<&test::add>("one", 2); };
template <class C>
concept AddsNumbers = requires(const C& context) { context.template call<&test::add>(1, 2); };
static_assert(AddsNumbers<Context> && !AddsText<Context>);

static_assert(!CanArrive<void*> && !CanArrive<char> && !CanLeave<std::map<int, int>>);

class RpcConvertTest : public QObject {
    Q_OBJECT

private slots:
    void integersAreCheckedAgainstTheirRange()
    {
        QCOMPARE(*valueAs<std::uint8_t>(Value(255)), std::uint8_t{255});
        refused<std::uint8_t>(Value(256), "must be between 0 and 255, not 256");
        refused<std::uint8_t>(Value(-1), "must be between 0 and 255, not -1");
        QCOMPARE(*valueAs<std::int64_t>(Value(std::numeric_limits<std::int64_t>::min())),
                 std::numeric_limits<std::int64_t>::min());
        QCOMPARE(*valueAs<std::uint64_t>(asValue(std::numeric_limits<std::uint64_t>::max())),
                 std::numeric_limits<std::uint64_t>::max());
        QVERIFY(!valueAs<std::int64_t>(asValue(std::numeric_limits<std::uint64_t>::max())));
        QVERIFY(!valueAs<std::uint64_t>(Value(*BigInt::fromDecimal("18446744073709551616"))));
        QVERIFY(!valueAs<std::uint64_t>(Value(*BigInt::fromDecimal("-9223372036854775809"))));
        refused<int>(Value(true), "must be int, not bool");
        refused<int>(Value("1"), "must be int, not str");
        refused<int>(Value(1.0), "must be int, not float");
    }

    void realsTakeIntegersButBoolsTakeOnlyBools()
    {
        QCOMPARE(*valueAs<double>(Value(2)), 2.0);
        QCOMPARE(*valueAs<double>(Value(2.5)), 2.5);
        refused<double>(Value(true), "must be float, not bool");
        refused<bool>(Value(1), "must be bool, not int");
    }

    void textTakesTheBytesOfPython2IfTheyAreUtf8()
    {
        QCOMPARE(*valueAs<std::string>(Value(Bytes(std::string_view("\xc3\xa4")))), std::string("\xc3\xa4"));
        refused<std::string>(Value(Bytes(std::string_view("\xff"))), "must be text, not bytes that are not UTF-8");
        refused<Bytes>(Value("text"), "must be bytes, not str");
    }

    void listsDictsAndOptionalsConvertItemByItem()
    {
        QCOMPARE(*valueAs<std::vector<int>>(Value(Tuple{{Value(1), Value(2)}})), (std::vector<int>{1, 2}));
        refused<std::vector<int>>(Value(List{{Value(1), Value("x")}}), "item 1 must be int, not str");
        refused<std::vector<int>>(Value("12"), "must be list, not str");
        Dict dict;
        dict.set("a", List{{Value(1), Value()}});
        using Map = std::map<std::string, std::vector<std::optional<int>>>;
        const auto map = valueAs<Map>(Value(dict));
        QVERIFY(map && map->at("a").size() == 2 && map->at("a")[0] == 1 && !map->at("a")[1]);
        QCOMPARE(asValue(*map), Value(dict));
        dict.set("b", 3);
        refused<Map>(Value(dict), "item 'b' must be list, not int");
        QVERIFY(!*valueAs<std::optional<int>>(Value()));
    }

    void typesOfOnesOwnTakePart()
    {
        QVERIFY((*valueAs<Point>(asValue(Point{3, 4})) == Point{3, 4}));
        refused<Point>(Value(Dict{}), "must have x and y");
        QCOMPARE(asValue(Colour::Green), Value("green"));
        QVERIFY(*valueAs<Colour>(Value("red")) == Colour::Red);
        refused<Colour>(Value("blue"), "must be one of 'red', 'green', not 'blue'");
    }

    void typeNamesAreWhatAPersonWouldSay()
    {
        QCOMPARE(typeName<std::uint16_t>(), std::string("int"));
        QCOMPARE(typeName<std::vector<std::string>>(), std::string("list of text"));
        QCOMPARE((typeName<std::map<std::string, Bytes>>()), std::string("dict of bytes"));
        QCOMPARE(typeName<std::optional<bool>>(), std::string("bool"));
        QCOMPARE(typeName<Sender>(), std::string("sender"));
        QCOMPARE(typeName<Value>(), std::string("any"));
        QCOMPARE(typeName<Point>(), std::string("point"));
        QCOMPARE(typeName<Colour>(), std::string("red|green"));
        QCOMPARE(typeName<void>(), std::string("none"));
    }

    void aCallsNameIsTakenApartAsPythonWould()
    {
        const auto check = [](std::string_view name, const char* module, const char* className, const char* function) {
            const Call call = Call::byName(name);
            QCOMPARE(call.module, std::string(module));
            QCOMPARE(call.className.value_or(""), std::string(className));
            QCOMPARE(call.function, std::string(function));
            QCOMPARE(call.name(), std::string(name));
        };
        check("os.getpid", "os", "", "getpid");
        check("a.b.f", "a.b", "", "f");
        check("mitogen.core.Dispatcher.forget_chain", "mitogen.core", "Dispatcher", "forget_chain");
        check("test.Shapes.mirror", "test", "Shapes", "mirror");
    }

    void descriptionsSurviveTheWayToAnotherContext()
    {
        Registry registry;
        test::addTestFunctions(registry);
        for (const FunctionDescription& description : registry.descriptions()) {
            const auto back = functionDescriptionFrom(toValue(description));
            QVERIFY(back);
            QCOMPARE(back->name, description.name);
            QCOMPARE(back->result, description.result);
            QCOMPARE(back->parameters.size(), description.parameters.size());
        }
        QVERIFY(!functionDescriptionFrom(Value(3)));
        QVERIFY(!functionDescriptionFrom(Value(Dict{})));
    }

    void descriptionsSayWhatFieldsStandFor()
    {
        const FunctionDescription sample{.name = "fs.list",
                                         .help = {},
                                         .result = "list",
                                         .parameters = {},
                                         .fields = {{"mode", std::string(meaning::FileMode)}}};
        Value sent = toValue(sample);
        const auto back = functionDescriptionFrom(sent);
        QVERIFY(back);
        QCOMPARE(back->fields.size(), std::size_t{1});
        QCOMPARE(back->fields[0].name, std::string("mode"));
        QCOMPARE(back->fields[0].meaning, std::string("file mode"));
        QVERIFY(!functionDescriptionFrom(Value(Dict{{{"name", "fs.list"}, {"fields", 3}}})));
        QVERIFY(!functionDescriptionFrom(Value(Dict{{{"name", "fs.list"}, {"fields", Dict{{{"mode", 3}}}}}})));
    }

private:
    template <class T>
    static void refused(Value value, const std::string& why)
    {
        const auto converted = valueAs<T>(std::move(value));
        QVERIFY(!converted);
        QVERIFY(converted.error().kind() == ErrorKind::Argument);
        QCOMPARE(converted.error().text(), why);
    }
};

QTEST_GUILESS_MAIN(RpcConvertTest)
#include "rpc_convert_test.moc"
