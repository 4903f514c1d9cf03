#pragma once

#include <QTableView>

namespace rz::app {

// The table of log lines. While it follows, the last line stays in sight; otherwise the lines in sight stay where they
// are, whatever comes below or leaves above them. Moving away from the end stops following, moving to it begins it.
class LogView : public QTableView {
    Q_OBJECT
public:
    explicit LogView(QWidget* parent = nullptr);

    void setModel(QAbstractItemModel* model) override;
    bool isFollowing() const { return m_following; }
    void setFollowing(bool following);

signals:
    void followingChanged(bool following);

protected:
    void rowsInserted(const QModelIndex& parent, int start, int end) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void rowsGone(int start, int end);
    void moveTop(int by);
    void followIfAtEnd();

    bool m_following = true;
    bool m_adjusting = false;
};

}  // namespace rz::app
