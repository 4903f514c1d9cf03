#include "tests/bench/bench.h"

#include "tests/support/paths.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"

#include "core/base/str.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <malloc.h>

namespace rz::bench {

Samples Bench::repeat(const std::function<double()>& once) const
{
    Samples samples;
    for (int i = 0; i < m_repetitions; ++i)
        samples.values.push_back(once());
    return samples;
}

void Bench::measure(Row& row, const Contest& contest) const
{
    for (int i = 0; i < m_repetitions; ++i) {
        row.ours.values.push_back(contest.ours());
        if (contest.mitogen) {
            const std::vector<double> figures = mitogen(*contest.mitogen);
            row.peer.values.insert(row.peer.values.end(), figures.begin(), figures.end());
        }
        if (contest.limit)
            row.limit.values.push_back(contest.limit());
    }
}

std::vector<double> Bench::mitogen(const MitogenJob& job)
{
    std::vector<std::string> argv{"/usr/bin/python3", test::sourcePath("tests/bench/mitogen_rows.py"), str(job.core),
                                  std::string(job.name)};
    argv.insert(argv.end(), job.arguments.begin(), job.arguments.end());
    const test::Ran ran = test::run(argv, {}, std::chrono::minutes(5));
    if (!ran.ok()) {
        std::fprintf(stderr, "Mitogen's %s could not be measured: %s\n", argv[3].c_str(), ran.output.c_str());
        return {};
    }
    std::vector<double> figures;
    const char* at = ran.output.c_str();
    for (char* end = nullptr;; at = end) {
        const double figure = std::strtod(at, &end);
        if (end == at)
            return figures;
        figures.push_back(figure);
    }
}

namespace {

const std::array<Measure, 13> Measures{{
    {1, "local contexts", measureLocal},
    {3, "ssh context", measureSsh},
    {5, "calls", measureCalls},
    {8, "large message", measureLargeMessage},
    {9, "streams", measureStreams},
    {9, "keystroke", measureKeystroke},
    {10, "forwarding", measureForwarding},
    {11, "agent", measureAgent},
    {12, "many contexts", measureManyContexts},
    {13, "rsync", measureRsync},
    {14, "modules", measureModules},
    {15, "desktop", measureDesktop},
    {18, "codec", measureCodec},
}};

// The measurement that yields a row: the last one that does not begin after it.
const Measure& measureOf(int row)
{
    const auto after =
        std::find_if(Measures.begin(), Measures.end(), [row](const Measure& m) { return m.number > row; });
    return after == Measures.begin() ? Measures.front() : *std::prev(after);
}

// As the agent does: the work is measured, not how often malloc gives its memory back to the kernel and faults it in anew.
void keepFreedMemory()
{
    ::mallopt(M_TRIM_THRESHOLD, 8 * 1024 * 1024);
    ::mallopt(M_MMAP_THRESHOLD, 2 * 1024 * 1024);
}

}  // namespace

}  // namespace rz::bench

int main(int argc, char** argv)
{
    using namespace rz::bench;
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Measures Rhizome beside Mitogen and the bare limit."));
    parser.addHelpOption();
    const QCommandLineOption rowsOption(QStringLiteral("rows"), QStringLiteral("Rows to measure, as 1,5."),
                                        QStringLiteral("numbers"));
    const QCommandLineOption jsonOption(QStringLiteral("json"), QStringLiteral("Write the figures there."),
                                        QStringLiteral("file"));
    const QCommandLineOption growthOption(
        QStringLiteral("growth"), QStringLiteral("Measure how costs grow; done anyway when no rows are named."));
    const QCommandLineOption timesOption(QStringLiteral("times"), QStringLiteral("Repetitions of each."),
                                         QStringLiteral("count"), QStringLiteral("5"));
    parser.addOptions({rowsOption, growthOption, jsonOption, timesOption});
    parser.process(application);
    ::signal(SIGPIPE, SIG_IGN);
    keepFreedMemory();

    std::vector<int> wanted;
    for (const QString& number : parser.value(rowsOption).split(u',', Qt::SkipEmptyParts))
        wanted.push_back(number.toInt());
    Bench bench(std::max(1, parser.value(timesOption).toInt()));
    std::vector<Row> rows;
    int status = 0;
    const bool all = wanted.empty() && !parser.isSet(growthOption);
    for (const Measure& measure : Measures) {
        const bool asked = all || std::any_of(wanted.begin(), wanted.end(),
                                              [&measure](int row) { return measureOf(row).number == measure.number; });
        if (!asked)
            continue;
        std::fprintf(stderr, "measuring: %s\n", std::string(measure.title).c_str());
        try {
            for (Row& row : measure.run(bench)) {
                if (all || std::find(wanted.begin(), wanted.end(), row.number) != wanted.end())
                    rows.push_back(std::move(row));
            }
        } catch (const std::exception& failure) {
            std::fprintf(stderr, "%s: %s\n", std::string(measure.title).c_str(), failure.what());
            status = 1;
        }
    }
    std::vector<Growth> growths;
    if (all || parser.isSet(growthOption)) {
        std::fprintf(stderr, "measuring: growth\n");
        growths = measureGrowth(bench);
    }
    std::fputs((formatTable(rows) + formatGrowth(growths)).c_str(), stdout);
    if (parser.isSet(jsonOption))
        rz::test::writeFile(parser.value(jsonOption).toStdString(), formatJson(rows, growths) + '\n', 0644);
    return status;
}
