// How the dialog of a transfer looks and is wired; what it does is in transfer_dialog.cpp.
#include "app/common/dialog_buttons.h"
#include "app/common/growing_edit.h"
#include "app/common/icons.h"
#include "app/common/notice.h"
#include "app/common/style.h"
#include "app/common/tab_order.h"
#include "app/transfers/transfer_dialog.h"
#include "app/transfers/transfer_text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFontDatabase>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr QSize TransferDialogSize(640, 520);
constexpr int LeastComboLetters = 16;
constexpr int CommandLines = 3;

}  // namespace

QToolButton* TransferDialog::makeChooser(const QString& name, const QString& text, const QString& toolTip)
{
    auto* button = new QToolButton(this);
    button->setObjectName(name);
    button->setText(text);
    button->setIcon(icon(u"browse"));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setToolTip(toolTip);
    button->setAccessibleName(toolTip);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

void TransferDialog::makeFields()
{
    const auto name = [](QWidget* field, const QString& objectName, const QString& text, const QString& toolTip) {
        field->setObjectName(objectName);
        field->setAccessibleName(text);
        field->setToolTip(toolTip);
    };
    name(m_program, u"transferProgram"_s, tr("Program"), tr("The program that transfers; it must be installed"));
    for (int i = 0; i < TransferProgramCount; ++i)
        m_program->addItem(programName(static_cast<TransferProgram>(i)));
    name(m_direction, u"transferDirection"_s, tr("Direction"), tr("From where to where"));
    name(m_context, u"transferContext"_s, tr("Context"), tr("A context that is connected"));
    name(m_other, u"transferOther"_s, tr("To context"), tr("The context where it is put"));
    for (QComboBox* box : {m_context, m_other}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(LeastComboLetters);
    }
    name(m_source, u"transferSource"_s, tr("What"), tr("Paths of files or folders, one a line"));
    name(m_target, u"transferTarget"_s, tr("Into"), tr("Where it is put"));
    m_target->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    name(m_command, u"transferCommand"_s, tr("Command"), tr("The command as it will be run"));
    m_command->setReadOnly(true);
    m_command->setTabChangesFocus(true);
    m_command->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_command->setWordWrapMode(QTextOption::WrapAnywhere);
    m_command->setFixedHeight(CommandLines * m_command->fontMetrics().lineSpacing() + 4 * Space);
    m_programHelp->setObjectName(u"transferProgramHelp"_s);
    m_programHelp->setForegroundRole(QPalette::PlaceholderText);
    m_programHelp->setWordWrap(true);
    m_trust->setObjectName(u"transferTrust"_s);
    m_problem->setObjectName(u"transferProblem"_s);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
}

QWidget* TransferDialog::makeOptions()
{
    auto* options = new QWidget(this);
    auto* layout = new QVBoxLayout(options);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Space);
    const auto add = [&](TransferOption option, const QString& name, const QString& text, const QString& toolTip) {
        auto* box = new QCheckBox(text, options);
        box->setObjectName(name);
        box->setToolTip(toolTip);
        layout->addWidget(box);
        m_optionBoxes.push_back({option, box});
        return box;
    };
    add(TransferOption::Archive, u"optionArchive"_s, tr("Keep times and &permissions"),
        tr("With rsync also links, and owners where the user may set them"))
        ->setChecked(true);
    add(TransferOption::ContentsOnly, u"optionContents"_s, tr("Only what is &in the folder, not the folder itself"),
        tr("Its files are put right where you say, instead of into a folder of that name"));
    add(TransferOption::KeepPartial, u"optionPartial"_s, tr("Keep &what is there of interrupted files"),
        tr("A retry goes on from there"))
        ->setChecked(true);
    add(TransferOption::Compress, u"optionCompress"_s, tr("C&ompress on the way"),
        tr("Good for slow connections and for texts"));
    add(TransferOption::DeleteExtra, u"optionDelete"_s, tr("&Delete what the source does not have"),
        tr("The target becomes a mirror of the source. What is deleted there cannot be brought back"));
    add(TransferOption::DryRun, u"optionDryRun"_s, tr("Only s&how what would be done"),
        tr("Nothing is changed; the output lists each file"));
    return options;
}

