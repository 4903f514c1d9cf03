#include "app/story/story_delegate.h"

#include "app/common/icons.h"
#include "app/common/style.h"
#include "app/story/story_model.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr int BarHeight = 8;
constexpr qreal LeastWidth = 3;  // a step that took no time is still seen

connect::StepState stateOf(const QModelIndex& index)
{
    return static_cast<connect::StepState>(index.data(StoryModel::StateRole).toInt());
}

Tone toneOf(connect::StepState state)
{
    switch (state) {
    case connect::StepState::Running: return Tone::Accent;
    case connect::StepState::Waiting: return Tone::Warning;
    case connect::StepState::Done: return Tone::Good;
    case connect::StepState::Failed: return Tone::Danger;
    case connect::StepState::Skipped: return Tone::Muted;
    }
    return Tone::Plain;
}

QString shapeOf(connect::StepState state)
{
    switch (state) {
    case connect::StepState::Running: return u"state-connecting"_s;
    case connect::StepState::Waiting: return u"state-waiting"_s;
    case connect::StepState::Done: return u"step-done"_s;
    case connect::StepState::Failed: return u"state-failed"_s;
    case connect::StepState::Skipped: return u"step-skipped"_s;
    }
    return {};
}

}  // namespace

void StoryDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    if (index.column() != StoryModel::StepColumn)
        return;
    const auto state = stateOf(index);
    option->icon = icon(shapeOf(state), toneOf(state));
    option->features |= QStyleOptionViewItem::HasDecoration;
}

void StoryDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyledItemDelegate::paint(painter, option, index);
    if (index.column() != StoryModel::BarColumn)
        return;
    const Colors& colors = colorsOf(option.palette);
    const auto state = stateOf(index);
    const QColor color = state == connect::StepState::Done ? colors.accent : colors.of(toneOf(state));
    const QRectF track = QRectF(option.rect).adjusted(2 * Space, 0, -2 * Space, 0);
    const qreal top = track.center().y() - BarHeight / 2.0;
    const qreal worked = track.width() * index.data(StoryModel::WorkedRole).toDouble();
    const qreal waited = track.width() * index.data(StoryModel::WaitedRole).toDouble();
    const qreal left = std::min(track.left() + track.width() * index.data(StoryModel::BeginRole).toDouble(),
                                track.right() - LeastWidth);

    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(color);
    // Questions stand at the beginning of what they hold up: first the answer, then the work with it.
    painter->drawRoundedRect(QRectF(left + waited, top, std::max(worked, LeastWidth), BarHeight), 2, 2);
    if (waited > 0) {
        const QRectF waiting(left, top, waited, BarHeight);
        painter->setBrush(QBrush(colors.warning, Qt::BDiagPattern));
        painter->setPen(QPen(colors.warning, 1));
        painter->drawRoundedRect(waiting.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);
    }
    painter->restore();
}

}  // namespace rz::app
