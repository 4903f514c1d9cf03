#include "app/calls/result_pane.h"

#include "app/calls/call_list_model.h"
#include "app/calls/call_run.h"
#include "app/calls/stream_view.h"
#include "app/calls/value_text.h"
#include "app/calls/value_view.h"
#include "app/common/advice_text.h"
#include "app/common/control_pictures.h"
#include "app/common/empty_state.h"
#include "app/common/error_text.h"
#include "app/common/file_chooser.h"
#include "app/common/format.h"
#include "app/common/icons.h"
#include "app/common/notice.h"
#include "app/common/pane_button.h"
#include "app/common/style.h"
#include "app/common/tab_order.h"
#include "app/common/tool_tip.h"
#include "core/qt/json.h"

#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTabBar>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

enum Tab { OutputTab, ResultTab };

// All that is kept of it, of which the view may show only the end.
QString outputOf(const CallRun& run)
{
    return streamText(run.streamed(), run.state() != CallRun::State::Running);
}

}  // namespace

ResultPane::ResultPane(std::shared_ptr<FileChooser> files, QWidget* parent)
    : QWidget(parent),
      m_files(std::move(files)),
      m_call(new QLabel(this)),
      m_state(new QLabel(this)),
      m_tabs(new QTabBar(this)),
      m_form(new QComboBox(this)),
      m_pages(new QStackedWidget(this)),
      m_empty(new EmptyState(u"page-calls"_s, tr("No call yet"), {}, this)),
      m_waiting(new EmptyState(u"state-connecting"_s, tr("Waiting for the result"), {}, this)),
      m_stream(new StreamView(this)),
      m_streamTable(new ValueView(this)),
      m_streamPages(new QStackedWidget(this)),
      m_value(new ValueView(this)),
      m_error(new Notice(this)),
      m_traceTitle(new QLabel(tr("Trace of the other side"), this)),
      m_trace(new QPlainTextEdit(this)),
      m_clock(new QTimer(this))
{
    setObjectName(u"resultPane"_s);
    makeActions();
    m_streamTable->setObjectName(u"streamTable"_s);
    m_streamPages->addWidget(m_stream);
    m_streamPages->addWidget(m_streamTable);
    m_pages->addWidget(m_empty);
    m_pages->addWidget(m_waiting);
    m_pages->addWidget(m_streamPages);
    m_pages->addWidget(m_value);
    m_pages->addWidget(makeErrorPage());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Space);
    m_head = makeHead();
    layout->addWidget(m_head);
    layout->addWidget(m_pages, 1);
    tabThrough({m_head, m_pages});

    m_clock->setInterval(100);
    connect(m_clock, &QTimer::timeout, this, &ResultPane::showHead);
    connect(m_tabs, &QTabBar::currentChanged, this, &ResultPane::showTab);
    connect(m_form, &QComboBox::activated, this,
            [this](int form) { m_value->setForm(static_cast<ValueView::Form>(form)); });
    for (const ValueView* view : {m_value, m_streamTable})
        connect(view, &ValueView::noted, m_state, &QLabel::setText);
    setRun(nullptr);
}

void ResultPane::makeActions()
{
    const auto make = [this](const QString& name, const QString& symbol, const QString& text, auto slot) {
        auto* action = new QAction(icon(symbol), text, this);
        action->setObjectName(name);
        connect(action, &QAction::triggered, this, slot);
        return action;
    };
    m_cancel = make(u"cancelCall"_s, u"cancel"_s, tr("Cancel"), [this] {
        if (m_run)
            m_run->cancel();
    });
    m_again = make(u"runAgain"_s, u"run"_s, tr("Run again"), [this] {
        if (m_run)
            emit againWanted(*m_run);
    });
    m_edit = make(u"editCall"_s, u"edit"_s, tr("Edit"), [this] {
        if (m_run)
            emit editWanted(*m_run);
    });
    m_edit->setToolTip(tr("Put this call into the form to change it"));
    m_copyText = make(u"copyText"_s, u"copy"_s, tr("Copy as text"), &ResultPane::copyAsText);
    m_copyJson = make(u"copyJson"_s, u"copy"_s, tr("Copy as JSON"), &ResultPane::copyAsJson);
    m_save = make(u"saveResult"_s, u"save"_s, tr("Save…"), &ResultPane::save);
    m_save->setToolTip(tr("Save the result as text or JSON"));
}

