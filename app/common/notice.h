#pragma once

#include "app/common/colors.h"

#include <QFrame>
#include <QIcon>

class QAction;
class QHBoxLayout;
class QLabel;

namespace rz::app {

// A field with a shape, a headline and some plain text, in the tone of what it says; errors stay where they happened in
// one of these. Buttons trigger actions. The text can be chosen and copied.
class Notice : public QFrame {
    Q_OBJECT
public:
    explicit Notice(QWidget* parent = nullptr);

    void tell(Tone tone, const QString& icon, const QString& title, const QString& text);
    // A button below the text that follows the action; hidden while the action is disabled.
    void addAction(QAction* action);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Tone m_tone = Tone::Plain;
    QIcon m_icon;
    QLabel* m_title;
    QLabel* m_text;
    QHBoxLayout* m_buttons;
};

}  // namespace rz::app
