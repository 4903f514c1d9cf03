// What a transfer is made of, by itself: orders and their commands, what programs print, rates, troubles, the file.
#include "app/transfers/line_reader.h"
#include "app/transfers/progress_line.h"
#include "app/transfers/rate_meter.h"
#include "app/transfers/transfer_history.h"
#include "app/transfers/transfer_order.h"
#include "app/transfers/transfer_output.h"
#include "app/transfers/transfer_trouble.h"

#include <QTest>

#include <random>

using namespace rz;
using namespace rz::app;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using fakessh::Lane;

namespace {

const TransferPlace Desktop{.node = qt::RootNode, .chain = {}, .name = u"desktop"_s};
const TransferPlace Web{.node = qt::NodeKey{1}, .chain = u"ssh:web1"_s, .name = u"ssh web1"_s};
const TransferPlace Db{.node = qt::NodeKey{2}, .chain = u"ssh:db1"_s, .name = u"ssh db1"_s};

TransferOrder order(TransferProgram program, const TransferPlace& from, const TransferPlace& to)
{
    return {.program = program, .from = from, .to = to, .sources = {u"/srv/site"_s}, .target = u"www"_s};
}

Result<io::ExitStatus> exited(int code)
{
    return io::ExitStatus{.code = code};
}

QStringList textsOf(const TransferOutput& output)
{
    QStringList texts;
    for (const TransferOutput::Line& line : output.lines())
        texts << line.text;
    return texts;
}

}  // namespace

