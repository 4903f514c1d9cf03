#include "app/transfers/transfer_dialog.h"

#include "app/common/dialog_buttons.h"
#include "app/common/file_chooser.h"
#include "app/common/growing_edit.h"
#include "app/common/icons.h"
#include "app/common/notice.h"
#include "app/transfers/delete_question.h"
#include "app/transfers/transfer_queue.h"
#include "app/transfers/transfer_text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QStandardPaths>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {
TransferDialog::TransferDialog(const TransferQueue& queue, const Start& start, QWidget* parent)
    : QDialog(parent),
      m_places(queue.places()),
      m_desktop(queue.place(qt::RootNode)),
      m_files(std::make_shared<FileChooser>()),
      m_form(new QFormLayout),
      m_program(new QComboBox(this)),
      m_programHelp(new QLabel(this)),
      m_direction(new QComboBox(this)),
      m_context(new QComboBox(this)),
      m_other(new QComboBox(this)),
      m_trust(new Notice(this)),
      m_source(new GrowingEdit(GrowingEdit::Enter::BeginsLine, GrowingEdit::Font::Fixed, 1, this)),
      m_chooseFile(makeChooser(u"chooseFile"_s, tr("File…"), tr("Choose a file of this machine"))),
      m_chooseFolder(makeChooser(u"chooseFolder"_s, tr("Folder…"), tr("Choose a folder of this machine"))),
      m_target(new QLineEdit(this)),
      m_chooseTarget(makeChooser(u"chooseTarget"_s, tr("Folder…"), tr("Choose a folder of this machine"))),
      m_command(new QPlainTextEdit(this)),
      m_problem(new QLabel(this)),
      m_buttons(new DialogButtons(tr("Transfer"), u"transferStart"_s, this))
{
    setObjectName(u"transferDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Transfer files"));
    makeFields();
    layOut();
    fillContexts(start.context);
    fillDirections();
    m_source->setPlainText(start.sources.join(u'\n'));
    wire();
    follow();
    // What is dropped on a context needs but a place there.
    if (start.sources.isEmpty())
        m_source->setFocus();
    else
        m_target->setFocus();
}

void TransferDialog::fillContexts(qt::NodeKey first)
{
    for (QComboBox* box : {m_context, m_other}) {
        for (const TransferPlace& place : m_places)
            box->addItem(place.name);
        box->setEnabled(!m_places.empty());
    }
    const auto found = std::ranges::find(m_places, std::optional(first), &TransferPlace::node);
    if (found != m_places.end())
        m_context->setCurrentIndex(static_cast<int>(found - m_places.begin()));
    if (m_places.size() > 1)
        m_other->setCurrentIndex(m_context->currentIndex() == 0 ? 1 : 0);
}

// Those that the program knows; the chosen one stays if it is among them.
void TransferDialog::fillDirections()
{
    const QVariant before = m_direction->currentData();
    const QSignalBlocker quiet(m_direction);
    m_direction->clear();
    for (const auto one : {TransferDirection::ToContext, TransferDirection::FromContext, TransferDirection::Between}) {
        if (knowsDirection(program(), one))
            m_direction->addItem(icon(directionIcon(one)), directionText(one), static_cast<int>(one));
    }
    m_direction->setCurrentIndex(std::max(0, m_direction->findData(before)));
}

TransferProgram TransferDialog::program() const
{
    return static_cast<TransferProgram>(m_program->currentIndex());
}

TransferDirection TransferDialog::direction() const
{
    return static_cast<TransferDirection>(m_direction->currentData().toInt());
}

// Without any context it is the desktop, which problemOf() refuses in words.
TransferPlace TransferDialog::placeIn(const QComboBox& box) const
{
    return box.currentIndex() < 0 ? m_desktop : m_places[static_cast<std::size_t>(box.currentIndex())];
}

TransferOrder TransferDialog::order() const
{
    TransferOrder order{.program = program(), .from = m_desktop, .to = m_desktop, .target = m_target->text()};
    if (direction() != TransferDirection::ToContext)
        order.from = placeIn(*m_context);
    if (direction() != TransferDirection::FromContext)
        order.to = placeIn(direction() == TransferDirection::Between ? *m_other : *m_context);
    order.sources = m_source->toPlainText().split(u'\n', Qt::SkipEmptyParts);
    order.options = {};
    for (const OptionBox& option : m_optionBoxes)
        order.options.setFlag(option.option, option.box->isChecked());
    return order;
}

// The program or the direction is another one.
void TransferDialog::follow()
{
    const bool toHere = direction() == TransferDirection::FromContext;
    const QString usual = QStandardPaths::writableLocation(QStandardPaths::DownloadLocation);
    if (toHere && m_target->text().isEmpty())
        m_target->setText(usual);
    else if (!toHere && m_target->text() == usual)
        m_target->clear();
    showFields();
    refresh();
}

void TransferDialog::refresh()
{
    const TransferOrder wanted = order();
    const OrderProblem problem = problemOf(wanted);
    m_command->setPlainText(commandLineOf(wanted));
    tellTrust(wanted);
    m_problem->setText(problem.text);
    m_problem->setForegroundRole(problem.kind == OrderProblem::Kind::Wrong ? QPalette::BrightText  // danger
                                                                           : QPalette::PlaceholderText);
    m_buttons->setProblem(problem.text);
}

// The program's ssh is led on for as long as it runs, and its machine may use that for anything.
void TransferDialog::tellTrust(const TransferOrder& order)
{
    const bool between = directionOf(order) == TransferDirection::Between;
    m_form->setRowVisible(m_trust, between);
    if (between)
        m_trust->tell(Tone::Warning, u"danger"_s, tr("One context may command the other"),
                      tr("Until the transfer ends, %1 on %2 can run any command on %3, as the user of that context.")
                          .arg(programName(order.program), programPlace(order).name, remotePlace(order).name));
}

void TransferDialog::chooseSource(Kind kind)
{
    const auto chosen = [this](const QString& path) { addSource(path); };
    if (kind == Kind::Folder)
        m_files->askForFolder(this, tr("Folder to transfer"), chosen);
    else
        m_files->askToOpen(this, program() == TransferProgram::Sftp ? tr("File with commands") : tr("File to transfer"),
                           chosen);
}

void TransferDialog::chooseTarget()
{
    m_files->askForFolder(this, tr("Folder to put it into"), [this](const QString& path) { m_target->setText(path); });
}

void TransferDialog::addSource(const QString& path)
{
    const bool one = program() == TransferProgram::Sftp;
    if (one || m_source->toPlainText().isEmpty())
        m_source->setPlainText(path);
    else
        m_source->appendPlainText(path);
}

void TransferDialog::accept()
{
    const TransferOrder wanted = order();
    if (problemOf(wanted).kind != OrderProblem::Kind::None)
        return;
    const auto go = [this](const TransferOrder& order) {
        emit chosen(order);
        QDialog::accept();
    };
    if (isIrreversible(wanted))
        askToDelete({wanted}, this, [go, wanted](DeleteAnswer answer) { go(answered(wanted, answer)); });
    else
        go(wanted);
}

}  // namespace rz::app
