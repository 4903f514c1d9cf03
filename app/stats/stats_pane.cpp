#include "app/stats/stats_pane.h"

#include "app/common/format.h"
#include "app/common/style.h"
#include "app/common/tab_order.h"
#include "app/stats/links_page.h"
#include "app/stats/modules_page.h"
#include "app/stats/process_cost.h"
#include "core/qt/engine_api.h"

#include <QLabel>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace rz::app {

StatsPane::StatsPane(qt::EngineApi& engine, const ContextDirectory& contexts, Selection& selection, QWidget* parent)
    : QWidget(parent),
      m_engine(engine),
      m_tabs(new QTabBar(this)),
      m_pages(new QStackedWidget(this)),
      m_links(new LinksPage(engine, contexts, selection, this)),
      m_modules(new ModulesPage(engine, contexts, selection, this)),
      m_totals(new QLabel(this)),
      m_cost(new QLabel(this))
{
    setObjectName(u"statsPane"_s);
    layOut();
    connect(m_tabs, &QTabBar::currentChanged, this, &StatsPane::showPage);
    load();
}

void StatsPane::layOut()
{
    m_tabs->setObjectName(u"statsTabs"_s);
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->addTab(tr("Links"));
    m_tabs->addTab(tr("Modules"));
    m_tabs->setTabToolTip(1, tr("What Python contexts imported from this machine"));
    m_pages->addWidget(m_links);
    m_pages->addWidget(m_modules);
    m_totals->setObjectName(u"totals"_s);
    m_cost->setObjectName(u"ownCost"_s);
    m_cost->setToolTip(tr("What this program itself takes on this machine"));
    // In a narrow window they take a second line.
    for (QLabel* label : {m_totals, m_cost}) {
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setWordWrap(true);
        label->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    }
    auto* top = new QHBoxLayout;
    top->setContentsMargins(0, 0, 2 * Space, 0);
    top->setSpacing(6 * Space);
    top->addWidget(m_tabs);
    top->addWidget(m_totals, 3);
    top->addWidget(m_cost, 2);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(m_pages, 1);
    tabThrough({m_tabs, m_pages});
}

QSize StatsPane::minimumSizeHint() const
{
    return QWidget::minimumSizeHint() + QSize(0, m_totals->fontMetrics().lineSpacing());
}

void StatsPane::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (!m_counting)
        m_counting = connect(&m_engine, &qt::EngineApi::statsChanged, this, &StatsPane::load);
    load();
}

void StatsPane::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    disconnect(m_counting);
    m_counting = {};
}

// Rates need each count; the list of modules is long, and taken only while it is seen.
void StatsPane::load()
{
    m_links->load();
    if (m_pages->currentWidget() == m_modules)
        m_modules->load();
    showTotals();
}

void StatsPane::showPage(int page)
{
    m_pages->setCurrentIndex(page);
    if (m_pages->currentWidget() == m_modules)
        m_modules->load();
    showTotals();
}

void StatsPane::showTotals()
{
    m_totals->setText(m_pages->currentWidget() == m_modules ? m_modules->totals() : m_links->totals());
    const auto cost = readProcessCost();
    m_cost->setVisible(cost.has_value());
    if (cost)
        m_cost->setText(tr("This program: %1 of memory, %2, %3")
                            .arg(format::bytes(cost->memory), tr("%Ln thread(s)", nullptr, cost->threads),
                                 tr("%Ln descriptor(s)", nullptr, cost->descriptors)));
}

}  // namespace rz::app
