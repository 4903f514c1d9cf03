#pragma once

#include <QFrame>

class QLabel;
class QPushButton;

namespace rz::app {

class Workspace;

// A quiet line that offers what was connected last time: Restore or Dismiss. There only while there is an offer.
class RestoreBar : public QFrame {
    Q_OBJECT
public:
    explicit RestoreBar(Workspace& workspace, QWidget* parent = nullptr);

private:
    void follow();

    Workspace& m_workspace;
    QLabel* m_text;
    QPushButton* m_restore;
};

}  // namespace rz::app