QWidget* TransferDialog::makePathLine(QWidget* field, const QList<QToolButton*>& buttons)
{
    auto* line = new QWidget(this);
    auto* layout = new QHBoxLayout(line);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Space);
    layout->addWidget(field, 1);
    for (QToolButton* button : buttons)
        layout->addWidget(button, 0, Qt::AlignTop);
    return line;
}

void TransferDialog::layOut()
{
    m_sourceLine = makePathLine(m_source, {m_chooseFile, m_chooseFolder});
    m_targetLine = makePathLine(m_target, {m_chooseTarget});
    m_options = makeOptions();
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    const auto row = [this](const QString& text, QWidget* field, QWidget* buddy) {
        auto* label = new QLabel(text, this);
        label->setBuddy(buddy);
        m_form->addRow(label, field);
    };
    row(tr("Pro&gram"), m_program, m_program);
    m_form->addRow(QString(), m_programHelp);
    row(tr("Di&rection"), m_direction, m_direction);
    row(tr("Conte&xt"), m_context, m_context);
    row(tr("To conte&xt"), m_other, m_other);
    m_form->addRow(QString(), m_trust);
    row(tr("&What"), m_sourceLine, m_source);
    row(tr("In&to"), m_targetLine, m_target);
    row(tr("Options"), m_options, m_optionBoxes.front().box);
    row(tr("Co&mmand"), m_command, m_command);

    auto* layout = new QVBoxLayout(this);
    layout->addLayout(m_form);
    layout->addStretch(1);
    layout->addWidget(m_problem);
    layout->addWidget(m_buttons);
    resize(TransferDialogSize);
    tabThrough(
        {m_program, m_direction, m_context, m_other, m_sourceLine, m_targetLine, m_options, m_command, m_buttons});
}

void TransferDialog::wire()
{
    connect(m_program, &QComboBox::currentIndexChanged, this, [this] {
        fillDirections();
        follow();
    });
    connect(m_direction, &QComboBox::currentIndexChanged, this, &TransferDialog::follow);
    for (QComboBox* box : {m_context, m_other})
        connect(box, &QComboBox::currentIndexChanged, this, &TransferDialog::refresh);
    connect(m_source, &QPlainTextEdit::textChanged, this, &TransferDialog::refresh);
    connect(m_target, &QLineEdit::textChanged, this, &TransferDialog::refresh);
    for (const OptionBox& option : m_optionBoxes)
        connect(option.box, &QCheckBox::toggled, this, &TransferDialog::refresh);
    connect(m_chooseFile, &QToolButton::clicked, this, [this] { chooseSource(Kind::File); });
    connect(m_chooseFolder, &QToolButton::clicked, this, [this] { chooseSource(Kind::Folder); });
    connect(m_chooseTarget, &QToolButton::clicked, this, &TransferDialog::chooseTarget);
}

void TransferDialog::showFields()
{
    const bool between = direction() == TransferDirection::Between;
    const bool fromHere = direction() == TransferDirection::ToContext;
    const bool commands = program() == TransferProgram::Sftp;
    m_programHelp->setText(programHelp(program()));
    m_form->setRowVisible(m_other, between);
    const auto call = [this](QWidget* row, const QString& text) {
        static_cast<QLabel*>(m_form->labelForField(row))->setText(text);
    };
    call(m_context, between ? tr("From conte&xt") : tr("Conte&xt"));
    call(m_sourceLine, commands ? tr("Commands &from") : tr("&What"));
    m_chooseFile->setVisible(fromHere);
    m_chooseFolder->setVisible(fromHere && !commands);
    m_chooseTarget->setVisible(direction() == TransferDirection::FromContext);
    m_source->setPlaceholderText(fromHere ? tr("/path/on/this/machine") : tr("path there, one a line"));
    m_target->setPlaceholderText(m_chooseTarget->isHidden() ? tr("home directory") : tr("/path/on/this/machine"));
    const TransferOptions known = optionsOf(program());
    for (const OptionBox& option : m_optionBoxes)
        option.box->setVisible(known & option.option);
    m_form->setRowVisible(m_options, known != TransferOptions());
}

}  // namespace rz::app
