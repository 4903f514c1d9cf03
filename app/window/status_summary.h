#pragma once

#include "app/contexts/context_counts.h"
#include "core/qt/engine_api.h"

#include <QElapsedTimer>
#include <QObject>

class QAction;
class QLabel;
class QStatusBar;
class QToolButton;

namespace rz::app {

class PromptCentre;

// The status bar: how many contexts in which state, what the links carry now, how many questions wait.
class StatusSummary : public QObject {
    Q_OBJECT
public:
    StatusSummary(const qt::EngineApi& engine, const ContextCounts& counts, const PromptCentre& prompts,
                  QAction* oldestQuestion, QStatusBar* bar);

private:
    void showCounts();
    void showRates();
    void showQuestions();

    const qt::EngineApi& m_engine;
    const ContextCounts& m_counts;
    const PromptCentre& m_prompts;
    QAction* m_oldestQuestion;
    QLabel* m_contexts;
    QLabel* m_rates;
    QToolButton* m_questions;
    QElapsedTimer m_sinceRates;
    std::uint64_t m_bytesIn = 0;
    std::uint64_t m_bytesOut = 0;
};

}  // namespace rz::app
