#pragma once

#include <QLineEdit>

namespace rz::app {

// The filter of a pane: Ctrl+F inside `pane` goes to it, Esc empties it and then returns to `view`, as do Enter and Down.
class FilterEdit : public QLineEdit {
    Q_OBJECT
public:
    // `what` names what is filtered, for the placeholder and screen readers: "Filter routes".
    FilterEdit(const QString& what, QWidget& pane, QWidget& view);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    QWidget& m_view;
};

}  // namespace rz::app
