#include "core/wire/frame.h"
#include "core/wire/pickle.h"
#include "tests/unit/wire_support.h"

#include <QTest>

using namespace rz;
using namespace rz::test;

// Everything that was captured from real programs, in both directions.
class WireGoldenTest : public QObject {
    Q_OBJECT

private slots:
    void everyCapturedHeaderIsReadAndWrittenBack();
    void everyCapturedPickleIsReadAsWhatItMeans_data();
    void everyCapturedPickleIsReadAsWhatItMeans();
    void everyCanonicalValueIsWrittenAsExactlyItsBytes_data();
    void everyCanonicalValueIsWrittenAsExactlyItsBytes();
    void severalPicklesOfOnePayloadShareTheirMemo();
};

void WireGoldenTest::everyCapturedHeaderIsReadAndWrittenBack()
{
    int seen = 0;
    for (const auto& vector : goldenFile("vectors.json")) {
        for (const auto& entry : vector.toObject()[u"captures"].toArray()) {
            const QJsonObject capture = entry.toObject();
            if (!capture.contains(u"header"))
                continue;
            const QByteArray hex = capture[u"header_hex"].toString().toLatin1();
            const Bytes bytes = fromHex(hex);
            QCOMPARE(bytes.size(), std::size_t{26});
            const auto header = wire::decodeHeader(bytes.span().first<26>());
            QVERIFY(header);
            const QJsonArray fields = capture[u"header"].toArray();
            const auto field = [&fields](int i) { return static_cast<std::uint32_t>(fields[i].toInteger()); };
            const wire::FrameHeader expected{.magic = static_cast<wire::Magic>(field(0)),
                                             .dstId = ContextId{field(1)},
                                             .srcId = ContextId{field(2)},
                                             .authId = ContextId{field(3)},
                                             .handle = Handle{field(4)},
                                             .replyTo = Handle{field(5)},
                                             .length = field(6)};
            QVERIFY(*header == expected);
            const auto again = wire::encodeHeader(expected);
            QCOMPARE(toHex(Bytes(std::span<const std::byte>(again))), hex);
            ++seen;
        }
    }
    QCOMPARE(seen, 1168);
}

void WireGoldenTest::everyCapturedPickleIsReadAsWhatItMeans_data()
{
    QTest::addColumn<QJsonObject>("vector");
    for (const auto& vector : goldenFile("vectors.json")) {
        const QJsonObject object = vector.toObject();
        if (!object[u"payload_encoding"].toString().startsWith(u"pickle") || !object.contains(u"payload_hex"))
            continue;
        const QJsonObject capture = object[u"captures"].toArray()[0].toObject();
        const QString name =
            QStringLiteral("%1, Mitogen %2 on Python %3")
                .arg(object[u"name"].toString(), capture[u"mitogen"].toString(), capture[u"python"].toString());
        QTest::newRow(rowName(name)) << object;
    }
}

void WireGoldenTest::everyCapturedPickleIsReadAsWhatItMeans()
{
    QFETCH(const QJsonObject, vector);
    const Bytes payload = fromHex(vector[u"payload_hex"].toString().toLatin1());
    const QJsonArray typed = vector[u"decoded"].toArray();
    const auto values = wire::unpickleAll(payload);
    if (vector[u"name"].toString() == u"reply.callerror.oversize") {  // Python refuses it as well
        QVERIFY(!values);
        QVERIFY(values.error().text().find("more than 9999 characters") != std::string::npos);
        return;
    }

    for (qsizetype i = 0; i < typed.size(); ++i) {
        const auto expected = valueFromTyped(typed[i].toObject());
        if (!expected) {
            QVERIFY2(!values, "a forbidden or recursive value was accepted");
            QVERIFY(values.error().kind() == ErrorKind::Decode);
            return;
        }
        QVERIFY2(values, values ? "" : values.error().text().c_str());
        QCOMPARE(static_cast<qsizetype>(values->size()), typed.size());
        const Value& value = (*values)[static_cast<std::size_t>(i)];
        QVERIFY2(value == *expected, repr(value, 2000).c_str());

        const auto canonical = wire::pickle(value);
        QVERIFY(canonical);
        const auto again = wire::unpickle(canonical->flat());
        QVERIFY(again);
        QVERIFY2(*again == value, repr(*again, 2000).c_str());
    }
}

void WireGoldenTest::everyCanonicalValueIsWrittenAsExactlyItsBytes_data()
{
    QTest::addColumn<QJsonObject>("vector");
    for (const auto& vector : goldenFile("canonical_encoder.json"))
        QTest::newRow(rowName(vector.toObject()[u"name"].toString())) << vector.toObject();
}

void WireGoldenTest::everyCanonicalValueIsWrittenAsExactlyItsBytes()
{
    QFETCH(const QJsonObject, vector);
    const QByteArray hex = vector[u"pickle_hex"].toString().toLatin1();
    const auto value = valueFromTyped(vector[u"value"].toObject());
    QVERIFY(value);

    const auto written = wire::pickle(*value);
    QVERIFY(written);
    QCOMPARE(toHex(written->flat()), hex);
    const auto read = wire::unpickle(fromHex(hex));
    QVERIFY(read);
    QVERIFY2(*read == *value, repr(*read, 2000).c_str());
}

// LOAD_RESOURCE is the one message that carries two (protocol 2.5).
void WireGoldenTest::severalPicklesOfOnePayloadShareTheirMemo()
{
    const Bytes payload = fromHex("80025801000000617105"
                                  "2e"
                                  "8002680568058671062e");
    const auto values = wire::unpickleAll(payload);
    QVERIFY(values);
    QCOMPARE(values->size(), std::size_t{2});
    QVERIFY((*values)[0] == Value("a"));
    QVERIFY((*values)[1] == Value(Tuple{{Value("a"), Value("a")}}));

    const auto one = wire::unpickle(payload);
    QVERIFY(!one);
    QVERIFY(one.error().text().find("bytes follow its end") != std::string::npos);
}

QTEST_GUILESS_MAIN(WireGoldenTest)
#include "wire_golden_test.moc"
