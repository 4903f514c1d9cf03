#include "core/base/bytes.h"
#include "core/base/inline_vector.h"
#include "core/base/secret.h"
#include "core/base/siphash.h"
#include "core/base/unique_fd.h"

#include <QTest>

#include <fcntl.h>

using namespace rz;

// What owns memory and descriptors: Bytes, Payload, Secret, UniqueFd, InlineVector.
class BaseMemoryTest : public QObject {
    Q_OBJECT

private slots:
    void slicesShareTheirOwner();
    void bytesTakeAStringOverWithoutACopy();
    void bytesWithoutContentOwnNothing();
    void onlyNeighboursInOneBufferAdjoin();
    void aPayloadJoinsNeighboursAndKeepsTheOthersApart();
    void aPayloadIsFlattenedOnlyWhenItMust();
    void wipingASecretLeavesNothingBehind();
    void aSecretThatWasMovedIsEmpty();
    void secretsCompareByContent();
    void aDescriptorIsClosedWithItsOwner();
    void closingKeepsErrno();
    void anInlineVectorGrowsOutOfItself();
    void theKeyedHashDependsOnContentAndLength();
};

void BaseMemoryTest::slicesShareTheirOwner()
{
    Bytes slice;
    {
        const Bytes whole("hello world");
        slice = whole.slice(6);
        QVERIFY(slice.data() == whole.data() + 6);
    }
    QCOMPARE(slice.view(), "world");
    QCOMPARE(slice.slice(1, 3).view(), "orl");
    QVERIFY(slice.slice(5).empty());
    QVERIFY(slice == Bytes("world") && slice < Bytes("worle"));
}

void BaseMemoryTest::bytesTakeAStringOverWithoutACopy()
{
    std::string text(1000, 'x');
    const char* const place = text.data();
    const Bytes bytes(std::move(text));
    QVERIFY(bytes.view().data() == place);
    QCOMPARE(Bytes(std::string("short")).view(), "short");
    QCOMPARE(Bytes::fromStatic("static").view(), "static");
}

void BaseMemoryTest::bytesWithoutContentOwnNothing()
{
    QVERIFY(Bytes("").data() == nullptr);
    QVERIFY(Bytes(std::string()).data() == nullptr);
    QVERIFY(Bytes() == Bytes(""));
}

void BaseMemoryTest::onlyNeighboursInOneBufferAdjoin()
{
    const Bytes whole("hello world");
    QVERIFY(whole.slice(0, 5).adjoins(whole.slice(5)));
    QCOMPARE(whole.slice(0, 5).joined(whole.slice(5)).view(), "hello world");
    QVERIFY(!whole.slice(0, 5).adjoins(whole.slice(6)));
    QVERIFY(!whole.slice(0, 5).adjoins(Bytes(" world")));
    const Bytes literal = Bytes::fromStatic("hello world");
    QVERIFY(!literal.slice(0, 5).adjoins(literal.slice(5)));
}

void BaseMemoryTest::aPayloadJoinsNeighboursAndKeepsTheOthersApart()
{
    const Bytes whole("hello world");
    Payload payload;
    payload.append(Bytes());
    QVERIFY(payload.empty() && payload.pieceCount() == 0);
    payload.append(whole.slice(0, 5));
    payload.append(whole.slice(5, 1));
    payload.append(Bytes("big "));
    payload.append(whole.slice(6));
    QCOMPARE(payload.pieceCount(), std::size_t{3});
    QCOMPARE(payload.size(), std::size_t{15});
    QCOMPARE(payload.flat().view(), "hello big world");
}

void BaseMemoryTest::aPayloadIsFlattenedOnlyWhenItMust()
{
    const Bytes only("only");
    QVERIFY(Payload(only).flat().data() == only.data());
    QVERIFY(Payload().flat().empty());
}

