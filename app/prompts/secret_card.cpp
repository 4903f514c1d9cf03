#include "app/prompts/secret_card.h"

#include "app/common/control_pictures.h"
#include "app/common/secret_edit.h"
#include "app/prompts/prompt_centre.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QStandardItemModel>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

// A server's label without the colon that our form does not need.
QString fieldLabel(const connect::PromptField& field, const connect::Prompt& prompt)
{
    QString label = QString::fromStdString(field.label).trimmed();
    while (label.endsWith(u':'))
        label.chop(1);
    if (!label.isEmpty())
        return label;
    return prompt.kind == connect::PromptKind::Passphrase ? SecretCard::tr("Passphrase") : SecretCard::tr("Password");
}

}  // namespace

SecretCard::SecretCard(PromptCentre& centre, const connect::Prompt& prompt, QWidget* parent)
    : PromptCard(centre, prompt, parent), m_answer(nullptr)
{
    if (!prompt.instruction.empty())
        addText(u"promptInstruction"_s, QString::fromStdString(prompt.instruction).trimmed());
    addFields();
    if (prompt.maySave && m_fields.size() == 1)
        addRemember();

    auto* refuse = addButton(u"refuseButton"_s, tr("Don't answer"));
    refuse->setToolTip(tr("The connection then ends, or goes on without this answer"));
    connect(refuse, &QPushButton::clicked, this,
            [this] { this->centre().decide(promptId(), connect::PromptAnswer::Decision::Refused); });
    m_answer = addButton(u"answerButton"_s, tr("Answer"));
    m_answer->setDefault(true);
    connect(m_answer, &QPushButton::clicked, this, &SecretCard::answer);
    followFields();
}

void SecretCard::addFields()
{
    std::vector<connect::PromptField> fields = prompt().fields;
    if (fields.empty())
        fields.push_back({});
    auto* form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const QString text = onOneLine(fieldLabel(fields[i], prompt()));
        auto* edit = new SecretEdit(fields[i].echo ? SecretEdit::Echo::Plain : SecretEdit::Echo::Dots, this);
        edit->setObjectName(u"promptField%1"_s.arg(i));
        edit->setAccessibleName(text);
        auto* label = new QLabel(text, this);
        label->setTextFormat(Qt::PlainText);
        label->setBuddy(edit);
        form->addRow(label, edit);
        connect(edit, &QLineEdit::textChanged, this, &SecretCard::followFields);
        m_fields.push_back(edit);
    }
    body()->addLayout(form);
}

void SecretCard::addRemember()
{
    m_remember = new QComboBox(this);
    m_remember->setObjectName(u"remember"_s);
    m_remember->setAccessibleName(tr("Remember"));
    m_remember->addItem(tr("Don't remember it"), QVariant::fromValue(static_cast<int>(connect::Remember::No)));
    m_remember->addItem(tr("Remember until Rhizome ends"), static_cast<int>(connect::Remember::ThisRun));
    m_remember->addItem(tr("Keep it in the system's keyring"), static_cast<int>(connect::Remember::Keyring));
    body()->addWidget(m_remember, 0, Qt::AlignLeft);
    m_keyringNote =
        addText(u"keyringNote"_s, tr("No keyring answers in this session, so nothing can be kept in it."), Tone::Muted);
    connect(&centre().keyring(), &Keyring::stateChanged, this, &SecretCard::offerKeyring);
    centre().keyring().probe();
    offerKeyring();
}

void SecretCard::offerKeyring()
{
    const auto state = centre().keyring().state();
    auto* items = qobject_cast<QStandardItemModel*>(m_remember->model());
    QStandardItem* item = items->item(m_remember->findData(static_cast<int>(connect::Remember::Keyring)));
    item->setEnabled(state == Keyring::State::Works);
    if (state == Keyring::State::Missing && m_remember->currentIndex() == item->row())
        m_remember->setCurrentIndex(0);
    m_keyringNote->setVisible(state == Keyring::State::Missing);
}

void SecretCard::followFields()
{
    if (m_answer == nullptr)
        return;
    const bool typed = std::ranges::any_of(m_fields, [](const SecretEdit* field) { return !field->text().isEmpty(); });
    m_answer->setEnabled(typed);
}

void SecretCard::focusAnswer()
{
    m_fields.front()->setFocus(Qt::OtherFocusReason);
}

void SecretCard::pressDefault()
{
    // Enter goes from field to field, and from the last one answers.
    for (std::size_t i = 0; i + 1 < m_fields.size(); ++i) {
        if (m_fields[i]->hasFocus()) {
            m_fields[i + 1]->setFocus(Qt::TabFocusReason);
            return;
        }
    }
    if (m_answer->isEnabled())
        answer();
}

void SecretCard::answer()
{
    std::vector<Secret> answers;
    answers.reserve(m_fields.size());
    for (SecretEdit* field : m_fields)
        answers.push_back(field->take());
    const auto remember = m_remember != nullptr ? static_cast<connect::Remember>(m_remember->currentData().toInt())
                                                : connect::Remember::No;
    centre().answer(promptId(), std::move(answers), remember);
}

}  // namespace rz::app
