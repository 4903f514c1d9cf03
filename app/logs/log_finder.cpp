#include "app/logs/log_finder.h"

#include "app/logs/log_model.h"
#include "core/base/time.h"

namespace rz::app {
namespace {

constexpr auto FindingSlice = std::chrono::milliseconds(4);
constexpr int LinesBetweenLooksAtClock = 64;

}  // namespace

LogFinder::LogFinder(const LogModel& model, QObject* parent) : QObject(parent), m_model(model)
{
    m_timer.setInterval(0);
    connect(&m_timer, &QTimer::timeout, this, &LogFinder::search);
}

void LogFinder::find(const LogPattern& pattern, int from, Direction direction)
{
    m_pattern = pattern;
    m_direction = direction;
    m_wrapped = false;
    if (from < 0)
        from = direction == Direction::Down ? m_model.rowCount() - 1 : 0;
    m_wrapped = false;
    m_start = m_model.index(from, 0);
    m_at = m_start;
    search();
}

void LogFinder::cancel()
{
    m_timer.stop();
    m_start = QPersistentModelIndex();
    m_at = QPersistentModelIndex();
}

void LogFinder::search()
{
    const TimePoint until = Clock::now() + FindingSlice;
    const int rows = m_model.rowCount();
    // Where it began may be gone; then it ends where it is.
    if (rows == 0 || !m_at.isValid() || !m_start.isValid() || m_pattern.isEmpty()) {
        cancel();
        emit notFound();
        return;
    }
    const int step = m_direction == Direction::Down ? 1 : -1;
    int row = m_at.row();
    for (int looked = 0;; ++looked) {
        row += step;
        if (row < 0 || row >= rows) {
            row = row < 0 ? rows - 1 : 0;
            m_wrapped = true;
        }
        if (m_pattern.matches(m_model.lineAt(row).text())) {
            const bool wrapped = m_wrapped && m_start.row() != row;
            cancel();
            emit found(row, wrapped);
            return;
        }
        if (row == m_start.row()) {
            cancel();
            emit notFound();
            return;
        }
        if (looked % LinesBetweenLooksAtClock == 0 && Clock::now() >= until)
            break;
    }
    m_at = m_model.index(row, 0);
    m_timer.start();
}

}  // namespace rz::app