QWidget* ResultPane::makeHead()
{
    m_call->setObjectName(u"resultCall"_s);
    m_call->setTextFormat(Qt::PlainText);
    m_call->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_call->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_call->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_state->setObjectName(u"resultState"_s);
    m_state->setTextFormat(Qt::PlainText);
    m_state->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_tabs->setObjectName(u"resultTabs"_s);
    m_tabs->addTab(tr("Output"));
    m_tabs->addTab(tr("Result"));
    m_tabs->setDrawBase(false);
    m_form->setObjectName(u"resultForm"_s);
    m_form->setAccessibleName(tr("How the result is shown"));
    m_form->setToolTip(tr("How the result is shown"));
    m_form->addItems({tr("Table"), tr("Tree"), tr("Text")});

    m_copy = makePaneButton(m_copyText, this);
    m_copy->setPopupMode(QToolButton::MenuButtonPopup);
    m_copy->addAction(m_copyText);
    m_copy->addAction(m_copyJson);
    auto* first = new QHBoxLayout;
    first->setSpacing(Space);
    first->addWidget(m_call, 1);
    for (QAction* action : {m_cancel, m_again, m_edit})
        first->addWidget(makePaneButton(action, this));
    first->addWidget(m_copy);
    first->addWidget(makePaneButton(m_save, this));
    auto* second = new QHBoxLayout;
    second->setSpacing(2 * Space);
    second->addWidget(m_state, 1);
    second->addWidget(m_tabs);
    second->addWidget(m_form);
    auto* head = new QWidget(this);
    auto* layout = new QVBoxLayout(head);
    layout->setContentsMargins(2 * Space, Space, Space, 0);
    layout->setSpacing(Space);
    layout->addLayout(first);
    layout->addLayout(second);
    return head;
}

QWidget* ResultPane::makeErrorPage()
{
    m_error->setObjectName(u"callError"_s);
    m_trace->setObjectName(u"callTrace"_s);
    m_trace->setAccessibleName(m_traceTitle->text());
    m_trace->setReadOnly(true);
    m_trace->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_trace->setLineWrapMode(QPlainTextEdit::NoWrap);
    auto* page = new QWidget(this);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(2 * Space, Space, 2 * Space, 2 * Space);
    layout->setSpacing(2 * Space);
    layout->addWidget(m_error);
    layout->addWidget(m_traceTitle);
    layout->addWidget(m_trace, 1);
    layout->addStretch(0);
    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidgetResizable(true);
    scroll->setMinimumHeight(2 * RowHeight);
    scroll->setWidget(page);
    return scroll;
}

void ResultPane::setHint(const QString& hint)
{
    m_empty->setText(tr("No call yet"), hint);
}

void ResultPane::setRun(CallRun* run)
{
    if (m_run)
        disconnect(m_run, nullptr, this, nullptr);
    m_run = run;
    if (run != nullptr) {
        connect(run, &CallRun::received, this, &ResultPane::received);
        connect(run, &CallRun::ended, this, &ResultPane::ended);
        connect(run, &QObject::destroyed, this, [this] { setRun(nullptr); });
    }
    m_textStream = true;
    m_stream->startOver();
    for (ValueView* view : {m_value, m_streamTable})
        view->setMeanings(run == nullptr ? Meanings() : run->meanings());
    m_streamTable->clear();
    showAll();
}

void ResultPane::showAll()
{
    if (m_run && m_run->streamedEver() > 0)
        received({m_run->streamed().begin(), m_run->streamed().end()});
    if (m_run && m_run->state() != CallRun::State::Running)
        ended();
    else
        showTab();
    showHead();
}

void ResultPane::received(const std::vector<Value>& values)
{
    const bool text = std::ranges::all_of(values, isStreamText);
    if (m_textStream && text) {
        m_stream->append(values);
    } else if (m_textStream) {
        // Not text after all: a table of everything so far.
        m_textStream = false;
        m_streamTable->appendRows({m_run->streamed().begin(), m_run->streamed().end()});
    } else {
        m_streamTable->appendRows(values);
    }
    m_streamPages->setCurrentWidget(m_textStream ? static_cast<QWidget*>(m_stream) : m_streamTable);
    if (m_tabs->currentIndex() != OutputTab && m_run->state() == CallRun::State::Running)
        m_tabs->setCurrentIndex(OutputTab);
    showTab();
}

void ResultPane::ended()
{
    m_stream->finish();
    if (m_run->state() == CallRun::State::Done) {
        m_value->setValue(m_run->result());
        m_form->setCurrentIndex(static_cast<int>(m_value->form()));
    } else {
        showError();
    }
    // Output stays in sight; a failure comes to the front.
    m_tabs->setCurrentIndex(m_run->streamedEver() > 0 && m_run->state() == CallRun::State::Done ? OutputTab
                                                                                                : ResultTab);
    showTab();
    showHead();
}

