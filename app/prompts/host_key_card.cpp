#include "app/prompts/host_key_card.h"

#include "app/common/control_pictures.h"
#include "app/common/style.h"
#include "app/prompts/prompt_centre.h"
#include "app/prompts/prompt_text.h"

#include <QFontDatabase>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

using Decision = connect::PromptAnswer::Decision;

QLabel* codeLabel(const QString& name, const std::string& text, QWidget* parent)
{
    auto* label = new QLabel(withControlPictures(QString::fromStdString(text)), parent);
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    label->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    return label;
}

}  // namespace

HostKeyCard::HostKeyCard(PromptCentre& centre, const connect::Prompt& prompt, QWidget* parent)
    : PromptCard(centre, prompt, parent)
{
    addText(u"promptAdvice"_s, promptAdvice(prompt),
            prompt.kind == connect::PromptKind::HostKeyChanged ? Tone::Danger : Tone::Plain);
    if (prompt.hostKey)
        body()->addLayout(makeKeys(*prompt.hostKey));
    addDecision(u"acceptRememberButton"_s, tr("Accept and remember"), Decision::AcceptAndRemember);
    addDecision(u"acceptOnceButton"_s, tr("Accept once"), Decision::AcceptOnce);
    m_refuse = addButton(u"refuseButton"_s, tr("Refuse"));
    m_refuse->setDefault(true);
    connect(m_refuse, &QPushButton::clicked, this, &HostKeyCard::pressDefault);
}

QLayout* HostKeyCard::makeKeys(const connect::HostKeyFacts& key)
{
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(Margin);
    grid->setVerticalSpacing(Space);
    grid->setColumnStretch(1, 1);
    const auto addRow = [this, grid](const QString& label, const QString& name, const std::string& text) {
        if (text.empty())
            return;
        const int row = grid->rowCount();
        grid->addWidget(new QLabel(label, this), row, 0, Qt::AlignTop);
        grid->addWidget(codeLabel(name, text, this), row, 1);
    };
    const bool changed = prompt().kind == connect::PromptKind::HostKeyChanged;
    if (changed)
        addRow(tr("Known key"), u"oldFingerprint"_s, key.oldType + '\n' + key.oldFingerprint);
    addRow(changed ? tr("New key") : tr("Key"), u"fingerprint"_s, key.type + '\n' + key.fingerprint);
    addRow(tr("Picture"), u"randomart"_s, key.randomart);
    return grid;
}

void HostKeyCard::addDecision(const QString& name, const QString& text, Decision decision)
{
    connect(addButton(name, text), &QPushButton::clicked, this,
            [this, decision] { centre().decide(promptId(), decision); });
}

void HostKeyCard::focusAnswer()
{
    m_refuse->setFocus(Qt::OtherFocusReason);
}

void HostKeyCard::pressDefault()
{
    centre().decide(promptId(), Decision::Refused);
}

}  // namespace rz::app
