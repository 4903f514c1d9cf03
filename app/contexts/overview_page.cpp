#include "app/contexts/overview_page.h"

#include "app/common/advice_text.h"
#include "app/common/empty_state.h"
#include "app/common/error_text.h"
#include "app/common/notice.h"
#include "app/common/style.h"
#include "app/contexts/node_text.h"

#include <QAction>
#include <QFontDatabase>
#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>
#include <QStackedLayout>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr int FactLabelWidth = 140;

// Labels may be rewritten in place when the same facts are shown with other values.
bool sameShape(const std::vector<OverviewSection>& one, const std::vector<OverviewSection>& other)
{
    const auto sameFact = [](const OverviewFact& a, const OverviewFact& b) {
        return a.label == b.label && a.kind == b.kind;
    };
    return std::ranges::equal(one, other, [&](const OverviewSection& a, const OverviewSection& b) {
        return a.title == b.title && std::ranges::equal(a.facts, b.facts, sameFact);
    });
}

QString sentence(const Error& error)
{
    const QString text = QString::fromStdString(error.text());
    return text.endsWith(u'.') ? text : text + u'.';
}

QString noticeText(const qt::NodeSnapshot& node)
{
    QStringList lines{QString::fromStdString(node.failure->text())};
    const ErrorDetails& details = node.failure->details();
    for (const std::string& line : {details.cause, details.fix}) {
        if (!line.empty())
            lines << adviceText(line);
    }
    return lines.join(u'\n');
}

}  // namespace

OverviewPage::OverviewPage(const qt::EngineApi& engine, const ContextDirectory& contexts, const ContextCounts& counts,
                           const Selection& selection, QWidget* parent)
    : QWidget(parent),
      m_engine(engine),
      m_contexts(contexts),
      m_counts(counts),
      m_selection(selection),
      m_empty(new EmptyState(u"method-desktop"_s, tr("Nothing is connected"),
                             tr("Type a chain such as ssh:alice@web1 in the line above, or choose a method."), this)),
      m_content(new QWidget(this)),
      m_notice(new Notice(m_content)),
      m_factsWidget(new QWidget(m_content)),
      m_facts(nullptr)
{
    m_notice->setObjectName(u"overviewNotice"_s);
    m_factsWidget->setObjectName(u"overviewFacts"_s);
    auto* column = new QVBoxLayout(m_content);
    column->setSpacing(Margin);
    column->addWidget(m_notice);
    column->addWidget(m_factsWidget);
    column->addStretch();

    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(m_content);
    auto* pages = new QStackedLayout(this);
    pages->addWidget(scroll);
    pages->addWidget(m_empty);

    connect(&m_contexts, &ContextDirectory::changed, this, &OverviewPage::refresh);
    // Told after the directory's change, which may be what it counts.
    connect(&m_counts, &ContextCounts::changed, this, &OverviewPage::refresh);
    connect(&m_selection, &Selection::changed, this, &OverviewPage::refresh);
    connect(&m_engine, &qt::EngineApi::routesChanged, this, &OverviewPage::refresh);
    refresh();
}

void OverviewPage::setRemedies(const QList<QAction*>& actions)
{
    for (QAction* action : actions)
        m_notice->addAction(action);
}

void OverviewPage::setConnectAction(QAction* action)
{
    m_empty->setAction(action);
}

void OverviewPage::refresh()
{
    const qt::NodeSnapshot* node = m_contexts.find(m_selection.current());
    auto* pages = static_cast<QStackedLayout*>(layout());
    showNotice(node);
    if (node == nullptr) {
        showSections(overviewOfDesktop(m_counts));
        pages->setCurrentIndex(m_counts.all() == 0 ? 1 : 0);
        return;
    }
    const auto routes = m_engine.routes();
    // Of those in the trees of other programs none is told.
    const auto route = std::ranges::find_if(
        routes, [node](const routing::RouteInfo& candidate) { return node->id == candidate.id && !node->attached(); });
    showSections(overviewOf(*node, m_contexts.path(node->key),
                            QString::fromStdString(connect::toString(m_engine.chainOf(node->key))),
                            route == routes.end() ? nullptr : &*route));
    pages->setCurrentIndex(0);
}