void BaseMemoryTest::wipingASecretLeavesNothingBehind()
{
    std::string text(100, 'x');
    text.resize(10);
    Secret::wipe(text);
    QVERIFY(text.empty());
    const std::size_t capacity = text.capacity();
    text.resize(capacity, 'y');  // within its capacity: writes no more than we look past
    QCOMPARE(text.capacity(), capacity);

    // The memory itself, which a string does not show: wipe a string that lives in a buffer of ours.
    alignas(std::string) unsigned char place[sizeof(std::string)];
    auto* inlined = new (place) std::string("hunter2");
    Secret::wipe(*inlined);
    std::destroy_at(inlined);
    QVERIFY(QByteArray(reinterpret_cast<const char*>(place), sizeof place).indexOf("unter2") < 0);
}

void BaseMemoryTest::aSecretThatWasMovedIsEmpty()
{
    for (const char* text : {"short", "long enough to live on the heap, where moving takes it over"}) {
        Secret from(text);
        Secret to(std::move(from));
        QVERIFY(from.empty());
        QCOMPARE(to.reveal(), text);
        from = std::move(to);
        QVERIFY(to.empty());
        QCOMPARE(from.reveal(), text);
        const Secret copy = from;
        QVERIFY(copy == from);
    }
}

void BaseMemoryTest::secretsCompareByContent()
{
    QVERIFY(Secret("abc") == Secret("abc"));
    QVERIFY(Secret("abc") != Secret("abd"));
    QVERIFY(Secret("abc") != Secret("ab"));
    QVERIFY(Secret() == Secret(""));
}

void BaseMemoryTest::aDescriptorIsClosedWithItsOwner()
{
    const auto isOpen = [](int fd) { return ::fcntl(fd, F_GETFD) >= 0; };
    int number = -1;
    {
        UniqueFd first(::open("/dev/null", O_RDONLY | O_CLOEXEC));
        number = first.get();
        QVERIFY(first && isOpen(number));
        UniqueFd second(std::move(first));
        QVERIFY(!first && second.get() == number);
        first = std::move(second);
        QVERIFY(isOpen(number));
    }
    QVERIFY(!isOpen(number));

    UniqueFd released(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    UniqueFd owner(released.release());
    QVERIFY(!released && isOpen(owner.get()));
    number = owner.get();
    owner = UniqueFd();
    QVERIFY(!isOpen(number));
}

void BaseMemoryTest::closingKeepsErrno()
{
    UniqueFd closedAlready(1 << 20);
    errno = EAGAIN;
    closedAlready.reset();
    QCOMPARE(errno, EAGAIN);
}

void BaseMemoryTest::anInlineVectorGrowsOutOfItself()
{
    InlineVector<int, 4> numbers;
    for (int i = 0; i < 1000; ++i)
        numbers.push(i);
    const int more[] = {1000, 1001, 1002};
    numbers.append(more);
    numbers.resize(1005, -1);
    QCOMPARE(numbers.size(), std::size_t{1005});
    for (int i = 0; i < 1003; ++i)
        QCOMPARE(numbers[static_cast<std::size_t>(i)], i);
    QCOMPARE(numbers.back(), -1);
    numbers.truncate(3);
    numbers.pop();
    QCOMPARE(numbers.from(1).size(), std::size_t{1});
    QCOMPARE(numbers.back(), 1);
}

void BaseMemoryTest::theKeyedHashDependsOnContentAndLength()
{
    const auto hash = [](std::initializer_list<std::string_view> texts) {
        SipHash state;
        for (const std::string_view text : texts)
            state.add(text);
        return state.finish();
    };
    QCOMPARE(hash({"some text"}), hash({"some text"}));
    QVERIFY(hash({"some text"}) != hash({"some texu"}));
    QVERIFY(hash({"ab", "c"}) != hash({"a", "bc"}));
    QVERIFY(hash({std::string_view("a\0", 2)}) != hash({"a"}));
}

QTEST_GUILESS_MAIN(BaseMemoryTest)
#include "base_memory_test.moc"
