#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rz::bench {

// Repeated measurements of one thing, in one unit.
struct Samples {
    std::vector<double> values;

    double median() const;
    // Half the distance between the first and the third quartile, relative to the median.
    double spread() const;
    bool empty() const { return values.empty(); }
};

enum class Better { Less, More };

// One line of the table: the same work done by us, by Mitogen, and by a bare program that does only the system calls the
// work cannot do without.
struct Row {
    int number = 0;
    std::string work;
    std::string unit;
    Better better = Better::Less;
    std::string target;  // as performance targets state it
    Samples ours;
    Samples peer;
    Samples limit;
    std::string note;
};

class Bench;

// What one costs when there are so many: a straight line is what is hoped for.
struct Growth {
    std::string what;
    std::string unit;
    std::map<int, Samples> byCount;
    std::vector<std::string> notes = {};  // why some counts are missing
};

struct Measure {
    int number;
    std::string_view title;
    std::function<std::vector<Row>(Bench& bench)> run;
};

// A job of mitogen_rows.py.
struct MitogenJob {
    std::string_view name;
    std::vector<std::string> arguments = {};
    int core = -1;  // that all of it is pinned to; -1: to none
};

// One piece of work, done three ways. Each gives one figure; what is missing leaves its column empty.
struct Contest {
    std::function<double()> ours;
    std::optional<MitogenJob> mitogen = {};
    std::function<double()> limit = {};
};

class Bench {
public:
    explicit Bench(int repetitions) : m_repetitions(repetitions) {}

    int repetitions() const { return m_repetitions; }
    // Calls `once` as often as asked for.
    Samples repeat(const std::function<double()>& once) const;
    // The three in turn, as often as asked for, so that whatever else the machine does meets all of them.
    void measure(Row& row, const Contest& contest) const;
    // The figures that the job prints, done once; empty when Mitogen is missing.
    static std::vector<double> mitogen(const MitogenJob& job);

private:
    int m_repetitions;
};

std::vector<Row> measureLocal(Bench& bench);         // 1, 2
std::vector<Row> measureSsh(Bench& bench);           // 3
std::vector<Row> measureCalls(Bench& bench);         // 5, 6, 7
std::vector<Row> measureLargeMessage(Bench& bench);  // 8
std::vector<Row> measureStreams(Bench& bench);       // 9
std::vector<Row> measureSessions(Bench& bench);      // 9, of a program's output
std::vector<Row> measureKeystroke(Bench& bench);     // 9
std::vector<Row> measureForwarding(Bench& bench);    // 10
std::vector<Row> measureAgent(Bench& bench);         // 11
std::vector<Row> measureManyContexts(Bench& bench);  // 12
std::vector<Row> measureRsync(Bench& bench);         // 13
std::vector<Row> measureModules(Bench& bench);       // 14
std::vector<Row> measureDesktop(Bench& bench);       // 15
std::vector<Row> measureCodec(Bench& bench);         // 18

std::vector<Growth> measureGrowth(Bench& bench);

std::string formatTable(const std::vector<Row>& rows);
std::string formatGrowth(const std::vector<Growth>& growths);
std::string formatJson(const std::vector<Row>& rows, const std::vector<Growth>& growths);

}  // namespace rz::bench
