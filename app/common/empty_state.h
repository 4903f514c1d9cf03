#pragma once

#include <QWidget>

class QAction;
class QLabel;
class QPushButton;

namespace rz::app {

// Stands where a list or page has nothing to show: says what would be here and offers the action that makes it so.
class EmptyState : public QWidget {
    Q_OBJECT
public:
    // `icon` is a name of app/common/icons.h.
    EmptyState(const QString& icon, const QString& title, const QString& text, QWidget* parent = nullptr);

    void setText(const QString& title, const QString& text);
    // A button that triggers `action` and shows its text; null takes it away. The action must outlive this.
    void setAction(QAction* action);

    // In little room the picture goes, then the text; the title and the action stay. So nobody around it need ask how tall
    // its texts are at which width, which costs a layout of them each time.
    QSize minimumSizeHint() const override;
    QSize sizeHint() const override;
    bool hasHeightForWidth() const override { return false; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void fit();

    QWidget* m_picture;
    QLabel* m_title;
    QLabel* m_text;
    QPushButton* m_button = nullptr;  // while there is an action
};

}  // namespace rz::app
