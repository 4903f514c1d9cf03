#include "core/base/dict_index.h"
#include "core/base/str.h"
#include "core/base/value.h"

#include <QTest>

#include <limits>

using namespace rz;

class BaseValueTest : public QObject {
    Q_OBJECT

private slots:
    void everyTypeKnowsItsName();
    void everyIntegerTypeBecomesAnInteger();
    void anUnsignedNumberBeyondInt64BecomesABigInt();
    void copiesAreEqualAndIndependent();
    void valuesOfDifferentTypesAreNotEqual();
    void dictsAreEqualWhateverTheirOrder();
    void dictsWithDifferentKeysAreNotEqual();
    void settingAKeyAgainReplacesItsValue();
    void lookingUpAKeyFindsItInDictsAndKwargsOnly();
    void equalKeysAreMergedAsPythonDoes();
    void onlyWhatPythonHashesIsAKey();
    void aUsersTypeBecomesAValueByItsOwnFunction();
    void aValueStaysSmall();
};

namespace users {
struct Point {
    int x;
    int y;
};
Value toValue(const Point& point)
{
    return Tuple{{point.x, point.y}};
}
}  // namespace users

void BaseValueTest::everyTypeKnowsItsName()
{
    const std::pair<Value, const char*> names[] = {
        {Value(), "NoneType"},
        {true, "bool"},
        {7, "int"},
        {BigInt::fromInt64(7), "int"},
        {0.5, "float"},
        {Bytes("b"), "bytes"},
        {"text", "str"},
        {List{}, "list"},
        {Tuple{}, "tuple"},
        {Dict{}, "dict"},
        {Blob{}, "mitogen.core.Blob"},
        {Secret("s"), "mitogen.core.Secret"},
        {CallErrorValue{}, "mitogen.core.CallError"},
        {ContextRef{}, "mitogen.core.Context"},
        {SenderRef{}, "mitogen.core.Sender"},
        {Kwargs{}, "mitogen.core.Kwargs"},
    };
    for (std::size_t i = 0; i < std::size(names); ++i) {
        QCOMPARE(names[i].first.typeName(), names[i].second);
        QCOMPARE(static_cast<std::size_t>(names[i].first.type()), i);
    }
}

void BaseValueTest::everyIntegerTypeBecomesAnInteger()
{
    QVERIFY(Value(short{-5}) == Value(-5));
    QVERIFY(Value(5u) == Value(5));
    QVERIFY(Value(5ll) == Value(5l));
    QVERIFY(Value(5ull) == Value(std::uint8_t{5}));
    QVERIFY(Value(std::size_t{5}).is<std::int64_t>());
}

void BaseValueTest::anUnsignedNumberBeyondInt64BecomesABigInt()
{
    QCOMPARE(repr(Value(std::numeric_limits<std::uint64_t>::max())), "18446744073709551615");
    QVERIFY(Value(std::uint64_t{1} << 63).is<BigInt>());
    QVERIFY(Value((std::uint64_t{1} << 63) - 1).is<std::int64_t>());
}

void BaseValueTest::copiesAreEqualAndIndependent()
{
    const Value original = Dict{{{"list", List{{1, ContextRef{ContextId{1}, "name"}}}}}};
    Value copy = original;
    QVERIFY(copy == original);
    copy.as<Dict>()->items[0].second.as<List>()->items[1].as<ContextRef>()->name = "other";
    QVERIFY(copy != original);
    QCOMPARE(*original.find("list")->as<List>()->items[1].as<ContextRef>()->name, "name");

    const Value notANumber = std::numeric_limits<double>::quiet_NaN();
    QVERIFY(Value(notANumber) == notANumber);
}

void BaseValueTest::valuesOfDifferentTypesAreNotEqual()
{
    QVERIFY(Value(1) != Value(true));
    QVERIFY(Value(1) != Value(1.0));
    QVERIFY(Value("a") != Value(Bytes("a")));
    QVERIFY(Value(List{}) != Value(Tuple{}));
    QVERIFY(Value(0.0) == Value(-0.0));
}

void BaseValueTest::dictsAreEqualWhateverTheirOrder()
{
    for (const int count : {2, 10, 100, 1000}) {
        Dict forward;
        Dict backward;
        for (int i = 0; i < count; ++i) {
            forward.items.emplace_back(str("key ", i), i);
            backward.items.emplace_back(str("key ", count - 1 - i), count - 1 - i);
        }
        QVERIFY(forward == backward);
        backward.items.back().second = "changed";
        QVERIFY(forward != backward);
    }
}

void BaseValueTest::dictsWithDifferentKeysAreNotEqual()
{
    QVERIFY((Dict{{{"a", 1}, {"b", 2}}}) != (Dict{{{"a", 1}, {"c", 2}}}));
    QVERIFY((Dict{{{"a", 1}}}) != (Dict{{{"a", 1}, {"b", 2}}}));
    // One that breaks the rule of unique keys is compared without harm.
    QVERIFY((Dict{{{"a", 1}, {"b", 2}}}) != (Dict{{{"c", 1}, {"c", 2}}}));
}

void BaseValueTest::settingAKeyAgainReplacesItsValue()
{
    Dict dict;
    dict.set("a", 1);
    dict.set("b", 2);
    dict.set("a", 3);
    QCOMPARE(dict.items.size(), std::size_t{2});
    QVERIFY(*dict.find("a") == Value(3));
}

void BaseValueTest::lookingUpAKeyFindsItInDictsAndKwargsOnly()
{
    const Dict dict{{{Bytes("key"), 0}, {"key", 1}}};
    QVERIFY(*Value(dict).find("key") == Value(1));
    QVERIFY(*Value(Kwargs{dict}).find("key") == Value(1));
    QVERIFY(Value(dict).find("other") == nullptr);
    QVERIFY(Value(List{{"key"}}).find("key") == nullptr);
}

void BaseValueTest::equalKeysAreMergedAsPythonDoes()
{
    for (const int count : {1, 16, 17, 500}) {
        DictIndex::Items items;
        for (int i = 0; i < 2 * count; ++i)
            items.emplace_back(Tuple{{i % count, "k"}}, i);
        mergeEqualKeys(items);
        QCOMPARE(items.size(), static_cast<std::size_t>(count));
        for (int i = 0; i < count; ++i)
            QVERIFY(items[static_cast<std::size_t>(i)] == std::pair(Value(Tuple{{i, "k"}}), Value(count + i)));
    }
}

void BaseValueTest::onlyWhatPythonHashesIsAKey()
{
    QVERIFY(isHashable(Tuple{{1, "a", Tuple{{None{}}}}}));
    QVERIFY(!isHashable(List{}));
    QVERIFY(!isHashable(Dict{}));
    QVERIFY(!isHashable(Kwargs{}));
    QVERIFY(!isHashable(Tuple{{1, Tuple{{List{}}}}}));
}

void BaseValueTest::aUsersTypeBecomesAValueByItsOwnFunction()
{
    QVERIFY(Value::from(users::Point{3, 4}) == Value(Tuple{{3, 4}}));
}

// Lists of a million values are built of these.
void BaseValueTest::aValueStaysSmall()
{
    QCOMPARE(sizeof(Value), std::size_t{40});
}

QTEST_GUILESS_MAIN(BaseValueTest)
#include "base_value_test.moc"
