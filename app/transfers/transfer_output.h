#pragma once

#include "app/transfers/line_reader.h"
#include "app/transfers/progress_line.h"
#include "core/fakessh/stdio_end.h"

#include <QString>

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>

namespace rz::app {

// What the program of a transfer printed: the last lines of it as harmless text, and the progress that is told among them.
// It takes no more memory than MaxLines lines of MaxLength characters.
class TransferOutput {
public:
    static constexpr std::size_t MaxLines = 2000;
    static constexpr qsizetype MaxLength = 500;

    struct Line {
        fakessh::Lane lane = fakessh::Lane::Main;
        QString text;
        bool operator==(const Line&) const = default;
    };

    void feed(fakessh::Lane lane, std::string_view bytes);
    // Nothing more comes.
    void finish();

    const std::deque<Line>& lines() const { return m_lines; }
    // Of all lines that there ever were; those that are not in lines() any more came first.
    std::uint64_t total() const { return m_total; }
    const std::optional<ProgressLine>& progress() const { return m_progress; }

private:
    void add(fakessh::Lane lane, std::string_view line);
    LineReader& reader(fakessh::Lane lane) { return m_readers[static_cast<std::size_t>(lane)]; }

    std::array<LineReader, 2> m_readers;
    std::deque<Line> m_lines;
    std::uint64_t m_total = 0;
    std::optional<ProgressLine> m_progress;
};

}  // namespace rz::app
