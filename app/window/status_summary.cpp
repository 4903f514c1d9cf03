#include "app/window/status_summary.h"

#include "app/common/format.h"
#include "app/common/icons.h"
#include "app/common/style.h"
#include "app/common/tool_tip.h"
#include "app/prompts/prompt_centre.h"
#include "app/window/kept_files.h"

#include <QAction>
#include <QDir>
#include <QLabel>
#include <QStatusBar>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {

StatusSummary::StatusSummary(const Parts& parts, QStatusBar* bar)
    : QObject(bar),
      m(parts),
      m_contexts(new QLabel(bar)),
      m_rates(new QLabel(bar)),
      m_sharing(makeButton(u"statusSharing"_s, u"method-attached"_s, Tone::Accent, m.scripts, bar)),
      m_questions(makeButton(u"statusQuestions"_s, u"question"_s, Tone::Warning, m.oldestQuestion, bar))
{
    m_contexts->setObjectName(u"statusContexts"_s);
    m_rates->setObjectName(u"statusRates"_s);
    m_contexts->setContentsMargins(2 * Space, 0, 2 * Space, 0);
    m_rates->setContentsMargins(2 * Space, 0, 2 * Space, 0);
    bar->setSizeGripEnabled(false);
    bar->addWidget(m_contexts);
    if (!m.files.areOurs())
        sayNotKept(bar);
    bar->addPermanentWidget(m_sharing);
    bar->addPermanentWidget(m_rates);
    bar->addPermanentWidget(m_questions);
    connect(&m.counts, &ContextCounts::changed, this, &StatusSummary::showCounts);
    connect(&m.engine, &qt::EngineApi::statsChanged, this, &StatusSummary::showRates);
    connect(&m.engine, &qt::EngineApi::sharingChanged, this, &StatusSummary::showSharing);
    connect(&m.prompts, &PromptCentre::opened, this, &StatusSummary::showQuestions);
    connect(&m.prompts, &PromptCentre::closed, this, &StatusSummary::showQuestions);
    showCounts();
    showRates();
    showSharing();
    showQuestions();
}

QToolButton* StatusSummary::makeButton(const QString& name, const QString& icon, Tone tone, QAction* action,
                                       QStatusBar* bar)
{
    auto* button = new QToolButton(bar);
    button->setObjectName(name);
    button->setAutoRaise(true);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setIcon(app::icon(icon, tone));
    button->setToolTip(action->toolTip());
    connect(button, &QToolButton::clicked, action, &QAction::trigger);
    return button;
}

void StatusSummary::sayNotKept(QStatusBar* bar)
{
    auto* label = new QLabel(tr("Not remembered: another Rhizome is running"), bar);
    label->setObjectName(u"statusNotKept"_s);
    const QString reason =
        tr("The contexts, transfers and calls of this window are forgotten when it closes, because %1 "
           "keeps its own in %2.")
            .arg(m.files.holder(), QDir::toNativeSeparators(m.files.folder()));
    label->setToolTip(plainToolTip(reason));
    label->setAccessibleDescription(reason);
    // In a small window it gives way.
    label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    bar->addWidget(label, 1);
}

// Whoever let scripts in sees it as long as they may.
void StatusSummary::showSharing()
{
    const qt::SharingSnapshot sharing = m.engine.sharing();
    const auto connected = std::ranges::count_if(
        sharing.clients, [](const qt::ClientSnapshot& client) { return !client.question.has_value(); });
    m_sharing->setText(connected == 0 ? tr("Scripts may connect")
                                      : tr("%Ln script(s) connected", nullptr, static_cast<int>(connected)));
    m_sharing->setVisible(sharing.on);
}

void StatusSummary::showCounts()
{
    const auto number = [](std::size_t count) { return static_cast<int>(count); };
    QStringList parts{tr("%Ln context(s)", nullptr, number(m.counts.all()))};
    const auto add = [&parts](std::size_t count, const QString& text) {
        if (count > 0)
            parts << text;
    };
    const std::size_t connecting = m.counts.in(qt::NodeState::Connecting);
    const std::size_t slow = m.counts.in(qt::NodeState::Slow);
    const std::size_t lost = m.counts.in(qt::NodeState::Lost);
    const std::size_t failed = m.counts.in(qt::NodeState::Failed);
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
    for (const qt::LinkSnapshot& link : m.engine.links()) {
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
    const int count = static_cast<int>(m.prompts.open().size());
    m_questions->setText(tr("%Ln question(s) waiting", nullptr, count));
    m_questions->setVisible(count > 0);
    m.oldestQuestion->setEnabled(count > 0);
}

}  // namespace rz::app
