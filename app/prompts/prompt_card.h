#pragma once

#include "app/common/colors.h"
#include "core/connect/prompt.h"

#include <QFrame>
#include <QIcon>

class QHBoxLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace rz::app {

class PromptCentre;

// One question on a card: what is asked, where, why again, and the answer's fields below. Shown in the Prompts pane and,
// for what the user just started, in the sheet over the window.
class PromptCard : public QFrame {
    Q_OBJECT
public:
    // The card for the kind of `prompt`. The centre must outlive it.
    static PromptCard* create(PromptCentre& centre, const connect::Prompt& prompt, QWidget* parent);

    std::uint64_t promptId() const { return m_prompt.id; }
    // Puts the cursor where the answer begins.
    virtual void focusAnswer() = 0;
    // Enter was pressed, wherever in the card.
    virtual void pressDefault() = 0;
    // Offers to put the card aside, as the sheet does.
    void offerAside();

protected:
    PromptCard(PromptCentre& centre, connect::Prompt prompt, QWidget* parent);

    PromptCentre& centre() const { return m_centre; }
    const connect::Prompt& prompt() const { return m_prompt; }
    QVBoxLayout* body() const { return m_body; }
    // Plain text that wraps; `tone` of its colour.
    QLabel* addText(const QString& name, const QString& text, Tone tone = Tone::Plain);
    // From right to left: the first is the last in line.
    QPushButton* addButton(const QString& name, const QString& text);

    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void colorTexts();

    PromptCentre& m_centre;
    connect::Prompt m_prompt;
    QIcon m_icon;
    QLabel* m_title;
    QVBoxLayout* m_body;
    QHBoxLayout* m_buttons;
    std::vector<std::pair<QLabel*, Tone>> m_texts;
};

}  // namespace rz::app