class TransferValuesTest : public QObject {
    Q_OBJECT
private slots:
    void progressIsRead_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<quint64>("bytes");
        QTest::addColumn<int>("percent");
        QTest::addColumn<int>("left");
        QTest::newRow("under way") << QByteArray("      1,234,567  45%   12.34MB/s    0:00:12 ") << quint64{1'234'567}
                                   << 45 << 12;
        QTest::newRow("with counts") << QByteArray("          1.234  7%  1,00kB/s    1:02:03 (xfr#7, to-chk=3/20)")
                                     << quint64{1234} << 7 << 3723;
        QTest::newRow("the end") << QByteArray("    123 100%  1.0MB/s    0:00:03 (xfr#1, to-chk=0/2)") << quint64{123}
                                 << 100 << -1;
        QTest::newRow("cut") << QByteArray("    123  50%") << quint64{123} << 50 << -1;
        QTest::newRow("cut in the time") << QByteArray("    123  50%  1.0MB/s    0:00:") << quint64{123} << 50 << -1;
        QTest::newRow("nothing to do") << QByteArray("              0   0%    0.00kB/s    0:00:00") << quint64{0} << 0
                                       << 0;
    }
    void progressIsRead()
    {
        QFETCH(QByteArray, line);
        QFETCH(int, left);
        const auto progress = progressLineFrom(line.toStdString());
        QVERIFY(progress.has_value());
        QTEST(quint64{progress->bytes}, "bytes");
        QTEST(progress->percent, "percent");
        QCOMPARE(progress->left ? static_cast<int>(progress->left->count()) : -1, left);
    }

    void otherLinesAreNoProgress()
    {
        for (const char* line : {"", "   ", "site/index.html", "12 files", "100% of it", "  1,234 101%  1MB/s 0:00:01",
                                 "1234567890123456789 5%", "1%", ",,, 5%", "5 -1%", "deleting 5 7%"})
            QVERIFY2(!progressLineFrom(line), line);
        QVERIFY(!progressLineFrom("1  5%" + std::string(1000, ' ')));
    }

    void linesComeAsATerminalShowsThem()
    {
        LineReader reader;
        QVERIFY((reader.feed("one\ntw") == std::vector<std::string>{"one"}));
        QVERIFY((reader.feed("o\r\nthree\rfour\n\n") == std::vector<std::string>{"two", "four", ""}));
        QVERIFY(reader.feed("\r  1 5%").empty());
        QCOMPARE(reader.current(), std::string_view("  1 5%"));
        QVERIFY(reader.feed("\r").empty());
        QCOMPARE(reader.current(), std::string_view("  1 5%"));
        QCOMPARE(reader.finish(), std::string("  1 5%"));
        QVERIFY(reader.finish().empty());
    }

    void linesAreTheSameByteByByte()
    {
        constexpr std::string_view Text = "a\r\nb\rcc\r\rd\n\x1b[31mred\n\xff\xfe\n end";
        LineReader whole;
        const auto expected = whole.feed(Text);
        LineReader single;
        std::vector<std::string> lines;
        for (const char c : Text)
            std::ranges::move(single.feed({&c, 1}), std::back_inserter(lines));
        QVERIFY(lines == expected);
        QCOMPARE(single.current(), whole.current());
    }

    void aLineIsNeverLongerThanTheLimit()
    {
        LineReader reader;
        QVERIFY(reader.feed(std::string(LineReader::MaxLine, 'x')).empty());
        QVERIFY(reader.feed("y").empty());
        QCOMPARE(reader.feed("\n").front().size(), LineReader::MaxLine);
    }

    void outputIsTextAndProgressIsApart()
    {
        TransferOutput output;
        output.feed(Lane::Main, "sending <b>list</b>\n\r   10  5%  1MB/s  0:00:09 \r   20 10%  1MB/s  0:00:");
        QCOMPARE(output.progress()->percent, 10);
        output.feed(Lane::Errors, "\x1b[31mrsync: no\x07\xff\n");
        output.feed(Lane::Main, "08 \r  200 100%  1MB/s  0:00:02 (xfr#1, to-chk=0/1)\nlast");
        output.finish();
        QCOMPARE(output.progress()->percent, 100);
        QCOMPARE(textsOf(output), (QStringList{u"sending <b>list</b>"_s, u"rsync: no\u2407\ufffd"_s, u"last"_s}));
        QVERIFY(output.lines()[1].lane == Lane::Errors);
    }

    void hostileOutputTakesBoundedMemory()
    {
        TransferOutput output;
        std::mt19937 random(7);
        std::string noise(64 * 1024, ' ');
        for (int i = 0; i < 64; ++i) {
            std::ranges::generate(noise, [&random] { return static_cast<char>(random() & 0xff); });
            output.feed(i % 2 == 0 ? Lane::Main : Lane::Errors, noise);
        }
        output.feed(Lane::Main, std::string(1'000'000, 'x') + "\n");
        output.finish();
        QVERIFY(output.lines().size() <= TransferOutput::MaxLines);
        QVERIFY(output.total() > output.lines().size());
        for (const TransferOutput::Line& line : output.lines()) {
            QVERIFY(line.text.size() <= TransferOutput::MaxLength);
            QVERIFY(!line.text.contains(u'\x1b') && !line.text.contains(u'\0'));
        }
    }

    void aRateIsOfTheLastSeconds()
    {
        RateMeter meter;
        const TimePoint begin = TimePoint() + 1h;
        QCOMPARE(meter.rate(begin), 0.0);
        meter.add(begin, 1000);
        QCOMPARE(meter.rate(begin), 0.0);
        meter.add(begin + 2s, 5000);
        QCOMPARE(meter.rate(begin + 2s), 2000.0);
        for (int second = 3; second <= 20; ++second)
            meter.add(begin + std::chrono::seconds(second), 5000 + static_cast<std::uint64_t>(second - 2) * 100);
        QCOMPARE(meter.rate(begin + 20s), 100.0);
        QCOMPARE(meter.rate(begin + 60s), 0.0);
        meter.add(begin + 61s, 5);
        QCOMPARE(meter.rate(begin + 61s), 0.0);
    }

    void commandsAreAsTheProgramsWantThem_data()
    {
        QTest::addColumn<TransferOrder>("order");
        QTest::addColumn<QString>("command");
        using enum TransferOption;
        const auto usual = u"--protect-args --no-inc-recursive --info=progress2 -- "_s;
        QTest::newRow("rsync to") << order(TransferProgram::Rsync, Desktop, Web)
                                  << u"rsync -a --partial "_s + usual + u"/srv/site remote:www"_s;
        auto mirror = order(TransferProgram::Rsync, Desktop, Web);
        mirror.options = ContentsOnly | DeleteExtra | Compress | DryRun;
        mirror.sources = {u"/srv/site/"_s};
        mirror.target = u"~/a b"_s;
        QTest::newRow("rsync mirror") << mirror
                                      << u"rsync -r -z --delete --dry-run --itemize-changes "_s + usual +
                                             u"/srv/site/ 'remote:a b'"_s;
        auto home = order(TransferProgram::Rsync, Web, Desktop);
        home.sources = {u"~"_s, u":odd"_s};
        home.target = u"/tmp/x"_s;
        QTest::newRow("rsync from") << home << u"rsync -a --partial "_s + usual + u"remote: remote:./:odd /tmp/x"_s;
        QTest::newRow("rsync between") << order(TransferProgram::Rsync, Web, Db)
                                       << u"rsync -a --partial "_s + usual + u"/srv/site remote:www"_s;
        auto scp = order(TransferProgram::Scp, Desktop, Web);
        scp.options |= DeleteExtra;  // which scp does not know
        QTest::newRow("scp") << scp << u"scp -rp -- /srv/site remote:www"_s;
        QTest::newRow("sftp") << order(TransferProgram::Sftp, Desktop, Web) << u"sftp -b /srv/site remote:www"_s;
        auto git = order(TransferProgram::GitClone, Web, Desktop);
        git.target = u"/tmp/clone"_s;
        QTest::newRow("git") << git << u"git clone -- remote:/srv/site /tmp/clone"_s;
    }
    void commandsAreAsTheProgramsWantThem()
    {
        QFETCH(TransferOrder, order);
        QTEST(commandLineOf(order), "command");
        QCOMPARE(problemOf(order).text, QString());
    }

    void programsRunWhereTheyCanFetchOrPush()
    {
        QCOMPARE(programPlace(order(TransferProgram::Rsync, Web, Db)), Web);
        QCOMPARE(remotePlace(order(TransferProgram::Rsync, Web, Db)), Db);
        QCOMPARE(programPlace(order(TransferProgram::GitClone, Web, Db)), Db);
        QCOMPARE(programPlace(order(TransferProgram::Scp, Web, Desktop)), Desktop);
        QVERIFY(isIrreversible({.options = TransferOption::DeleteExtra}));
        QVERIFY(!isIrreversible({.options = TransferOption::DeleteExtra | TransferOption::DryRun}));
        QVERIFY(!isIrreversible({.program = TransferProgram::Scp, .options = TransferOption::DeleteExtra}));
    }

    void wrongOrdersAreRefusedInWords_data()
    {
        QTest::addColumn<TransferOrder>("order");
        QTest::addColumn<bool>("missing");
        const auto row = [](const char* name, TransferOrder order, auto edit, bool missing) {
            edit(order);
            QTest::newRow(name) << order << missing;
        };
        const TransferOrder good = order(TransferProgram::Rsync, Desktop, Web);
        row("no context", good, [](auto& one) { one.to = Desktop; }, true);
        row("no source", good, [](auto& one) { one.sources.clear(); }, true);
        row("relative here", good, [](auto& one) { one.sources = {u"site"_s}; }, false);
        row("an option here", good, [](auto& one) { one.sources = {u"-e"_s}; }, false);
        row("control character", good, [](auto& one) { one.target = u"a\nb"_s; }, false);
        row("too long", good, [](auto& one) { one.target = QString(5000, u'x'); }, false);
        row("too many", good, [](auto& one) { one.sources = QStringList(1001, u"/x"_s); }, false);
        row("no target", order(TransferProgram::Rsync, Web, Desktop), [](auto& one) { one.target.clear(); }, true);
        row("the same", good, [](auto& one) { one.from = Web; }, false);
        row("git pushes", order(TransferProgram::GitClone, Desktop, Web), [](auto&) {}, false);
        row(
            "two scripts", order(TransferProgram::Sftp, Desktop, Web), [](auto& one) { one.sources << u"/b"_s; },
            false);
    }
    void wrongOrdersAreRefusedInWords()
    {
        QFETCH(TransferOrder, order);
        QFETCH(bool, missing);
        const OrderProblem problem = problemOf(order);
        QVERIFY(!problem.text.isEmpty());
        QVERIFY(problem.kind == (missing ? OrderProblem::Kind::Missing : OrderProblem::Kind::Wrong));
    }

    void troublesAreKnownByWhatWasSeen()
    {
        const TransferOrder rsync = order(TransferProgram::Rsync, Desktop, Web);
        const auto trouble = [&rsync](int code, std::string_view errors) {
            TransferOutput output;
            output.feed(Lane::Errors, errors);
            output.finish();
            return troubleOf(rsync, exited(code), output);
        };
        QVERIFY(trouble(23, "") == TransferTrouble::SomeFiles);
        QVERIFY(trouble(24, "") == TransferTrouble::Vanished);
        QVERIFY(trouble(255, "") == TransferTrouble::Connection);
        QVERIFY(trouble(127, "") == TransferTrouble::NotInstalledThere);
        QVERIFY(trouble(12, "sh: 1: rsync: not found\n") == TransferTrouble::NotInstalledThere);
        QVERIFY(trouble(11, "rsync: write failed: No space left on device (28)\n") == TransferTrouble::NoSpace);
        QVERIFY(trouble(23, "rsync: opendir failed: Permission denied (13)\n") == TransferTrouble::PermissionDenied);
        QVERIFY(trouble(23, "link_stat \"/x\" failed: No such file or directory (2)\n") == TransferTrouble::NotFound);
        QVERIFY(trouble(1, "something else\n") == TransferTrouble::Unknown);
        QVERIFY(troubleOf(rsync, std::unexpected(Error::fromErrno("cannot execute rsync", ENOENT)), {}) ==
                TransferTrouble::NotInstalled);
        QVERIFY(troubleOf(rsync, std::unexpected(Error(ErrorKind::Channel, "ssh web1 is not connected")), {}) ==
                TransferTrouble::Connection);
        QVERIFY(troubleAdvice(TransferTrouble::NotInstalled, rsync).contains(u"package rsync"_s));
        QVERIFY(
            troubleAdvice(TransferTrouble::NotInstalled, order(TransferProgram::Scp, Web, Db)).contains(u"ssh web1"_s));
    }

    void recordsAreWrittenAndRead()
    {
        TransferOrder asked = order(TransferProgram::Rsync, Desktop, Web);
        asked.options = TransferOption::DeleteExtra | TransferOption::Compress;
        TransferRecord failed{
            .order = asked, .state = TransferState::Failed, .when = QDateTime::fromSecsSinceEpoch(1'763'800'000)};
        failed.took = 1500ms;
        failed.bytes = 42;
        failed.trouble = TransferTrouble::NoSpace;
        failed.exit = io::ExitStatus{.code = 11, .signal = 0};
        TransferRecord running = failed;
        running.state = TransferState::Running;
        const auto read = readTransfers("garbage\n[]\n{\"program\":\"rm\"}\n" + writeTransfers({failed, running}));
        QCOMPARE(read.size(), 2u);
        TransferRecord expected = failed;
        expected.order.to.node.reset();  // rows have other keys in the next run
        QVERIFY(read[0] == expected);
        QVERIFY(read[1].state == TransferState::Failed && read[1].trouble == TransferTrouble::Interrupted);
    }

    void cutRecordsAreNoHarm()
    {
        const QByteArray text =
            writeTransfers({{.order = order(TransferProgram::Scp, Web, Db), .state = TransferState::Done}});
        for (qsizetype length = 0; length < text.size() - 1; ++length)
            QVERIFY(readTransfers(text.first(length)).empty());
        QCOMPARE(readTransfers(text).size(), 1u);
    }
};

QTEST_GUILESS_MAIN(TransferValuesTest)
#include "transfer_values_test.moc"
