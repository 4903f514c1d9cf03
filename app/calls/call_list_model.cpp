#include "app/calls/call_list_model.h"

#include "app/common/format.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr std::size_t MaxFinished = 200;

}  // namespace

QString callStateText(CallRun::State state)
{
    switch (state) {
    case CallRun::State::Running: return CallListModel::tr("running");
    case CallRun::State::Done: return CallListModel::tr("done");
    case CallRun::State::Failed: return CallListModel::tr("failed");
    case CallRun::State::Cancelled: return CallListModel::tr("cancelled");
    }
    return {};
}

QString callStateIcon(CallRun::State state)
{
    switch (state) {
    case CallRun::State::Running: return u"state-connecting"_s;
    case CallRun::State::Done: return u"step-done"_s;
    case CallRun::State::Failed: return u"state-failed"_s;
    case CallRun::State::Cancelled: return u"step-skipped"_s;
    }
    return {};
}

CallListModel::CallListModel(QObject* parent) : QAbstractListModel(parent)
{
    m_clock.setInterval(100);
    connect(&m_clock, &QTimer::timeout, this, &CallListModel::tick);
}

CallListModel::~CallListModel() = default;

CallRun& CallListModel::add(std::unique_ptr<CallRun> run)
{
    CallRun& added = *run;
    beginInsertRows({}, 0, 0);
    m_runs.push_back(std::move(run));
    endInsertRows();
    connect(&added, &CallRun::received, this, [this, &added] { runChanged(added); });
    connect(&added, &CallRun::ended, this, [this, &added] {
        runChanged(added);
        emit runEnded(&added);
    });
    m_clock.start();
    const auto isFinished = [](const auto& one) { return one->state() != CallRun::State::Running; };
    if (static_cast<std::size_t>(std::ranges::count_if(m_runs, isFinished)) > MaxFinished) {
        const auto oldest = std::ranges::find_if(m_runs, isFinished);
        const int row = rowOf(**oldest);
        beginRemoveRows({}, row, row);
        m_runs.erase(oldest);
        endRemoveRows();
    }
    return added;
}

CallRun* CallListModel::runAt(int row) const
{
    return row < 0 || row >= rowCount() ? nullptr : m_runs[m_runs.size() - 1 - static_cast<std::size_t>(row)].get();
}

int CallListModel::rowOf(const CallRun& run) const
{
    const auto found = std::ranges::find(m_runs, &run, [](const auto& one) { return one.get(); });
    return static_cast<int>(m_runs.end() - found) - 1;
}

int CallListModel::runningCount() const
{
    return static_cast<int>(
        std::ranges::count(m_runs, CallRun::State::Running, [](const auto& run) { return run->state(); }));
}

void CallListModel::removeFinished()
{
    for (int row = rowCount() - 1; row >= 0; --row) {
        if (runAt(row)->state() == CallRun::State::Running)
            continue;
        beginRemoveRows({}, row, row);
        m_runs.erase(m_runs.end() - 1 - row);
        endRemoveRows();
    }
}

int CallListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_runs.size());
}

QVariant CallListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const CallRun& run = *runAt(index.row());
    switch (role) {
    case Qt::DisplayRole: return run.line().toText();
    case DetailRole: {
        const QString state = tr("%1, %2", "state of a call and how long it took")
                                  .arg(callStateText(run.state()), format::duration(run.took()));
        const QString outcome = run.outcome();
        return outcome.isEmpty() ? state : u"%1 · %2"_s.arg(state, outcome);
    }
    case StateRole: return static_cast<int>(run.state());
    case Qt::ToolTipRole:
        return u"<p>%1</p><p>%2<br>%3</p>"_s.arg(run.line().toText().left(2000).toHtmlEscaped(),
                                                 run.contextPath().toHtmlEscaped(), format::dateTime(run.startedAt()));
    case Qt::AccessibleTextRole:
        return u"%1. %2. %3"_s.arg(run.line().toText().left(200), run.contextPath(), index.data(DetailRole).toString());
    default: return {};
    }
}

void CallListModel::runChanged(const CallRun& run)
{
    const QModelIndex changed = index(rowOf(run));
    emit dataChanged(changed, changed);
}

// How long the running ones took changes by itself.
void CallListModel::tick()
{
    if (runningCount() == 0) {
        m_clock.stop();
        return;
    }
    for (int row = 0; row < rowCount(); ++row) {
        if (runAt(row)->state() == CallRun::State::Running)
            emit dataChanged(index(row), index(row), {DetailRole});
    }
}

}  // namespace rz::app
