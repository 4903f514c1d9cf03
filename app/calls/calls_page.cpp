#include "app/calls/calls_page.h"

#include "app/calls/call_history.h"
#include "app/calls/call_list_model.h"
#include "app/calls/function_form.h"
#include "app/calls/function_list.h"
#include "app/calls/function_model.h"
#include "app/calls/result_pane.h"
#include "app/common/context_directory.h"
#include "app/common/control_pictures.h"
#include "app/common/empty_state.h"
#include "app/common/file_chooser.h"
#include "app/common/selection.h"
#include "app/common/tool_tip.h"
#include "core/qt/engine_api.h"

#include <QAction>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabBar>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

bool isUp(const qt::NodeSnapshot& node)
{
    return node.state == qt::NodeState::Connected || node.state == qt::NodeState::Slow;
}

std::string streamParameterOf(const rpc::FunctionDescription* function, const CallLine& line)
{
    if (function == nullptr)
        return {};
    const auto stream = std::ranges::find(function->parameters, "sender", &rpc::ParameterDescription::type);
    const bool given = stream == function->parameters.end() || line.kwargs.find(stream->name) != nullptr ||
                       line.args.size() > static_cast<std::size_t>(stream - function->parameters.begin());
    return given ? std::string() : stream->name;
}

}  // namespace

CallsPage::CallsPage(qt::EngineApi& engine, const ContextDirectory& contexts, Selection& selection,
                     CallHistory& history, QWidget* parent)
    : QWidget(parent),
      m_engine(engine),
      m_contexts(contexts),
      m_selection(selection),
      m_files(std::make_shared<FileChooser>()),
      m_calls(new CallListModel(this)),
      m_history(history)
{
    setObjectName(u"callsPage"_s);
    layOut();
    connectAll();
    m_node = selection.current();
    load();
}

CallsPage::~CallsPage() = default;

void CallsPage::setFileChooser(std::shared_ptr<FileChooser> files)
{
    m_files = std::move(files);
    m_form->setFileChooser(m_files);
    m_result->setFileChooser(m_files);
}

void CallsPage::chooseFunction(const QString& name)
{
    if (m_functions->choose(name))
        m_form->focusFirst();
}

void CallsPage::contextsChanged(const qt::TreeChanges& changes)
{
    const bool changed = std::ranges::find(changes.changed, m_node, &qt::NodeSnapshot::key) != changes.changed.end();
    if (changed || std::ranges::find(changes.removed, m_node) != changes.removed.end())
        load();
}

// Asks for the functions of the chosen context when it is another one, or the same connected anew.
void CallsPage::load()
{
    showState();
    if (m_node == qt::RootNode) {
        m_loaded.reset();
        m_functions->setMessage(tr("This desktop itself"),
                                tr("Functions run in contexts. Choose one on the left, or connect to one."));
        return;
    }
    const qt::NodeSnapshot* node = m_contexts.find(m_node);
    if (node == nullptr || !isUp(*node) || !node->id) {
        m_loaded.reset();
        m_functions->setMessage(tr("Not connected"), tr("Its functions are shown as soon as it is connected."));
        return;
    }
    if (node->isProgram()) {
        m_loaded.reset();
        m_functions->setMessage(
            tr("The program takes no calls"),
            tr("Functions can be called in its contexts, not in the program itself. Choose one of them "
               "on the left."));
        return;
    }
    if (m_loaded == node->id && m_loadedNative == node->native)
        return;
    m_loaded = node->id;
    m_loadedNative = node->native;
    if (!node->native) {
        m_functions->setMessage(tr("Any Python function"),
                                node->attached()
                                    ? tr("Type its name above, and its arguments in JSON:\nos.listdir \"/etc\"\n"
                                         "Functions of the program's own modules too.")
                                    : tr("Type its name above, and its arguments in JSON:\nos.listdir \"/etc\"\n"
                                         "Functions of your own modules too, when these are on the PYTHONPATH."));
        return;
    }
    m_functions->setMessage(tr("Asking for its functions…"), {});
    m_engine.functions(m_node, this,
                       [this, asked = m_node, id = *node->id](Result<std::vector<rpc::FunctionDescription>> functions) {
                           if (m_node == asked && m_loaded == id)
                               showFunctions(std::move(functions));
                       });
}

void CallsPage::showFunctions(Result<std::vector<rpc::FunctionDescription>> functions)
{
    if (!functions) {
        m_functions->setMessage(tr("It does not tell its functions"),
                                tr("%1\nCalls can be typed above: os.getpid", "an error of the context")
                                    .arg(withControlPictures(QString::fromStdString(functions.error().text()))));
        return;
    }
    m_functions->setFunctions(std::move(*functions));
    m_functions->choose(QString::fromStdString(m_form->function().name));
    showState();
}

