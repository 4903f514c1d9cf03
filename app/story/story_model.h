#pragma once

#include "core/connect/story.h"

#include <QAbstractTableModel>

namespace rz::app {

// The steps of one connection story as a table: what, how long, and as a bar in the whole time.
class StoryModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { StepColumn, TimeColumn, BarColumn, NoteColumn, ColumnCount };
    enum Role {
        StateRole = Qt::UserRole,  // connect::StepState as int
        BeginRole,                 // where the bar begins, 0 to 1 of the whole time
        WorkedRole,                // its length, likewise
        WaitedRole,                // the part spent waiting for the user, likewise
    };

    using QAbstractTableModel::QAbstractTableModel;

    // Shows `story`; steps it has in common with the one shown are updated in place.
    void setStory(const connect::Story& story);
    // Another connection: nothing in common.
    void clear();
    const connect::Story& story() const { return m_story; }
    bool isRunning() const;
    // The step under way has taken until `now`.
    void advance(std::chrono::system_clock::time_point now);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QVariant display(const connect::StoryStep& step, int column) const;
    double share(Duration duration) const;
    void measure();

    connect::Story m_story;
    Duration m_total{1};
};

}  // namespace rz::app
