#include "app/logs/log_pane.h"

#include "app/common/context_directory.h"
#include "app/common/empty_state.h"
#include "app/common/file_chooser.h"
#include "app/common/filter_edit.h"
#include "app/common/format.h"
#include "app/common/selection.h"
#include "app/common/tool_tip.h"
#include "app/logs/log_delegate.h"
#include "app/logs/log_finder.h"
#include "app/logs/log_level_text.h"
#include "app/logs/log_model.h"
#include "app/logs/log_text_export.h"
#include "app/logs/log_view.h"
#include "core/io/profile.h"
#include "core/qt/engine_api.h"

#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QDateTime>
#include <QDir>
#include <QFutureWatcher>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPromise>
#include <QSaveFile>
#include <QStackedWidget>
#include <QThreadPool>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

enum Scope { EveryContext, ChosenAndBelow, ChosenOnly };

constexpr std::array Levels = {LogLevel::Io, LogLevel::Debug, LogLevel::Info, LogLevel::Warning, LogLevel::Error};

// The last hop of a path, which is what a narrow list has room for.
QString shortPath(const QString& path)
{
    return path.section(u" › "_s, -1);
}

// Writes on a thread of the pool; what went wrong, or an empty text.
QFuture<QString> writeInBackground(const QString& path, LogExport log)
{
    const auto promise = std::make_shared<QPromise<QString>>();
    QFuture<QString> future = promise->future();
    promise->start();
    const auto shared = std::make_shared<const LogExport>(std::move(log));
    QThreadPool::globalInstance()->start([promise, path, shared] {
        const io::ThreadProfile profile("log-export");
        const io::ProfileSpan span("write");
        QSaveFile file(path);
        const bool written = file.open(QIODevice::WriteOnly) && writeLog(file, *shared) && file.commit();
        promise->addResult(written ? QString() : file.errorString());
        promise->finish();
    });
    return future;
}

}  // namespace

LogPane::LogPane(qt::EngineApi& engine, const ContextDirectory& contexts, Selection& selection, QWidget* parent)
    : QWidget(parent),
      m_contexts(contexts),
      m_selection(selection),
      m_files(std::make_shared<FileChooser>()),
      m_model(new LogModel(contexts, LogStore::DefaultCapacity, this)),
      m_finder(new LogFinder(*m_model, this)),
      m_view(new LogView(this)),
      m_delegate(new LogDelegate(this)),
      m_filter(new FilterEdit(tr("Filter log"), *this, *m_view)),
      m_scope(new QComboBox(this)),
      m_level(new QComboBox(this)),
      m_problem(new QLabel(this)),
      m_status(new QLabel(this)),
      m_detailsHead(new QLabel(this)),
      m_detailsText(new QPlainTextEdit(this)),
      m_details(new QWidget(this)),
      m_empty(new EmptyState(
          u"pane-logs"_s, tr("Nothing was logged yet"),
          tr("What contexts log, and what programs in them print, appears here, from all of them together."), this)),
      m_noMatch(new EmptyState(
          u"find"_s, tr("No line matches"),
          tr("The filter looks at texts, sources and the paths of contexts, and leaves out lower levels."), this)),
      m_pages(new QStackedWidget(this))
{
    setObjectName(u"logPane"_s);
    makeActions();
    layOut();
    connectAll();
    connect(&engine, &qt::EngineApi::logged, m_model, &LogModel::append);
    fillScopes();
    showContent();
    showStatus();
}

LogPane::~LogPane() = default;

void LogPane::setFileChooser(std::shared_ptr<FileChooser> files)
{
    m_files = std::move(files);
}

LogPattern LogPane::patternFromFields() const
{
    return {m_filter->text(), m_regex->isChecked() ? PatternKind::Regex : PatternKind::Text,
            m_matchCase->isChecked() ? CaseRule::Respect : CaseRule::Ignore};
}

void LogPane::applyPattern()
{
    m_finder->cancel();
    m_note.clear();
    const LogPattern pattern = patternFromFields();
    const QString problem = pattern.problem();
    m_problem->setVisible(!problem.isEmpty());
    m_problem->setText(tr("Not a regular expression: %1").arg(problem));
    if (!problem.isEmpty())
        return;
    m_delegate->setPattern(pattern);
    m_view->viewport()->update();
    applyCriteria();
}

void LogPane::applyCriteria()
{
    LogCriteria criteria;
    const LogPattern pattern = patternFromFields();
    if (m_onlyMatches->isChecked() && pattern.problem().isEmpty())
        criteria.pattern = pattern;
    criteria.minimum = Levels[static_cast<std::size_t>(std::max(0, m_level->currentIndex()))];
    const qt::NodeKey chosen = m_selection.current();
    const int scope = m_scope->currentIndex();
    if (scope == ChosenOnly || (scope == ChosenAndBelow && chosen != qt::RootNode)) {
        criteria.inScope = [this, chosen, scope](ContextId id) {
            const auto key = m_contexts.keyOf(id);
            return key && (*key == chosen || (scope == ChosenAndBelow && m_contexts.isWithin(*key, chosen)));
        };
    }
    m_model->setCriteria(std::move(criteria));
    showContent();
    showStatus();
}

