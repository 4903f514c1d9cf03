#include "app/window/status_summary.h"

#include "app/common/format.h"
#include "app/common/icons.h"
#include "app/common/style.h"
#include "app/prompts/prompt_centre.h"

#include <QAction>
#include <QLabel>
#include <QStatusBar>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace rz::app {

StatusSummary::StatusSummary(const qt::EngineApi& engine, const ContextCounts& counts, const PromptCentre& prompts,
                             QAction* oldestQuestion, QStatusBar* bar)
    : QObject(bar),
      m_engine(engine),
      m_counts(counts),
      m_prompts(prompts),
      m_oldestQuestion(oldestQuestion),
      m_contexts(new QLabel(bar)),
      m_rates(new QLabel(bar)),
      m_questions(new QToolButton(bar))
{
    m_contexts->setObjectName(u"statusContexts"_s);
    m_rates->setObjectName(u"statusRates"_s);
    m_questions->setObjectName(u"statusQuestions"_s);
    m_questions->setAutoRaise(true);
    m_questions->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_questions->setIcon(icon(u"question", Tone::Warning));
    m_questions->setToolTip(oldestQuestion->toolTip());
    m_contexts->setContentsMargins(2 * Space, 0, 2 * Space, 0);
    m_rates->setContentsMargins(2 * Space, 0, 2 * Space, 0);
    bar->setSizeGripEnabled(false);
    bar->addWidget(m_contexts);
    bar->addPermanentWidget(m_rates);
    bar->addPermanentWidget(m_questions);
    connect(m_questions, &QToolButton::clicked, oldestQuestion, &QAction::trigger);
    connect(&m_counts, &ContextCounts::changed, this, &StatusSummary::showCounts);
    connect(&m_engine, &qt::EngineApi::statsChanged, this, &StatusSummary::showRates);
    connect(&m_prompts, &PromptCentre::opened, this, &StatusSummary::showQuestions);
    connect(&m_prompts, &PromptCentre::closed, this, &StatusSummary::showQuestions);
    showCounts();
    showRates();
    showQuestions();
}

void StatusSummary::showCounts()
{
    const auto number = [](std::size_t count) { return static_cast<int>(count); };
    QStringList parts{tr("%Ln context(s)", nullptr, number(m_counts.all()))};
    const auto add = [&parts](std::size_t count, const QString& text) {
        if (count > 0)
            parts << text;
    };
    const std::size_t connecting = m_counts.in(qt::NodeState::Connecting);
    const std::size_t slow = m_counts.in(qt::NodeState::Slow);
    const std::size_t lost = m_counts.in(qt::NodeState::Lost);
    const std::size_t failed = m_counts.in(qt::NodeState::Failed);
    add(connecting, tr("%Ln connecting", nullptr, number(connecting)));
    add(slow, tr("%Ln slow", nullptr, number(slow)));
    add(lost, tr("%Ln lost", nullptr, number(lost)));
    add(failed, tr("%Ln failed", nullptr, number(failed)));
    m_contexts->setText(parts.join(u" · "_s));
}

void StatusSummary::showRates()
{
    std::uint64_t in = 0;
    std::uint64_t out = 0;
    for (const qt::LinkSnapshot& link : m_engine.links()) {
        in += link.counters.bytesIn;
        out += link.counters.bytesOut;
    }
    // A link that went away takes its bytes with it; that is no negative rate.
    const double seconds = m_sinceRates.isValid() ? static_cast<double>(m_sinceRates.elapsed()) / 1000 : 0;
    const auto rate = [seconds](std::uint64_t before, std::uint64_t now) {
        return seconds > 0 && now > before ? static_cast<double>(now - before) / seconds : 0.0;
    };
    m_rates->setText(u"↑ %1   ↓ %2"_s.arg(format::rate(rate(m_bytesOut, out)), format::rate(rate(m_bytesIn, in))));
    m_rates->setToolTip(
        tr("Sent and received over all links: %1 and %2 so far").arg(format::bytes(out), format::bytes(in)));
    m_bytesIn = in;
    m_bytesOut = out;
    m_sinceRates.start();
}

void StatusSummary::showQuestions()
{
    const int count = static_cast<int>(m_prompts.open().size());
    m_questions->setText(tr("%Ln question(s) waiting", nullptr, count));
    m_questions->setVisible(count > 0);
    m_oldestQuestion->setEnabled(count > 0);
}

}  // namespace rz::app
