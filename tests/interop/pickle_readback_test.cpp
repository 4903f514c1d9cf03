#include "core/base/str.h"
#include "core/base/utf8.h"
#include "core/wire/pickle.h"
#include "tests/support/paths.h"
#include "tests/unit/wire_support.h"

#include <QJsonDocument>
#include <QProcess>
#include <QTest>

#include <random>

using namespace rz;
using namespace rz::test;

namespace {

constexpr int Deadline = 60'000;  // milliseconds

// Values of every type, nested at random.
class Generator {
public:
    explicit Generator(unsigned seed) : m_random(seed) {}

    Value value(int depth)
    {
        switch (pick(depth > 0 ? 17 : 11)) {
        case 0: return {};
        case 1: return pick(2) == 1;
        case 2: return static_cast<std::int64_t>(bits());
        case 3: return static_cast<std::int32_t>(bits());
        case 4: return static_cast<std::uint16_t>(bits());
        case 5: return bits() | std::uint64_t{1} << 63;
        case 6: return static_cast<double>(static_cast<std::int64_t>(bits())) / 3e5;
        case 7: return Bytes(bytes());
        case 8: return text();
        case 9: return Blob{Bytes(bytes())};
        case 10: return reference();
        case 11: return List{items(depth)};
        case 12: return Tuple{items(depth)};
        case 13: return Kwargs{dict(depth, true)};
        case 14: return Secret(text());
        case 15: return CallErrorValue{text()};
        default: return dict(depth, false);
        }
    }

private:
    std::uint64_t bits() { return m_random(); }
    std::size_t pick(std::size_t count) { return bits() % count; }
    std::string bytes()
    {
        std::string some(pick(20) == 0 ? 300 : pick(12), '\0');
        for (char& c : some)
            c = static_cast<char>(bits());
        return some;
    }
    std::string text()
    {
        constexpr char32_t Letters[] = {'a', 'Z', '\'', '"', '\\', '\n', 0, 0x7f, 0xe9, 0x3b1, 0x2603, 0x1f600, 0xdc80};
        std::string some;
        for (std::size_t i = pick(12); i > 0; --i)
            appendUtf8(some, Letters[pick(std::size(Letters))]);
        return some;
    }
    Value reference()
    {
        const ContextId id{static_cast<std::uint32_t>(bits() >> pick(32))};
        if (pick(2) == 0)
            return SenderRef{id, Handle{static_cast<std::uint32_t>(bits()) | 1}};
        return pick(2) == 0 ? ContextRef{id, {}} : ContextRef{id, "n" + text()};  // Mitogen drops empty names
    }
    std::vector<Value> items(int depth)
    {
        std::vector<Value> some(pick(5));
        for (Value& item : some)
            item = value(depth - 1);
        return some;
    }
    Dict dict(int depth, bool isKwargs)
    {
        Dict some;
        for (std::size_t i = pick(5); i > 0; --i)
            some.set(isKwargs || pick(2) == 0 ? Value(text()) : Value(Tuple{{bits(), text()}}), value(depth - 1));
        return some;
    }

    std::mt19937_64 m_random;
};

// Stock Mitogen, reading.
class Reader {
public:
    Reader()
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QStringLiteral("/usr/bin/python3"),
                        {QString::fromStdString(test::sourcePath("tests/interop/pickle_readback.py"))});
    }
    ~Reader()
    {
        m_process.closeWriteChannel();
        m_process.waitForFinished(Deadline);
    }
    QJsonObject answerTo(const Bytes& pickle)
    {
        m_process.write(toHex(pickle) + '\n');
        while (!m_process.canReadLine()) {
            if (!m_process.waitForReadyRead(Deadline))
                return {{QStringLiteral("error"), m_process.errorString()}};
        }
        return QJsonDocument::fromJson(m_process.readLine()).object();
    }

private:
    QProcess m_process;
};

}  // namespace