void ResultPane::showHead()
{
    const bool running = m_run && m_run->state() == CallRun::State::Running;
    const bool done = m_run && m_run->state() == CallRun::State::Done;
    m_head->setVisible(m_run);
    if (m_run) {
        const QString call = m_run->line().toText();
        m_call->setText(call.left(500));
        m_call->setToolTip(plainToolTip(call.left(2000)));
        QStringList parts{callStateText(m_run->state()), format::duration(m_run->took()), m_run->contextPath()};
        if (done || m_run->streamedEver() > 0)
            parts << m_run->outcome();
        if (m_run->streamedEver() > m_run->streamed().size())
            parts << tr("the beginning of the output is left out");
        m_state->setText(parts.join(u" · "_s));
        m_state->setToolTip(
            tr("Took %1, begun %2").arg(format::exactDuration(m_run->took()), format::dateTime(m_run->startedAt())));
    }
    m_cancel->setEnabled(running);
    m_again->setEnabled(m_run && !m_run->line().hasSecrets());
    m_again->setToolTip(m_run && m_run->line().hasSecrets() ? tr("Edit it to type the secret again")
                                                            : tr("Make this call again"));
    m_edit->setEnabled(m_run);
    const bool hasContent = m_run && (!running || m_run->streamedEver() > 0);
    for (QAction* action : {m_copyText, m_copyJson, m_save})
        action->setEnabled(hasContent);
    m_copy->setEnabled(hasContent);  // by itself it stays enabled for its menu
    if (running)
        m_clock->start();
    else
        m_clock->stop();
}

void ResultPane::showTab()
{
    const bool streamed = m_run && m_run->streamedEver() > 0;
    const bool ended = m_run && m_run->state() != CallRun::State::Running;
    m_tabs->setVisible(streamed && ended);
    const bool output = streamed && (!ended || m_tabs->currentIndex() == OutputTab);
    Page page = EmptyPage;
    if (output)
        page = StreamPage;
    else if (ended)
        page = m_run->state() == CallRun::State::Done ? ValuePage : ErrorPage;
    else if (m_run)
        page = WaitingPage;
    m_pages->setCurrentIndex(page);
    m_form->setVisible(page == ValuePage);
}

void ResultPane::showError()
{
    const Error& error = *m_run->error();
    const bool cancelled = m_run->state() == CallRun::State::Cancelled;
    const ErrorDetails& details = error.details();
    QStringList text{withControlPictures(QString::fromStdString(error.text()))};
    for (const std::string& part : {details.cause, details.fix}) {
        if (!part.empty())
            text << adviceText(part);
    }
    m_error->tell(cancelled ? Tone::Muted : Tone::Danger, cancelled ? u"cancel"_s : u"danger"_s,
                  errorTitle(error.kind()), text.join(u'\n'));
    m_trace->setPlainText(withControlPictures(QString::fromStdString(details.trace)));
    m_trace->setVisible(!details.trace.empty());
    m_traceTitle->setVisible(!details.trace.empty());
}

void ResultPane::copyAsText() const
{
    if (m_pages->currentIndex() == ValuePage)
        m_value->copyAsText();
    else if (m_pages->currentIndex() == ErrorPage)
        QGuiApplication::clipboard()->setText(errorReport(*m_run->error()));
    else if (m_streamPages->currentWidget() == m_streamTable)
        m_streamTable->copyAsText();
    else if (m_stream->textCursor().hasSelection())
        m_stream->copy();
    else
        QGuiApplication::clipboard()->setText(outputOf(*m_run));
}

void ResultPane::copyAsJson() const
{
    Value value;
    if (m_pages->currentIndex() == StreamPage)
        value = List{{m_run->streamed().begin(), m_run->streamed().end()}};
    else if (m_run->state() == CallRun::State::Done)
        value = *m_run->result();
    else
        value = CallErrorValue{m_run->error()->text()};
    QGuiApplication::clipboard()->setText(QString::fromStdString(toJson(value, JsonLayout::Indented)));
}

void ResultPane::save()
{
    const bool output = m_pages->currentIndex() == StreamPage;
    const QString name = QString::fromStdString(m_run->line().function) + (output ? u".txt"_s : u".json"_s);
    const QPointer<CallRun> run = m_run;
    m_files->askToSave(window(), tr("Save the result"), name, tr("JSON (*.json);;Text (*.txt)"),
                       [this, run, output](const QString& path) {
                           if (!run)
                               return;
                           const bool json = path.endsWith(u".json"_s, Qt::CaseInsensitive);
                           QByteArray content;
                           if (output && !json && std::ranges::all_of(run->streamed(), isStreamText)) {
                               content = outputOf(*run).toUtf8();
                           } else {
                               const Value value = output || run->state() != CallRun::State::Done
                                                       ? Value(List{{run->streamed().begin(), run->streamed().end()}})
                                                       : *run->result();
                               content = json ? QByteArray::fromStdString(toJson(value, JsonLayout::Indented)) + '\n'
                                              : fullText(value).toUtf8();
                           }
                           const QString problem = writeFile(path, content);
                           m_state->setText(problem.isEmpty() ? tr("Saved as %1").arg(path) : problem);
                       });
}

}  // namespace rz::app
