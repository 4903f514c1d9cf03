#include "app/story/story_page.h"

#include "app/common/advice_text.h"
#include "app/common/empty_state.h"
#include "app/common/error_text.h"
#include "app/common/format.h"
#include "app/common/icons.h"
#include "app/common/notice.h"
#include "app/common/row_table.h"
#include "app/common/step_text.h"
#include "app/common/style.h"
#include "app/story/story_delegate.h"
#include "app/story/story_model.h"
#include "app/story/story_text.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedLayout>
#include <QTableView>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr auto TickInterval = std::chrono::milliseconds(100);
constexpr int StepWidth = 180;
constexpr int TimeWidth = 80;
constexpr int BarWidth = 180;
constexpr int OutputLines = 10;

QString failureText(const Error& error)
{
    const ErrorDetails& details = error.details();
    QStringList lines{QString::fromStdString(error.text())};
    const auto add = [&lines](const QString& pattern, const QString& text) {
        if (!text.isEmpty())
            lines << pattern.arg(text);
    };
    add(StoryPage::tr("At: %1", "hop of a failure"), QString::fromStdString(details.hop));
    add(StoryPage::tr("Step: %1", "step of a failure"), stepText(details.step));
    add(StoryPage::tr("Seen: %1", "evidence of a failure"), QString::fromStdString(details.seen));
    add(StoryPage::tr("Likely cause: %1"), adviceText(details.cause));
    add(StoryPage::tr("What to try: %1"), adviceText(details.fix));
    return lines.join(u'\n');
}

}  // namespace

StoryPage::StoryPage(const qt::EngineApi& engine, const ContextDirectory& contexts, const Selection& selection,
                     QWidget* parent)
    : QWidget(parent),
      m_engine(engine),
      m_contexts(contexts),
      m_selection(selection),
      m_model(new StoryModel(this)),
      m_summary(new QLabel(this)),
      m_copy(new QPushButton(icon(u"copy"), tr("Copy as text"), this)),
      m_table(new QTableView(this)),
      m_failure(new Notice(this)),
      m_output(new QPlainTextEdit(this)),
      m_outputTitle(new QLabel(tr("What programs printed meanwhile"), this)),
      m_empty(new EmptyState(u"page-connection"_s, tr("No connection to tell of"),
                             tr("Choose a context to see how it was connected, step by step."), this))
{
    setUpTable();
    m_failure->setObjectName(u"storyFailure"_s);
    m_output->setObjectName(u"storyOutput"_s);
    m_output->setReadOnly(true);
    m_output->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_output->setAccessibleName(m_outputTitle->text());
    m_output->setFixedHeight(OutputLines * m_output->fontMetrics().lineSpacing() + Margin);

    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->addWidget(makeHead());
    column->addWidget(m_failure);
    column->addWidget(m_table);
    column->addWidget(m_outputTitle);
    column->addWidget(m_output);
    column->addStretch();
    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(content);
    auto* pages = new QStackedLayout(this);
    pages->addWidget(scroll);
    pages->addWidget(m_empty);

    connect(&m_engine, &qt::EngineApi::storyChanged, this, [this](qt::NodeKey node) {
        if (node == m_selection.current())
            refresh();
    });
    connect(&m_selection, &Selection::changed, this, [this] {
        m_model->clear();
        refresh();
    });
    connect(&m_contexts, &ContextDirectory::changed, this, &StoryPage::refresh);
    connect(&m_tick, &QTimer::timeout, this, [this] { m_model->advance(std::chrono::system_clock::now()); });
    m_tick.setInterval(TickInterval);
    refresh();
}

QWidget* StoryPage::makeHead()
{
    auto* head = new QWidget(this);
    auto* line = new QHBoxLayout(head);
    line->setContentsMargins(0, 0, 0, 0);
    m_summary->setObjectName(u"storySummary"_s);
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setWordWrap(true);
    m_copy->setObjectName(u"copyStory"_s);
    m_copy->setAutoDefault(false);
    connect(m_copy, &QPushButton::clicked, this, &StoryPage::copyReport);
    line->addWidget(m_summary, 1);
    line->addWidget(m_copy, 0, Qt::AlignTop);
    return head;
}

void StoryPage::setUpTable()
{
    m_table->setObjectName(u"storyTable"_s);
    m_table->setAccessibleName(tr("Steps of the connection"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(new StoryDelegate(m_table));
    makeRowTable(*m_table);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    QHeaderView* header = m_table->horizontalHeader();
    header->resizeSection(StoryModel::StepColumn, StepWidth);
    header->resizeSection(StoryModel::TimeColumn, TimeWidth);
    header->resizeSection(StoryModel::BarColumn, BarWidth);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &StoryPage::fitTable);
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, &StoryPage::fitTable);
    fitTable();
}

// The table is as high as its steps: they are few, and two scroll bars in each other are no pleasure.
void StoryPage::fitTable()
{
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height() + m_model->rowCount() * RowHeight +
                            2 * m_table->frameWidth() + Space);
}

void StoryPage::setRemedies(const QList<QAction*>& actions)
{
    for (QAction* action : actions)
        m_failure->addAction(action);
}

void StoryPage::refresh()
{
    const qt::NodeSnapshot* node = m_contexts.find(m_selection.current());
    auto* pages = static_cast<QStackedLayout*>(layout());
    if (node == nullptr || node->foreign) {
        m_tick.stop();
        m_model->clear();
        pages->setCurrentIndex(1);
        return;
    }
    const connect::Story story = m_engine.story(node->key);
    m_model->setStory(story);
    Duration worked{};
    Duration waited{};
    for (const connect::StoryStep& step : story.steps) {
        worked += workedTime(step);
        waited += step.waited;
    }
    QString pattern = tr("%1: connected in %2", "path of a context, time it took");
    if (story.failure)
        pattern = tr("%1: failed after %2", "path of a context, time it took");
    else if (m_model->isRunning())
        pattern = tr("%1: connecting for %2", "path of a context, time so far");
    QString summary = pattern.arg(m_contexts.path(node->key), format::duration(worked));
    if (waited > Duration::zero())
        summary += u", "_s + tr("and %1 waiting for you").arg(format::duration(waited));
    m_summary->setText(summary);
    showFailure(story);
    showOutput(story);
    if (m_model->isRunning())
        m_tick.start();
    else
        m_tick.stop();
    pages->setCurrentIndex(0);
}

void StoryPage::showFailure(const connect::Story& story)
{
    if (story.failure)
        m_failure->tell(Tone::Danger, u"state-failed"_s, connectFailureTitle(story.failure->kind()),
                        failureText(*story.failure));
    else
        m_failure->hide();
}

void StoryPage::showOutput(const connect::Story& story)
{
    QString output;
    for (const std::string& line : story.output)
        output += QString::fromStdString(line) + u'\n';
    m_outputTitle->setVisible(!output.isEmpty());
    m_output->setVisible(!output.isEmpty());
    if (output != m_output->toPlainText())
        m_output->setPlainText(output);
}

void StoryPage::copyReport() const
{
    QGuiApplication::clipboard()->setText(storyReport(m_model->story(), m_contexts.path(m_selection.current())));
}

}  // namespace rz::app
