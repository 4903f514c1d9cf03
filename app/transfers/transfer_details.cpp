#include "app/transfers/transfer_details.h"

#include "app/common/colors.h"
#include "app/common/notice.h"
#include "app/common/pane_button.h"
#include "app/common/style.h"
#include "app/common/tab_order.h"
#include "app/common/tool_tip.h"
#include "app/transfers/transfer_actions.h"
#include "app/transfers/transfer_text.h"

#include <QAction>
#include <QFontDatabase>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr int LeastWidth = 200;
constexpr int UsualWidth = 400;
constexpr int LeastOutputLines = 4;

// As small as it is still of use, so that what stands above it is seen; takes the room that is left.
class OutputView final : public QPlainTextEdit {
public:
    using QPlainTextEdit::QPlainTextEdit;
    QSize sizeHint() const override { return {UsualWidth, minimumSizeHint().height()}; }
    QSize minimumSizeHint() const override
    {
        const int lines = LeastOutputLines * fontMetrics().lineSpacing();
        return {LeastWidth, lines + 2 * frameWidth() + qRound(2 * document()->documentMargin())};
    }
};

}  // namespace

TransferDetails::TransferDetails(const TransferActions& actions, QWidget* parent)
    : QScrollArea(parent),
      m_outcome(new QLabel(this)),
      m_ends(new QLabel(this)),
      m_command(new QLineEdit(this)),
      m_trouble(new Notice(this)),
      m_output(new OutputView(this))
{
    setObjectName(u"transferDetails"_s);
    setAccessibleName(tr("The chosen transfer"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setFocusPolicy(Qt::NoFocus);
    setMinimumWidth(LeastWidth);
    layOut(actions);
    hide();
}

void TransferDetails::layOut(const TransferActions& actions)
{
    m_outcome->setObjectName(u"transferOutcome"_s);
    QFont font = m_outcome->font();
    font.setWeight(QFont::DemiBold);
    m_outcome->setFont(font);
    m_ends->setObjectName(u"transferEnds"_s);
    m_ends->setForegroundRole(QPalette::PlaceholderText);
    for (QLabel* label : {m_outcome, m_ends}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    const QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    m_command->setObjectName(u"transferCommandLine"_s);
    m_command->setAccessibleName(tr("Command"));
    m_command->setReadOnly(true);
    m_command->setFont(fixed);
    m_trouble->setObjectName(u"transferTrouble"_s);
    m_trouble->addAction(actions.retry);
    m_output->setObjectName(u"transferOutput"_s);
    m_output->setAccessibleName(tr("Output"));
    m_output->setReadOnly(true);
    m_output->setFont(fixed);
    m_output->setUndoRedoEnabled(false);
    m_output->setMaximumBlockCount(static_cast<int>(TransferOutput::MaxLines));
    m_output->setPlaceholderText(tr("What the program prints appears here."));

    auto* command = new QHBoxLayout;
    command->setSpacing(Space);
    command->addWidget(m_command, 1);
    auto* copy = makePaneButton(actions.copyCommand, this);
    command->addWidget(copy);
    auto* content = new QWidget(this);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(2 * Space, Space, 2 * Space, 2 * Space);
    layout->setSpacing(Space);
    layout->addWidget(m_outcome);
    layout->addWidget(m_trouble);
    layout->addWidget(m_ends);
    layout->addLayout(command);
    layout->addWidget(m_output, 1);
    setWidget(content);
    tabThrough({m_trouble, m_command, copy, m_output});
}

void TransferDetails::setTransfer(Transfer* transfer)
{
    if (transfer == m_transfer && transfer != nullptr)
        return;
    if (m_transfer)
        m_transfer->disconnect(this);
    m_transfer = transfer;
    m_output->clear();
    m_shownLines = 0;
    m_troubleShown = false;
    setVisible(transfer != nullptr);
    if (transfer == nullptr)
        return;
    connect(transfer, &Transfer::changed, this, &TransferDetails::refresh);
    connect(transfer, &Transfer::printed, this, &TransferDetails::showOutput);
    connect(transfer, &QObject::destroyed, this, [this] { setTransfer(nullptr); });
    refresh();
    showOutput();
}

void TransferDetails::refresh()
{
    const TransferOrder& order = m_transfer->order();
    m_outcome->setText(outcomeText(*m_transfer));
    m_ends->setText(tr("From %1 to %2").arg(sourceText(order), targetText(order)));
    if (const QString command = commandLineOf(order); command != m_command->text()) {
        m_command->setText(command);
        m_command->setCursorPosition(0);
        const QString help =
            tr("The command as it is run on %1. In it, “%2” stands for %3.")
                .arg(programPlace(order).name, QString::fromUtf16(RemoteHost), remotePlace(order).name);
        m_command->setToolTip(plainToolTip(help));
        m_command->setAccessibleDescription(help);
    }
    // Waits again: what was printed is of before.
    if (m_shownLines > m_transfer->output().total())
        showOutput();
    showTrouble();
}

void TransferDetails::showTrouble()
{
    const TransferRecord& record = m_transfer->record();
    const bool failed = record.state == TransferState::Failed;
    const bool wasShown = std::exchange(m_troubleShown, failed);
    m_trouble->setVisible(failed);
    if (!failed)
        return;
    if (!wasShown)
        verticalScrollBar()->setValue(0);
    QStringList text{troubleAdvice(record.trouble, record.order), failureText(record)};
    text.removeAll(QString());
    m_trouble->tell(Tone::Danger, u"state-failed"_s, troubleTitle(record.trouble), text.join(u'\n'));
}

void TransferDetails::showOutput()
{
    const TransferOutput& output = m_transfer->output();
    if (m_shownLines > output.total()) {
        m_output->clear();
        m_shownLines = 0;
    }
    const auto fresh = std::min<std::uint64_t>(output.total() - m_shownLines, output.lines().size());
    bool first = m_shownLines == 0;
    m_shownLines = output.total();
    if (fresh == 0)
        return;
    QScrollBar* bar = m_output->verticalScrollBar();
    const bool following = bar->value() == bar->maximum();
    QTextCharFormat errors;
    errors.setForeground(colorsOf(palette()).warning);
    QTextCursor cursor(m_output->document());
    cursor.movePosition(QTextCursor::End);
    cursor.beginEditBlock();
    for (auto line = output.lines().end() - static_cast<std::ptrdiff_t>(fresh); line != output.lines().end(); ++line) {
        if (!std::exchange(first, false))
            cursor.insertBlock();
        cursor.insertText(line->text, line->lane == fakessh::Lane::Errors ? errors : QTextCharFormat());
    }
    cursor.endEditBlock();
    if (following)
        bar->setValue(bar->maximum());
}

}  // namespace rz::app
