#include "app/logs/log_view.h"

#include "app/common/style.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QScopedValueRollback>
#include <QScrollBar>

namespace rz::app {
namespace {

constexpr int LineHeight = 5 * Space;

}  // namespace

LogView::LogView(QWidget* parent) : QTableView(parent)
{
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setCornerButtonEnabled(false);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setVerticalScrollMode(QAbstractItemView::ScrollPerItem);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(LineHeight);
    verticalHeader()->setDefaultSectionSize(LineHeight);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setStretchLastSection(true);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (!m_adjusting && value < verticalScrollBar()->maximum())
            setFollowing(false);
    });
    connect(verticalScrollBar(), &QScrollBar::actionTriggered, this, &LogView::followIfAtEnd, Qt::QueuedConnection);
}

void LogView::setModel(QAbstractItemModel* model)
{
    QTableView::setModel(model);
    connect(model, &QAbstractItemModel::rowsRemoved, this,
            [this](const QModelIndex&, int start, int end) { rowsGone(start, end); });
    connect(model, &QAbstractItemModel::modelReset, this, [this] { moveTop(0); });
}

void LogView::setFollowing(bool following)
{
    if (following == m_following)
        return;
    m_following = following;
    moveTop(0);
    emit followingChanged(following);
}

void LogView::rowsInserted(const QModelIndex& parent, int start, int end)
{
    QTableView::rowsInserted(parent, start, end);
    moveTop(start == 0 && end + 1 < model()->rowCount() ? end + 1 : 0);
}

void LogView::rowsGone(int start, int end)
{
    moveTop(start <= verticalScrollBar()->value() ? start - end - 1 : 0);
}

// Scrolls by whole lines as lines above came or went, or to the end.
void LogView::moveTop(int by)
{
    const QScopedValueRollback adjusting(m_adjusting, true);
    const int top = verticalScrollBar()->value() + by;
    updateGeometries();
    verticalScrollBar()->setValue(m_following ? verticalScrollBar()->maximum() : top);
}

void LogView::followIfAtEnd()
{
    if (verticalScrollBar()->value() == verticalScrollBar()->maximum())
        setFollowing(true);
}

void LogView::wheelEvent(QWheelEvent* event)
{
    QTableView::wheelEvent(event);
    if (event->angleDelta().y() < 0)
        followIfAtEnd();
}

void LogView::keyPressEvent(QKeyEvent* event)
{
    QTableView::keyPressEvent(event);
    if (event->key() == Qt::Key_End)
        followIfAtEnd();
}

void LogView::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    if (m_following)
        moveTop(0);
}

}  // namespace rz::app
