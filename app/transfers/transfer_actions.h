#pragma once

#include <QObject>

class QAction;
class QWidget;

namespace rz::app {

// What can be done in the pane of transfers, with names, icons and shortcuts; shortcuts work inside `pane`.
class TransferActions : public QObject {
    Q_OBJECT
public:
    explicit TransferActions(QWidget& pane);

    QAction* pause;
    QAction* resume;
    QAction* cancel;
    QAction* retry;
    QAction* remove;
    QAction* removeFinished;
    QAction* copyCommand;
    QAction* showContext;

private:
    QAction* make(const char* name, const QString& text, QStringView icon, const QString& shortcut,
                  const QString& toolTip);
    QWidget& m_pane;
};

}  // namespace rz::app
