#include "tests/bench/bench.h"

#include "core/base/str.h"
#include "core/base/value.h"
#include "core/qt/json.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>

namespace rz::bench {

namespace {

double quantile(std::vector<double> sorted, double position)
{
    std::sort(sorted.begin(), sorted.end());
    const double at = position * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(at);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (sorted[above] - sorted[below]) * (at - static_cast<double>(below));
}

std::string number(double value)
{
    char text[32];
    const int digits = value >= 1000 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

std::string cell(const Samples& samples)
{
    if (samples.empty())
        return "–";
    return str(number(samples.median()), " ±", static_cast<int>(std::lround(samples.spread() * 100)), "%");
}

// How many times better than `other` we are; above 1 is better.
std::string ratio(const Row& row, const Samples& other)
{
    if (row.ours.empty() || other.empty())
        return "–";
    const double quotient =
        row.better == Better::Less ? other.median() / row.ours.median() : row.ours.median() / other.median();
    return number(quotient) + "×";
}

// Columns as a reader counts them: a multi-byte character is one.
std::size_t width(std::string_view text)
{
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string padded(const std::string& text, std::size_t columns)
{
    const std::size_t used = width(text);
    return used < columns ? text + std::string(columns - used, ' ') : text;
}

using Cells = std::vector<std::string>;

std::string inColumns(const std::vector<Cells>& lines)
{
    std::vector<std::size_t> columns(lines.front().size());
    for (const Cells& line : lines) {
        for (std::size_t i = 0; i < line.size(); ++i)
            columns[i] = std::max(columns[i], width(line[i]));
    }
    std::string text;
    for (const Cells& line : lines) {
        for (std::size_t i = 0; i < line.size(); ++i)
            text += padded(line[i], columns[i]) + (i + 1 < line.size() ? "  " : "\n");
    }
    return text;
}

List asList(const Samples& samples)
{
    List list;
    for (const double value : samples.values)
        list.items.emplace_back(value);
    return list;
}

}  // namespace

double Samples::median() const
{
    return quantile(values, 0.5);
}

double Samples::spread() const
{
    return (quantile(values, 0.75) - quantile(values, 0.25)) / 2 / median();
}

std::string formatTable(const std::vector<Row>& rows)
{
    if (rows.empty())
        return {};
    std::vector<Cells> lines{{"#", "work", "unit", "ours", "Mitogen", "limit", "vs Mitogen", "vs limit", "must be"}};
    for (const Row& row : rows) {
        lines.push_back({str(row.number), row.work, row.unit, cell(row.ours), cell(row.peer), cell(row.limit),
                         ratio(row, row.peer), ratio(row, row.limit), row.target});
    }
    std::string text = inColumns(lines);
    for (const Row& row : rows) {
        if (!row.note.empty())
            text += str(row.number, ": ", row.note, '\n');
    }
    return text;
}

// The cost of one at each count, and how many times the first it is at the last.
std::string formatGrowth(const std::vector<Growth>& growths)
{
    if (growths.empty())
        return {};
    std::set<int> counts;
    for (const Growth& growth : growths) {
        for (const auto& [count, samples] : growth.byCount)
            counts.insert(count);
    }
    std::vector<Cells> lines{{"cost of one", "unit"}};
    for (const int count : counts)
        lines.front().push_back(str("of ", count));
    lines.front().push_back("growth");
    for (const Growth& growth : growths) {
        Cells& line = lines.emplace_back(Cells{growth.what, growth.unit});
        for (const int count : counts)
            line.push_back(growth.byCount.contains(count) ? cell(growth.byCount.at(count)) : "–");
        line.push_back(
            growth.byCount.empty()
                ? std::string("–")
                : number(growth.byCount.rbegin()->second.median() / growth.byCount.begin()->second.median()) + "×");
    }
    std::string text = inColumns(lines);
    for (const Growth& growth : growths) {
        for (const std::string& note : growth.notes)
            text += str(growth.what, ", of ", note, '\n');
    }
    return text;
}

std::string formatJson(const std::vector<Row>& rows, const std::vector<Growth>& growths)
{
    List list;
    for (const Row& row : rows) {
        Dict dict;
        dict.set("row", row.number);
        dict.set("work", row.work);
        dict.set("unit", row.unit);
        dict.set("ours", asList(row.ours));
        dict.set("mitogen", asList(row.peer));
        dict.set("limit", asList(row.limit));
        dict.set("target", row.target);
        dict.set("note", row.note);
        list.items.emplace_back(std::move(dict));
    }
    for (const Growth& growth : growths) {
        Dict byCount;
        for (const auto& [count, samples] : growth.byCount)
            byCount.set(str(count), asList(samples));
        Dict dict;
        dict.set("growth", growth.what);
        dict.set("unit", growth.unit);
        dict.set("ours", std::move(byCount));
        list.items.emplace_back(std::move(dict));
    }
    return toJson(Value(std::move(list)), JsonLayout::Indented);
}

}  // namespace rz::bench
