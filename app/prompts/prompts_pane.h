#pragma once

#include "app/prompts/prompt_card.h"

#include <QWidget>

#include <unordered_map>

class QAction;
class QScrollArea;
class QStackedWidget;
class QVBoxLayout;

namespace rz::app {

class Notice;
class PromptCentre;

// All open questions as cards, oldest first; the one in the sheet excepted. Many may come and go at once, so it follows
// them once in a turn of the loop.
class PromptsPane : public QWidget {
    Q_OBJECT
public:
    explicit PromptsPane(PromptCentre& centre, QWidget* parent = nullptr);

private:
    void refreshSoon();
    void refresh();
    void tellNotKept(const QString& question, const QString& reason);

    PromptCentre& m_centre;
    Notice* m_notice;
    QWidget* m_noticeLine;
    QStackedWidget* m_pages;
    QScrollArea* m_scroll;
    QVBoxLayout* m_cards;
    std::unordered_map<std::uint64_t, PromptCard*> m_shown;
    bool m_willRefresh = false;
};

}  // namespace rz::app