void OverviewPage::showNotice(const qt::NodeSnapshot* node)
{
    if (node != nullptr && node->isProgram() && node->state != qt::NodeState::Failed && showProgramNotice(*node))
        return;
    if (node == nullptr || isUp(*node) || !(node->failure || node->state == qt::NodeState::Closed)) {
        m_notice->hide();
        return;
    }
    if (node->failure) {
        const ErrorKind kind = node->failure->kind();
        const QString what = node->state == qt::NodeState::Failed ? connectFailureTitle(kind) : errorTitle(kind);
        m_notice->tell(Tone::Danger, stateIcon(*node),
                       tr("%1: %2", "state of a context and what failed").arg(stateWord(*node), what),
                       noticeText(*node));
    } else {
        m_notice->tell(Tone::Plain, stateIcon(*node), stateWord(*node), tr("You closed this context."));
    }
}

// What a program that we are attached to, or attach to, lets us do. False: nothing that is not said of every context.
bool OverviewPage::showProgramNotice(const qt::NodeSnapshot& node)
{
    const bool isSearching = node.step == "search for contexts";
    if (node.state == qt::NodeState::Closed) {
        m_notice->tell(Tone::Plain, stateIcon(node), tr("Detached"),
                       tr("You let go of this program. It and its contexts go on."));
    } else if (node.state == qt::NodeState::Lost) {
        m_notice->tell(Tone::Danger, stateIcon(node), tr("The program has gone"),
                       tr("%1 Its contexts cannot be reached from here any more. Attach again when it runs again.")
                           .arg(sentence(*node.failure)));
    } else if (node.step == "no answer yet") {
        m_notice->tell(
            Tone::Warning, u"state-slow"_s, tr("No answer yet"),
            tr("The program listens, but has not answered for some seconds. It may be stopped, as by Ctrl+Z or a "
               "debugger, too busy to answer, or asking its own user first. Wait for it, or cancel."));
    } else if (isUp(node)) {
        m_notice->tell(
            Tone::Plain, u"info"_s,
            isSearching ? tr("Searching it for contexts…") : tr("You are attached to this program"),
            tr("Functions can be called in its contexts, which stand below it, but not in the program itself. "
               "Files cannot be transferred to them, and what they log stays with the program. Contexts that it "
               "makes later are found by looking again."));
    } else {
        return false;
    }
    return true;
}

void OverviewPage::showSections(const std::vector<OverviewSection>& sections)
{
    if (sections == m_shown)
        return;
    if (!sameShape(sections, m_shown))
        rebuild(sections);
    std::size_t next = 0;
    for (const OverviewSection& section : sections) {
        for (const OverviewFact& fact : section.facts) {
            QLabel* label = m_values[next++];
            if (label->text() != fact.value)
                label->setText(fact.value);
            label->setToolTip(fact.exact);
        }
    }
    m_shown = sections;
}

void OverviewPage::rebuild(const std::vector<OverviewSection>& sections)
{
    m_values.clear();
    qDeleteAll(m_factsWidget->findChildren<QLabel*>(Qt::FindDirectChildrenOnly));
    delete m_factsWidget->layout();
    m_facts = new QGridLayout(m_factsWidget);
    m_facts->setContentsMargins(0, 0, 0, 0);
    m_facts->setVerticalSpacing(Space);
    m_facts->setHorizontalSpacing(Margin);
    m_facts->setColumnMinimumWidth(0, FactLabelWidth);
    m_facts->setColumnStretch(1, 1);
    for (const OverviewSection& section : sections)
        addSection(section);
}

void OverviewPage::addSection(const OverviewSection& section)
{
    if (m_facts->rowCount() > 1)
        m_facts->setRowMinimumHeight(m_facts->rowCount(), 2 * Space);
    auto* title = new QLabel(section.title, m_factsWidget);
    title->setTextFormat(Qt::PlainText);
    QFont font = title->font();
    font.setWeight(QFont::DemiBold);
    title->setFont(font);
    m_facts->addWidget(title, m_facts->rowCount(), 0, 1, 2);
    for (const OverviewFact& fact : section.facts) {
        const int row = m_facts->rowCount();
        auto* label = new QLabel(fact.label, m_factsWidget);
        label->setTextFormat(Qt::PlainText);
        label->setForegroundRole(QPalette::PlaceholderText);
        auto* value = new QLabel(m_factsWidget);
        value->setTextFormat(Qt::PlainText);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        value->setFocusPolicy(Qt::ClickFocus);
        value->setWordWrap(true);
        value->setAccessibleName(fact.label);
        if (fact.kind == OverviewFact::Kind::Code)
            value->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
        m_facts->addWidget(label, row, 0, Qt::AlignTop);
        m_facts->addWidget(value, row, 1);
        m_values.push_back(value);
    }
}

}  // namespace rz::app
