#include <QTest>

#include <optional>
#include <random>
#include <zlib.h>

#include "agent/inflate.h"
#include "agent_support.h"

using namespace rz;
using namespace rz::agent;
using namespace rz::test;

namespace {

// As it is sent, and with what no writer needs: fixed codes, stored blocks, codes without matches.
constexpr struct {
    int level;
    int strategy;
} Forms[] = {{9, Z_DEFAULT_STRATEGY}, {1, Z_DEFAULT_STRATEGY}, {6, Z_FIXED}, {6, Z_HUFFMAN_ONLY}, {6, Z_RLE}, {0, 0}};

std::string deflated(const std::string& text, int level = 9, int strategy = Z_DEFAULT_STRATEGY)
{
    z_stream stream{};
    if (::deflateInit2(&stream, level, Z_DEFLATED, 15, 8, strategy) != Z_OK)
        std::abort();
    std::string packed(::deflateBound(&stream, text.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    if (::deflate(&stream, Z_FINISH) != Z_STREAM_END)
        std::abort();
    packed.resize(stream.total_out);
    ::deflateEnd(&stream);
    return packed;
}

enum class End { Whole, WantsMore, Refused };

struct Unpacked {
    End end;
    std::string text;  // once it is whole
};

constexpr std::size_t Limit = 64 * 1024;

Unpacked byZlib(const std::string& packed)
{
    z_stream stream{};
    if (::inflateInit(&stream) != Z_OK)
        std::abort();
    std::string text(Limit + 1, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(text.data());
    stream.avail_out = static_cast<uInt>(text.size());
    const int result = ::inflate(&stream, Z_FINISH);
    const bool ended = result == Z_STREAM_END && stream.avail_in == 0 && stream.total_out <= Limit;
    const bool wantsMore = (result == Z_OK || result == Z_BUF_ERROR) && stream.avail_out != 0;
    text.resize(ended ? stream.total_out : 0);
    ::inflateEnd(&stream);
    return {ended ? End::Whole : wantsMore ? End::WantsMore : End::Refused, text};
}

Unpacked byUs(const std::string& packed)
{
    Inflater inflater(Limit);
    const auto whole = inflater.feed(asBytes(packed));
    if (!whole)
        return {End::Refused, {}};
    return *whole ? Unpacked{End::Whole, inflater.takeText()} : Unpacked{End::WantsMore, {}};
}

// Bits as RFC 1951 packs them.
class BitWriter {
public:
    void put(unsigned value, unsigned count)
    {
        for (unsigned bit = 0; bit < count; ++bit, ++m_count) {
            if (m_count % 8 == 0)
                m_bytes += '\0';
            m_bytes.back() = static_cast<char>(m_bytes.back() | (value >> bit & 1U) << (m_count % 8));
        }
    }
    // Behind the header of a zlib stream; the checksum is that of no text.
    std::string stream() const { return std::string("\x78\x9c", 2) + m_bytes + std::string("\0\0\0\x01", 4); }

private:
    std::string m_bytes;
    std::size_t m_count = 0;
};

// A block of one end-of-block symbol. Every length is told by itself, in a code of 0 to 15 that are all of four bits.
std::string emptyBlock(const std::vector<unsigned>& literalLengths, const std::vector<unsigned>& distanceLengths)
{
    BitWriter bits;
    bits.put(1, 1);  // the last block
    bits.put(2, 2);  // with codes of its own
    bits.put(static_cast<unsigned>(literalLengths.size()) - 257, 5);
    bits.put(static_cast<unsigned>(distanceLengths.size()) - 1, 5);
    bits.put(15, 4);
    for (int i = 0; i < 19; ++i)
        bits.put(i < 3 ? 0 : 4, 3);  // of 16, 17 and 18, and the others
    for (const auto* lengths : {&literalLengths, &distanceLengths}) {
        for (const unsigned length : *lengths) {
            for (int bit = 3; bit >= 0; --bit)  // codes are written from their highest bit on
                bits.put(length >> bit & 1U, 1);
        }
    }
    bits.put(0, 1);  // the first code of all is zeros
    return bits.stream();
}

// Lengths of codes, all 0 but `set`.
std::vector<unsigned> lengths(std::size_t count, const std::vector<std::pair<std::size_t, unsigned>>& set)
{
    std::vector<unsigned> out(count);
    for (const auto& [symbol, length] : set)
        out[symbol] = length;
    return out;
}

}  // namespace

class AgentInflateTest : public QObject {
    Q_OBJECT

private slots:
    void packedTextMayArriveInAnyPieces()
    {
        std::string text(200'000, 'x');
        for (int i = 0; i < 20'000; ++i)
            text += static_cast<char>('a' + i * i % 26);
        for (const auto& form : Forms) {
            const std::string packed = deflated(text, form.level, form.strategy);
            for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, packed.size()}) {
                Inflater inflater(1024 * 1024);
                bool whole = false;
                for (std::size_t at = 0; at < packed.size(); at += piece) {
                    QVERIFY(!whole);
                    whole = must(inflater.feed(asBytes(std::string_view(packed).substr(at, piece))));
                }
                QVERIFY(whole);
                QCOMPARE(inflater.takeText(), text);
            }
        }
    }

    void endlessOrFollowedPackedTextIsRefused()
    {
        const std::string packed = deflated(std::string(100'000, 'x'));
        Inflater small(99'999);
        QCOMPARE(errorOf(small.feed(asBytes(packed))), "what is packed has more than 99999 bytes");
        Inflater followed(200'000);
        QCOMPARE(errorOf(followed.feed(asBytes(packed + "x"))), "something follows the packed data");
        Inflater plain(200'000);
        QVERIFY(errorOf(plain.feed(asBytes("hello"))).startsWith("the packed data is damaged"));
    }

    void anotherChecksumIsRefused()
    {
        std::string packed = deflated("text");
        for (std::size_t i = packed.size() - 4; i < packed.size(); ++i) {
            std::string broken = packed;
            broken[i] = static_cast<char>(broken[i] ^ 0x55);
            Inflater inflater(Limit);
            QCOMPARE(errorOf(inflater.feed(asBytes(broken))), "the packed data is damaged: its checksum is another");
        }
    }

    // What says of itself that it is whole and right, but has codes that nobody may write.
    void onlyCompleteCodesAreTaken_data()
    {
        QTest::addColumn<QByteArray>("packed");
        QTest::addColumn<bool>("taken");
        const auto row = [](const char* name, const std::vector<unsigned>& literals,
                            const std::vector<unsigned>& distances, bool taken) {
            QTest::newRow(name) << QByteArray::fromStdString(emptyBlock(literals, distances)) << taken;
        };
        const auto ends = [](unsigned length) { return lengths(257, {{256, length}}); };
        const std::vector<unsigned> none(1);
        row("a single symbol, no distances", ends(1), none, true);
        row("a single distance", ends(1), {1}, true);
        row("two distances", ends(1), {1, 1}, true);
        row("a single symbol of two bits", ends(2), none, false);
        row("a single distance of two bits", ends(1), {2}, false);
        row("distances that leave some unused", ends(1), {1, 2}, false);
        row("too many distances", ends(1), {1, 1, 1}, false);
        row("symbols that leave some unused", lengths(257, {{0, 2}, {256, 1}}), none, false);
        row("too many symbols", lengths(257, {{0, 1}, {1, 1}, {256, 1}}), none, false);
        row("no end", lengths(257, {{0, 1}}), none, false);
        row("thirty distances", ends(1), std::vector<unsigned>(30), true);
        row("thirty-one distances", ends(1), std::vector<unsigned>(31), false);
        row("286 symbols", lengths(286, {{256, 1}}), none, true);
        row("287 symbols", lengths(287, {{256, 1}}), none, false);
    }
    void onlyCompleteCodesAreTaken()
    {
        QFETCH(const QByteArray, packed);
        QFETCH(const bool, taken);
        QCOMPARE(byZlib(packed.toStdString()).end == End::Refused, !taken);
        QCOMPARE(byUs(packed.toStdString()).end == End::Refused, !taken);
    }

    void damageIsFoundWhereZlibFindsIt()
    {
        std::mt19937 random(1951);
        std::string text;
        for (int i = 0; i < 600; ++i)
            text += static_cast<char>('a' + std::min(random() % 26, random() % 26));
        int refused = 0;
        for (int i = 0; i < 10'000; ++i) {
            const auto& form = Forms[static_cast<std::size_t>(i) % std::size(Forms)];
            std::string packed = deflated(text.substr(random() % 300, random() % 300), form.level, form.strategy);
            // Early damage hits the lengths of the codes; the checksum then has nothing to find.
            const std::size_t range = std::min<std::size_t>(packed.size(), i % 2 == 0 ? 12 : packed.size());
            for (unsigned flips = 1 + random() % 2; flips > 0; --flips)
                packed[random() % range] ^= static_cast<char>(1U << random() % 8);
            const Unpacked expected = byZlib(packed);
            const Unpacked found = byUs(packed);
            QCOMPARE(found.end == End::Whole, expected.end == End::Whole);
            QCOMPARE(found.text, expected.text);
            // We may want to see the whole of a symbol before we refuse it.
            QVERIFY(found.end == expected.end || (found.end == End::WantsMore && expected.end == End::Refused));
            refused += found.end == End::Refused ? 1 : 0;
        }
        QVERIFY(refused > 3'000);
    }
};

QTEST_GUILESS_MAIN(AgentInflateTest)
#include "agent_inflate_test.moc"
