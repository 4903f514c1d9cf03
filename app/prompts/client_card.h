#pragma once

#include "app/prompts/prompt_card.h"

namespace rz::app {

// Asks whether a program of this machine may use our contexts. Refusing is the default: it takes a deliberate click to let
// somebody in.
class ClientCard final : public PromptCard {
    Q_OBJECT
public:
    ClientCard(PromptCentre& centre, const connect::Prompt& prompt, QWidget* parent);

    void focusAnswer() override;
    void pressDefault() override;

private:
    QLayout* makeFacts(const connect::ClientFacts& client);
    void addDecision(const QString& name, const QString& text, const QString& toolTip,
                     connect::PromptAnswer::Decision decision);

    QPushButton* m_refuse = nullptr;
};

}  // namespace rz::app
