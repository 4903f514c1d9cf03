#pragma once

#include "app/calls/call_run.h"

#include <QAbstractListModel>
#include <QTimer>

#include <memory>
#include <vector>

namespace rz::app {

// The calls made since the start, newest first; owns them.
class CallListModel : public QAbstractListModel {
    Q_OBJECT
public:
    // Lines of an entry beside its text, and what draws it.
    enum Role { DetailRole = Qt::UserRole, StateRole };

    explicit CallListModel(QObject* parent = nullptr);
    ~CallListModel() override;

    CallRun& add(std::unique_ptr<CallRun> run);
    // Null when there is no such row.
    CallRun* runAt(int row) const;
    int rowOf(const CallRun& run) const;
    int runningCount() const;
    void removeFinished();

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

signals:
    void runEnded(rz::app::CallRun* run);

private:
    void runChanged(const CallRun& run);
    void tick();

    std::vector<std::unique_ptr<CallRun>> m_runs;  // oldest first
    QTimer m_clock;
};

QString callStateText(CallRun::State state);
// Name of an icon.
QString callStateIcon(CallRun::State state);

}  // namespace rz::app
