#pragma once

#include "app/common/colors.h"
#include "app/contexts/context_counts.h"
#include "core/qt/engine_api.h"

#include <QElapsedTimer>
#include <QObject>

class QAction;
class QLabel;
class QStatusBar;
class QToolButton;

namespace rz::app {

class KeptFiles;
class PromptCentre;

// The status bar: how many contexts in which state, whether scripts may use them, what the links carry now, how many questions
// wait; and that this window is not remembered, where that is so.
class StatusSummary : public QObject {
    Q_OBJECT
public:
    struct Parts {
        const qt::EngineApi& engine;
        const ContextCounts& counts;
        const PromptCentre& prompts;
        const KeptFiles& files;
        QAction* oldestQuestion;
        QAction* scripts;
    };
    // All must outlive the bar.
    StatusSummary(const Parts& parts, QStatusBar* bar);

private:
    static QToolButton* makeButton(const QString& name, const QString& icon, Tone tone, QAction* action,
                                   QStatusBar* bar);
    void sayNotKept(QStatusBar* bar);
    void showSharing();
    void showCounts();
    void showRates();
    void showQuestions();

    Parts m;
    QLabel* m_contexts;
    QLabel* m_rates;
    QToolButton* m_sharing;
    QToolButton* m_questions;
    QElapsedTimer m_sinceRates;
    std::uint64_t m_bytesIn = 0;
    std::uint64_t m_bytesOut = 0;
};

}  // namespace rz::app