void LogPane::showAllLines()
{
    m_filter->clear();
    m_level->setCurrentIndex(0);
    m_scope->setCurrentIndex(EveryContext);
}

void LogPane::fillScopes()
{
    const QString path = m_contexts.path(m_selection.current());
    const QString tip = plainToolTip(path);
    if (tip == m_scope->itemData(ChosenAndBelow, Qt::ToolTipRole).toString())
        return;
    const QString chosen = shortPath(path);
    m_scope->setItemText(ChosenAndBelow, tr("%1 and below", "contexts whose lines are shown").arg(chosen));
    m_scope->setItemText(ChosenOnly, tr("Only %1", "context whose lines are shown").arg(chosen));
    m_scope->setItemData(ChosenAndBelow, tip, Qt::ToolTipRole);
}

void LogPane::findNext(bool down)
{
    const LogPattern pattern = patternFromFields();
    if (pattern.isEmpty() || !pattern.problem().isEmpty()) {
        m_filter->setFocus(Qt::ShortcutFocusReason);
        return;
    }
    const QModelIndex current = m_view->currentIndex();
    m_note = tr("Looking…");
    m_finder->find(pattern, current.isValid() ? current.row() : -1,
                   down ? LogFinder::Direction::Down : LogFinder::Direction::Up);
    showStatus();
}

void LogPane::showFound(int row, bool wrapped)
{
    m_note = wrapped ? tr("Went on from the other end") : QString();
    const QModelIndex index = m_model->index(row, LogModel::TextColumn);
    m_view->setFollowing(false);
    m_view->setCurrentIndex(index);
    m_view->scrollTo(index, QAbstractItemView::PositionAtCenter);
    showStatus();
}

void LogPane::showStatus()
{
    const auto shown = static_cast<std::uint64_t>(m_model->rowCount());
    const std::uint64_t all = m_model->store().lineCount();
    const std::uint64_t waiting = m_model->linesWaiting();
    QStringList parts;
    if (!m_note.isEmpty())
        parts << m_note;
    if (m_model->isPaused())
        parts << tr("Paused, %Ln line(s) waiting", nullptr, static_cast<int>(waiting));
    if (m_model->isSearching())
        parts << tr("Searching…");
    parts << (shown + waiting == all ? tr("%1 lines", nullptr, static_cast<int>(shown)).arg(format::count(shown))
                                     : tr("%1 of %2 lines").arg(format::count(shown), format::count(all)));
    m_status->setText(parts.join(u" · "_s));
}

void LogPane::showContent()
{
    QWidget* page = m_view->parentWidget();
    if (m_model->store().lineCount() == 0)
        page = m_empty;
    else if (m_model->rowCount() == 0 && !m_model->isSearching() && !m_model->criteria().acceptsAll())
        page = m_noMatch;
    if (m_pages->currentWidget() != page)
        m_pages->setCurrentWidget(page);
}

void LogPane::showDetails()
{
    const bool wanted = m_showDetails->isChecked();
    m_details->setVisible(wanted);
    const QModelIndex current = m_view->currentIndex();
    if (!wanted)
        return;
    if (!current.isValid()) {
        m_detailsHead->setText(tr("Choose a line to see all of it."));
        m_detailsText->clear();
        return;
    }
    const LogModel::Line line = m_model->lineAt(current.row());
    const std::string_view text = line.chunk->recordText(line.record);
    m_detailsHead->setText(u"%1 · %2 · %3 · %4"_s.arg(
        format::dateTime(line.head().time), logLevelText(line.head().level), m_contexts.path(line.head().origin),
        QString::fromStdString(m_model->store().loggerName(line.head().logger))));
    m_detailsText->setPlainText(QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())));
}

void LogPane::chooseContextOf(int row)
{
    if (row < 0)
        return;
    if (const auto key = m_contexts.keyOf(m_model->lineAt(row).head().origin))
        m_selection.choose(*key);
}

void LogPane::copy(bool textOnly)
{
    const QModelIndexList rows = m_view->selectionModel()->selectedRows();
    if (!rows.isEmpty())
        QGuiApplication::clipboard()->setText(textOnly ? rowsAsPlainText(*m_model, rows) : rowsAsLog(*m_model, rows));
}

void LogPane::save()
{
    const QString name = u"rhizome-%1.log"_s.arg(QDateTime::currentDateTime().toString(u"yyyyMMdd-HHmmss"_s));
    m_files->askToSave(window(), tr("Save the shown lines"), name, tr("Logs (*.log *.txt)"),
                       [this](const QString& path) { writeTo(path); });
}

void LogPane::writeTo(const QString& path)
{
    m_save->setEnabled(false);
    m_note = tr("Saving…");
    showStatus();
    auto* watcher = new QFutureWatcher<QString>(this);
    connect(watcher, &QFutureWatcher<QString>::finished, this, [this, watcher, path] {
        const QString problem = watcher->result();
        const QString shown = QDir::toNativeSeparators(path);
        m_note = problem.isEmpty() ? tr("Saved as %1").arg(shown) : tr("Cannot write %1: %2").arg(shown, problem);
        m_save->setEnabled(true);
        watcher->deleteLater();
        showStatus();
    });
    watcher->setFuture(writeInBackground(path, exportOf(*m_model)));
}

}  // namespace rz::app
