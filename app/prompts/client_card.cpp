#include "app/prompts/client_card.h"

#include "app/common/client_text.h"
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

using Decision = connect::PromptAnswer::Decision;

ClientCard::ClientCard(PromptCentre& centre, const connect::Prompt& prompt, QWidget* parent)
    : PromptCard(centre, prompt, parent)
{
    addText(u"promptAdvice"_s, promptAdvice(prompt));
    const connect::ClientFacts client = prompt.client.value_or(connect::ClientFacts{});
    body()->addLayout(makeFacts(client));
    // Of a process in a container nobody here can tell when it ends.
    if (client.pid > 0)
        addDecision(u"acceptRememberButton"_s, tr("Allow while it runs"),
                    tr("This process may connect again, until it ends"), Decision::AcceptAndRemember);
    addDecision(u"acceptOnceButton"_s, tr("Allow once"), tr("Let this connection in; ask again for the next"),
                Decision::AcceptOnce);
    m_refuse = addButton(u"refuseButton"_s, tr("Refuse"));
    m_refuse->setDefault(true);
    connect(m_refuse, &QPushButton::clicked, this, &ClientCard::pressDefault);
}

QLayout* ClientCard::makeFacts(const connect::ClientFacts& client)
{
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(Margin);
    grid->setVerticalSpacing(Space);
    grid->setColumnStretch(1, 1);
    const auto addRow = [this, grid](const QString& label, const QString& name, const QString& text) {
        if (text.isEmpty())
            return;
        auto* value = new QLabel(withControlPictures(text), this);
        value->setObjectName(name);
        value->setTextFormat(Qt::PlainText);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        value->setFocusPolicy(Qt::ClickFocus);
        value->setWordWrap(true);
        value->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
        const int row = grid->rowCount();
        grid->addWidget(new QLabel(label, this), row, 0, Qt::AlignTop);
        grid->addWidget(value, row, 1);
    };
    addRow(tr("Program"), u"clientProgram"_s, QString::fromStdString(client.program));
    addRow(tr("Process"), u"clientProcess"_s, clientProcess(client.pid));
    addRow(tr("Runs as"), u"clientUser"_s, clientUser(client.uid));
    addRow(tr("It says"), u"clientCommand"_s, QString::fromStdString(client.commandLine).left(500));
    return grid;
}

void ClientCard::addDecision(const QString& name, const QString& text, const QString& toolTip, Decision decision)
{
    QPushButton* button = addButton(name, text);
    button->setToolTip(toolTip);
    connect(button, &QPushButton::clicked, this, [this, decision] { centre().decide(promptId(), decision); });
}

void ClientCard::focusAnswer()
{
    m_refuse->setFocus(Qt::OtherFocusReason);
}

void ClientCard::pressDefault()
{
    centre().decide(promptId(), Decision::Refused);
}

}  // namespace rz::app
