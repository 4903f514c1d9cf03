#pragma once

#include <QWidget>

class QAction;
class QLabel;

namespace rz::app {

// A line below a list that says what was taken out of it, with a button that brings it back. There while the action is
// possible; its button is named after it.
class UndoBar : public QWidget {
    Q_OBJECT
public:
    explicit UndoBar(QAction* undo, QWidget* parent = nullptr);

    void setText(const QString& text);

private:
    QLabel* m_text;
};

}  // namespace rz::app
