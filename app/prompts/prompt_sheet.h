#pragma once

#include <QPointer>
#include <QWidget>

namespace rz::app {

class PromptCard;
class PromptCentre;

// Holds the foremost question over the upper part of its window, without keeping anybody from the rest of it.
// Enter answers, Esc puts it aside.
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
    void refresh();
    void place();

    PromptCentre& m_centre;
    QWidget* m_below;
    PromptCard* m_card = nullptr;
    QPointer<QWidget> m_focusBefore;
};

}  // namespace rz::app
