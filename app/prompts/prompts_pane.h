#pragma once

#include "app/prompts/prompt_card.h"

#include <QWidget>

#include <map>

class QScrollArea;
class QStackedWidget;

namespace rz::app {

class PromptCentre;

// All open questions as cards, oldest first; the one in the sheet excepted.
class PromptsPane : public QWidget {
    Q_OBJECT
public:
    explicit PromptsPane(PromptCentre& centre, QWidget* parent = nullptr);

    // Puts the cursor into the oldest question's card.
    void focusOldest();

private:
    void refresh();

    PromptCentre& m_centre;
    QStackedWidget* m_pages;
    QScrollArea* m_scroll;
    QVBoxLayout* m_cards;
    std::map<std::uint64_t, PromptCard*> m_shown;
};

}  // namespace rz::app
