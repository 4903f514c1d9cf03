// What a frame costs when the log is full: prints times, judges nothing.
//
//   QT_QPA_PLATFORM=offscreen build/release/tests/log_bench
#include "app/common/context_directory.h"
#include "app/logs/log_delegate.h"
#include "app/logs/log_model.h"
#include "app/logs/log_view.h"
#include "tests/gui/support/fake_engine.h"

#include <QApplication>
#include <QElapsedTimer>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <malloc.h>

using namespace rz;
using namespace rz::app;
using namespace Qt::StringLiterals;

namespace {

constexpr int FrameLines = 50'000 / 60;

std::vector<LogRecord> lines(int count)
{
    static int number = 0;
    std::vector<LogRecord> records;
    records.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        ++number;
        records.push_back({.time = std::chrono::system_clock::now(),
                           .level = number % 50 == 0 ? LogLevel::Warning : LogLevel::Info,
                           .origin = ContextId{static_cast<std::uint32_t>(1001 + number % 20)},
                           .logger = number % 3 == 0 ? "stderr" : "stdout",
                           .text = "request " + std::to_string(number) + " from 192.0.2." +
                                   std::to_string(number % 250) + " answered with status " +
                                   std::to_string(200 + number % 7) + " in 12 ms"});
    }
    return records;
}

double milliseconds(clockid_t clock)
{
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

// Times of frames: by the clock on the wall, and of this thread alone, which other programs do not touch.
class Frames {
public:
    explicit Frames(const char* what) : m_what(what) {}
    ~Frames()
    {
        std::printf("%-48s %5zu frames", m_what, m_wall.size());
        print("wall", m_wall);
        print("own", m_own);
        std::printf("\n");
    }
    template <class F>
    void frame(F work)
    {
        const double wall = milliseconds(CLOCK_MONOTONIC);
        const double own = milliseconds(CLOCK_THREAD_CPUTIME_ID);
        work();
        m_wall.push_back(milliseconds(CLOCK_MONOTONIC) - wall);
        m_own.push_back(milliseconds(CLOCK_THREAD_CPUTIME_ID) - own);
    }

private:
    static void print(const char* which, std::vector<double>& times)
    {
        std::ranges::sort(times);
        const auto at = [&times](double part) {
            return times[static_cast<std::size_t>(part * static_cast<double>(times.size() - 1))];
        };
        std::printf("  %s: median %6.2f  p99 %6.2f  worst %6.2f ms", which, at(0.5), at(0.99), at(1));
    }

    const char* m_what;
    std::vector<double> m_wall;
    std::vector<double> m_own;
};

}  // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    test::FakeEngine engine;
    for (int i = 0; i < 20; ++i)
        engine.addNode(qt::RootNode, "ssh:alice@host" + std::to_string(i));
    const ContextDirectory contexts(engine);
    LogModel model(contexts);
    LogDelegate delegate;
    LogView view;
    view.setItemDelegate(&delegate);
    view.setModel(&model);
    view.resize(1400, 700);
    view.show();
    // One frame: what came, one turn of the loop with its timers, and the painting.
    const auto frame = [&view](Frames& frames, auto work) {
        frames.frame([&] {
            work();
            QCoreApplication::processEvents(QEventLoop::AllEvents, 0);
            view.viewport()->repaint();
        });
    };

    const std::size_t before = mallinfo2().uordblks;
    {
        Frames frames("filling a million lines, 833 a frame");
        while (model.store().lineCount() < 1'000'000) {
            const auto records = lines(FrameLines);
            frame(frames, [&] { model.append(records); });
        }
    }
    std::printf("%-48s %.0f bytes a line (text included), the store %.0f\n", "memory",
                static_cast<double>(mallinfo2().uordblks - before) / static_cast<double>(model.store().lineCount()),
                static_cast<double>(model.store().memory()) / static_cast<double>(model.store().lineCount()));
    {
        Frames frames("full, 833 lines a frame, following");
        for (int i = 0; i < 600; ++i) {
            const auto records = lines(FrameLines);
            frame(frames, [&] { model.append(records); });
        }
    }
    const auto search = [&](const char* what, const LogPattern& pattern) {
        QElapsedTimer whole;
        whole.start();
        Frames frames(what);
        LogCriteria criteria;
        criteria.pattern = pattern;
        delegate.setPattern(pattern);
        frame(frames, [&] { model.setCriteria(criteria); });
        while (model.isSearching()) {
            const auto records = lines(FrameLines);
            frame(frames, [&] { model.append(records); });
        }
        std::printf("%-48s %d lines found in %lld ms\n", "", model.rowCount(), static_cast<long long>(whole.elapsed()));
    };
    search("new text filter, while 833 lines a frame come",
           LogPattern(u"status 203"_s, PatternKind::Text, CaseRule::Ignore));
    search("new regular expression, likewise",
           LogPattern(u"from .*\\.17 .* 20[0-3]"_s, PatternKind::Regex, CaseRule::Ignore));
    {
        Frames frames("live regular expression, 833 lines a frame");
        for (int i = 0; i < 600; ++i) {
            const auto records = lines(FrameLines);
            frame(frames, [&] { model.append(records); });
        }
    }
    search("no filter again", LogPattern());
    return 0;
}