void CallsPage::showFunction(const rpc::FunctionDescription& function)
{
    m_formPages->setCurrentIndex(1);
    // The same function of another context keeps what was filled in.
    if (rpc::toValue(function) == rpc::toValue(m_form->function()))
        return;
    m_signature->setText(signatureOf(function));
    m_form->setFunction(function);
    orderTabs();
}

// What can be run now.
void CallsPage::showState()
{
    const qt::NodeSnapshot* node = m_contexts.find(m_node);
    const bool up = node != nullptr && isUp(*node) && !node->isProgram();
    m_line->setEnabled(up);
    m_runLine->setEnabled(up);
    m_runForm->setEnabled(up);
    showRuntime(node);
    const QString shortcut = QKeySequence(Qt::CTRL | Qt::Key_Return).toString(QKeySequence::NativeText);
    m_runForm->setToolTip(
        up ? plainToolTip(tr("Call it in %1 (%2)", "context, shortcut").arg(m_contexts.path(m_node), shortcut))
           : tr("The context is not connected"));
}

// Python tells no parameters, so there is no form to fill in; a program that we are attached to has no functions.
void CallsPage::showRuntime(const qt::NodeSnapshot* node)
{
    const bool isProgram = node != nullptr && node->isProgram();
    const bool isPython = node != nullptr && isUp(*node) && !node->native && !isProgram;
    m_formPages->setVisible(!isPython && !isProgram);
    m_line->setPlaceholderText(isPython ? tr("Type a call: os.listdir \"/etc\"")
                                        : tr("Type a call: fs.list \"/etc\" limit=100"));
    if (isProgram)
        m_result->setHint(tr("Results of calls in its contexts are shown here."));
    else if (isPython)
        m_result->setHint(tr("Type a call above:\nos.listdir \"/etc\""));
    else
        m_result->setHint(tr("Choose a function on the left and run it, or type a call above:\nfs.list \"/etc\""));
}

void CallsPage::runForm()
{
    if (!m_runForm->isEnabled() || m_formPages->currentIndex() == 0)
        return;
    const std::string stream = m_form->streamParameter();
    if (auto line = m_form->callLine())
        run(std::move(*line), stream, m_node, Meanings(m_form->function().fields));
}

void CallsPage::runLine()
{
    if (!m_runLine->isEnabled())
        return;
    auto line = parseCallLine(m_line->text());
    m_lineProblem->setVisible(!line);
    if (!line) {
        m_lineProblem->setText(m_line->text().isEmpty()
                                   ? line.error().text
                                   : tr("Character %1: %2").arg(line.error().offset + 1).arg(line.error().text));
        m_line->setFocus(Qt::OtherFocusReason);
        m_line->setCursorPosition(static_cast<int>(line.error().offset));
        return;
    }
    const rpc::FunctionDescription* function = m_functions->model().find(line->function);
    std::string stream = streamParameterOf(function, *line);
    m_line->clear();
    run(std::move(*line), std::move(stream), m_node, function == nullptr ? Meanings() : Meanings(function->fields));
}

void CallsPage::run(CallLine line, std::string streamParameter, qt::NodeKey node, Meanings meanings)
{
    const QString path = m_contexts.path(node);
    m_history.add({.line = line.toText(), .context = path, .when = QDateTime::currentDateTime()});
    m_recalled = -1;
    CallRun& run = m_calls->add(std::make_unique<CallRun>(std::move(line), node, path));
    run.setMeanings(std::move(meanings));
    run.start(m_engine, std::move(streamParameter));
    m_listTabs->setCurrentIndex(0);
    m_callList->setCurrentIndex(m_calls->index(0));
    m_callList->scrollToTop();
}

void CallsPage::runAgain(CallRun& former)
{
    run(former.line(), former.streamParameter(), former.node(), former.meanings());
}

// Into the form where there is one that can show it, else into the line.
void CallsPage::edit(const CallLine& line)
{
    if (m_functions->choose(QString::fromStdString(line.function)) && m_form->fill(line)) {
        m_form->focusFirst();
        return;
    }
    m_line->setText(line.toText());
    m_line->setFocus(Qt::OtherFocusReason);
}

void CallsPage::editHistory(int row)
{
    if (row < 0 || row >= m_history.rowCount())
        return;
    const QString text = m_history.at(row).line;
    if (const auto line = parseCallLine(text)) {
        edit(*line);
        return;
    }
    // A secret that was left out is yet to be typed.
    m_line->setText(text);
    m_line->setFocus(Qt::OtherFocusReason);
}

// Up and Down in the line go through the history, as in a shell.
void CallsPage::recall(int step)
{
    const int row = std::clamp(m_recalled + step, -1, m_history.rowCount() - 1);
    if (row == m_recalled)
        return;
    m_recalled = row;
    m_line->setText(row < 0 ? QString() : m_history.at(row).line);
}

bool CallsPage::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_line && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Up || key == Qt::Key_Down) {
            recall(key == Qt::Key_Up ? 1 : -1);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace rz::app
