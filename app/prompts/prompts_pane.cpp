#include "app/prompts/prompts_pane.h"

#include "app/common/empty_state.h"
#include "app/common/notice.h"
#include "app/common/tab_order.h"
#include "app/prompts/prompt_centre.h"

#include <QAction>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr int CardWidth = 640;  // longer lines are hard to read

}  // namespace

PromptsPane::PromptsPane(PromptCentre& centre, QWidget* parent)
    : QWidget(parent),
      m_centre(centre),
      m_notice(new Notice(this)),
      m_noticeLine(new QWidget(this)),
      m_pages(new QStackedWidget(this)),
      m_scroll(new QScrollArea(this)),
      m_cards(new QVBoxLayout)
{
    m_notice->setObjectName(u"keyringNotice"_s);
    m_notice->setMaximumWidth(CardWidth);
    auto* dismiss = new QAction(tr("Dismiss"), this);
    dismiss->setObjectName(u"dismissNotice"_s);
    connect(dismiss, &QAction::triggered, m_noticeLine, &QWidget::hide);
    m_notice->addAction(dismiss);
    auto* noticeLine = new QVBoxLayout(m_noticeLine);
    noticeLine->addWidget(m_notice);
    m_noticeLine->hide();
    auto* column = new QWidget(m_scroll);
    auto* line = new QHBoxLayout(column);
    line->addLayout(m_cards, 1);
    line->addStretch(0);
    m_cards->addStretch();
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidget(column);
    m_pages->addWidget(m_scroll);
    m_pages->addWidget(new EmptyState(u"pane-prompts"_s, tr("No questions"),
                                      tr("When a connection needs a password, a passphrase, a code or your trust in "
                                         "a host key, it asks here and waits. So do scripts that want to use these "
                                         "contexts."),
                                      this));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_noticeLine);
    layout->addWidget(m_pages);
    connect(&m_centre, &PromptCentre::opened, this, &PromptsPane::refreshSoon);
    connect(&m_centre, &PromptCentre::closed, this, &PromptsPane::refreshSoon);
    connect(&m_centre, &PromptCentre::foremostChanged, this, &PromptsPane::refreshSoon);
    connect(&m_centre, &PromptCentre::notKept, this, &PromptsPane::tellNotKept);
    refresh();
}

void PromptsPane::tellNotKept(const QString& question, const QString& reason)
{
    m_notice->tell(
        Tone::Warning, u"password"_s, tr("The keyring did not keep an answer"),
        tr("%1: it is remembered until Rhizome ends. The keyring says: %2", "question, reason").arg(question, reason));
    m_noticeLine->show();
}

void PromptsPane::refreshSoon()
{
    if (!std::exchange(m_willRefresh, true))
        QMetaObject::invokeMethod(this, &PromptsPane::refresh, Qt::QueuedConnection);
}

void PromptsPane::refresh()
{
    m_willRefresh = false;
    std::erase_if(m_shown, [this](const auto& entry) {
        const bool gone = m_centre.find(entry.first) == nullptr || m_centre.foremost() == entry.first;
        if (gone) {
            m_cards->removeWidget(entry.second);
            entry.second->deleteLater();
        }
        return gone;
    });
    QList<QWidget*> inOrder{m_scroll};
    for (const OpenPrompt& open : m_centre.open()) {
        const std::uint64_t id = open.prompt.id;
        if (m_centre.foremost() == id)
            continue;
        PromptCard*& card = m_shown[id];
        if (card == nullptr) {
            card = PromptCard::create(m_centre, open.prompt, this);
            card->setMaximumWidth(CardWidth);
            m_cards->insertWidget(static_cast<int>(inOrder.size()) - 1, card);
        }
        inOrder << card;
    }
    tabThrough(inOrder);
    m_pages->setCurrentIndex(m_shown.empty() ? 1 : 0);
}

}  // namespace rz::app
