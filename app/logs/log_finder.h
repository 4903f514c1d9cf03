#pragma once

#include "app/logs/log_pattern.h"

#include <QObject>
#include <QPersistentModelIndex>
#include <QTimer>

namespace rz::app {

class LogModel;

// Looks for the next line with a pattern, in slices of a few milliseconds, once around. A new search ends the one before.
class LogFinder : public QObject {
    Q_OBJECT
public:
    enum class Direction : std::uint8_t { Down, Up };

    explicit LogFinder(const LogModel& model, QObject* parent = nullptr);

    // Begins behind (or before) row `from`; -1 begins at the first (or last) row.
    void find(const LogPattern& pattern, int from, Direction direction);
    void cancel();

signals:
    // Exactly one of these for a search that was not cancelled. `wrapped`: it went on from the other end.
    void found(int row, bool wrapped);
    void notFound();

private:
    void search();

    const LogModel& m_model;
    LogPattern m_pattern;
    Direction m_direction = Direction::Down;
    QPersistentModelIndex m_start;  // where it began; followed as rows come and go
    QPersistentModelIndex m_at;
    bool m_wrapped = false;
    QTimer m_timer;
};

}  // namespace rz::app
