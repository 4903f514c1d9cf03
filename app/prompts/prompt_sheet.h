#pragma once

#include "app/prompts/prompt_centre.h"

#include <QPointer>
#include <QWidget>

namespace rz::app {

class PromptCard;
class TypingGuard;

// Holds the foremost question over the upper part of its window, without keeping anybody from the rest of it.
// Enter answers, Esc puts it aside. A question that comes by itself takes the keys only when nobody is typing: what is
// meant for something else, or for a question that has just gone, answers nothing.
class PromptSheet : public QWidget {
    Q_OBJECT
public:
    // `window` is what it lies over; `below` the widget whose lower edge it hangs from.
    PromptSheet(PromptCentre& centre, QWidget* window, QWidget* below);

protected:
    bool event(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void refresh(PromptCentre::Cause cause);
    void showCard(const OpenPrompt& question);
    void leave(PromptCentre::Cause cause);
    void takeKeys();
    void followPause();
    void place();

    PromptCentre& m_centre;
    QWidget* m_below;
    TypingGuard* m_typing;
    PromptCard* m_card = nullptr;
    QPointer<QWidget> m_focusBefore;
    bool m_waitsForPause = false;  // to take the keys, or to give them back
};

}  // namespace rz::app
