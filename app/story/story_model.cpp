#include "app/story/story_model.h"

#include "app/common/control_pictures.h"
#include "app/common/format.h"
#include "app/common/step_text.h"
#include "app/common/tool_tip.h"
#include "app/story/story_text.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

bool isUnderWay(const connect::StoryStep& step)
{
    return step.state == connect::StepState::Running || step.state == connect::StepState::Waiting;
}

}  // namespace

void StoryModel::setStory(const connect::Story& story)
{
    const int before = rowCount();
    const int now = static_cast<int>(story.steps.size());
    if (story.startedAt != m_story.startedAt)
        clear();
    else if (now < before)
        clear();
    const int kept = std::min(rowCount(), now);
    if (now > kept)
        beginInsertRows({}, kept, now - 1);
    m_story = story;
    measure();
    if (now > kept)
        endInsertRows();
    if (kept > 0)
        emit dataChanged(index(0, 0), index(kept - 1, ColumnCount - 1));
}

void StoryModel::clear()
{
    if (!m_story.steps.empty()) {
        beginRemoveRows({}, 0, rowCount() - 1);
        m_story = {};
        endRemoveRows();
    }
    m_story = {};
    measure();
}

bool StoryModel::isRunning() const
{
    return std::ranges::any_of(m_story.steps, isUnderWay);
}

void StoryModel::advance(std::chrono::system_clock::time_point now)
{
    const Duration elapsed = std::chrono::duration_cast<Duration>(now - m_story.startedAt);
    for (connect::StoryStep& step : m_story.steps) {
        if (!isUnderWay(step) || elapsed < step.begin + step.took)
            continue;
        const Duration more = elapsed - step.begin - step.took;
        step.took += more;
        if (step.state == connect::StepState::Waiting)
            step.waited += more;
    }
    measure();
    if (rowCount() > 0)
        emit dataChanged(index(0, TimeColumn), index(rowCount() - 1, NoteColumn));
}

void StoryModel::measure()
{
    m_total = Duration(1);
    for (const connect::StoryStep& step : m_story.steps)
        m_total = std::max(m_total, step.begin + step.took);
}

int StoryModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_story.steps.size());
}

int StoryModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

double StoryModel::share(Duration duration) const
{
    return static_cast<double>(duration.count()) / static_cast<double>(m_total.count());
}

QVariant StoryModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const connect::StoryStep& step = m_story.steps[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole: return display(step, index.column());
    case Qt::ToolTipRole:
        if (index.column() == TimeColumn || index.column() == BarColumn) {
            return step.waited > Duration::zero()
                       ? tr("%1, and %2 waiting for you")
                             .arg(format::exactDuration(workedTime(step)), format::exactDuration(step.waited))
                       : format::exactDuration(workedTime(step));
        }
        return plainToolTip(display(step, index.column()).toString());
    case Qt::AccessibleTextRole:
        if (index.column() == BarColumn)
            return stepStateWord(step.state);
        return display(step, index.column());
    case Qt::TextAlignmentRole:
        return QVariant((index.column() == TimeColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case StateRole: return static_cast<int>(step.state);
    case BeginRole: return share(step.begin);
    case WorkedRole: return share(workedTime(step));
    case WaitedRole: return share(step.waited);
    default: return {};
    }
}

QVariant StoryModel::display(const connect::StoryStep& step, int column) const
{
    switch (column) {
    case StepColumn: return onOneLine(stepText(step.name));
    case TimeColumn: return format::duration(workedTime(step));
    case NoteColumn: {
        QStringList parts;
        if (step.state != connect::StepState::Done)
            parts << stepStateWord(step.state);
        if (step.waited > Duration::zero())
            parts << tr("waited %1 for an answer").arg(format::duration(step.waited));
        if (!step.note.empty())
            parts << QString::fromStdString(step.note);
        return onOneLine(parts.join(u"; "_s));
    }
    default: return {};
    }
}

QVariant StoryModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section == TimeColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case StepColumn: return tr("Step");
    case TimeColumn: return tr("Time");
    case BarColumn: return tr("When");
    case NoteColumn: return tr("What happened");
    default: return {};
    }
}

}  // namespace rz::app