// What we write, as Mitogen's own unpickler with its own whitelist reads it, and what it writes of that, read by us.
class PickleReadbackTest : public QObject {
    Q_OBJECT

private slots:
    void mitogenReadsEveryGoldenValue();
    void mitogenReadsEveryKindOfValue();
    void mitogenReadsRandomValues();
    void mitogenReadsWhatIsSentInPieces();
    void mitogenRefusesWhatItShould();

private:
    bool agrees(const Value& value);
    Reader m_reader;
};

bool PickleReadbackTest::agrees(const Value& value)
{
    const auto written = wire::pickle(value);
    const QJsonObject answer = m_reader.answerTo(written ? written->flat() : Bytes());
    const auto typed = valueFromTyped(answer[u"typed"].toObject());
    const auto again = wire::unpickle(fromHex(answer[u"pickled"].toString().toLatin1()));
    const QString shown = QString::fromStdString(repr(value, 100'000'000));
    const bool same = typed && *typed == value && again && *again == value && answer[u"repr"].toString() == shown;
    if (!same)
        qWarning() << "ours" << shown.left(2000) << "theirs" << QJsonDocument(answer).toJson().left(4000)
                   << (again ? "" : again.error().text().c_str());
    return same;
}

void PickleReadbackTest::mitogenReadsEveryGoldenValue()
{
    for (const auto& vector : goldenFile("canonical_encoder.json"))
        QVERIFY(agrees(*valueFromTyped(vector.toObject()[u"value"].toObject())));
    for (const auto& vector : goldenFile("vectors.json")) {
        for (const auto& typed : vector.toObject()[u"decoded"].toArray()) {
            const auto value = valueFromTyped(typed.toObject());
            const bool isTooLong = vector.toObject()[u"name"].toString() == u"reply.callerror.oversize";
            QVERIFY(!value || isTooLong || agrees(*value));
        }
    }
}

void PickleReadbackTest::mitogenReadsEveryKindOfValue()
{
    QVERIFY(agrees(CallErrorValue{std::string(9999, 'x')}));
    QVERIFY(agrees(ContextRef{ContextId{0xffffffff}, std::string(99, 'n')}));
    QVERIFY(agrees(SenderRef{ContextId{0}, Handle{0xffffffff}}));
    QVERIFY(agrees(Secret("pass\xed\xb2\x80")));
    QVERIFY(agrees(Kwargs{Dict{{{"name", List{{1, 2.5, Blob{Bytes("\xff")}}}}}}}));
    const std::string ones(4096, '\x11');
    QVERIFY(agrees(BigInt::fromTwosComplement(std::as_bytes(std::span(ones)))));
    Value deep = 1;
    for (std::size_t i = 0; i < wire::PickleLimits().maxDepth; ++i)
        deep = i % 2 == 0 ? Value(Tuple{{deep}}) : Value(List{{deep}});
    QVERIFY(agrees(deep));
    Dict dict;
    for (int i = 0; i < 5000; ++i)
        dict.items.emplace_back(str("key ", i), std::int64_t{i} * 1'000'003);
    QVERIFY(agrees(dict));
}

void PickleReadbackTest::mitogenReadsRandomValues()
{
    for (const unsigned seed : {2007U, 2U, 3U}) {
        Generator generator(seed);
        for (int i = 0; i < 1000; ++i)
            QVERIFY2(agrees(generator.value(4)), qPrintable(QStringLiteral("seed %1, value %2").arg(seed).arg(i)));
    }
}

void PickleReadbackTest::mitogenReadsWhatIsSentInPieces()
{
    const Bytes large(std::string(100'000, 'x'));
    QVERIFY(agrees(List{{"before", large, Blob{large}, "after"}}));
}

void PickleReadbackTest::mitogenRefusesWhatItShould()
{
    const QJsonObject answer = m_reader.answerTo(fromHex("8002636f730a73797374656d0a5802000000696485522e"));
    QCOMPARE(answer[u"error"].toString(), QStringLiteral("StreamError: cannot unpickle 'os'/'system'"));
}

QTEST_GUILESS_MAIN(PickleReadbackTest)
#include "pickle_readback_test.moc"
