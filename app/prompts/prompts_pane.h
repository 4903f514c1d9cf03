#pragma once

#include "app/prompts/prompt_card.h"

#include <QWidget>

#include <map>

class QAction;
class QScrollArea;
class QStackedWidget;
class QVBoxLayout;

namespace rz::app {

class Notice;
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
    void tellNotKept(const QString& question, const QString& reason);

    PromptCentre& m_centre;
    Notice* m_notice;
    QWidget* m_noticeLine;
    QStackedWidget* m_pages;
    QScrollArea* m_scroll;
    QVBoxLayout* m_cards;
    std::map<std::uint64_t, PromptCard*> m_shown;
};

}  // namespace rz::app
