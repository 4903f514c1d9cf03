#pragma once

#include "app/prompts/prompt_card.h"

namespace rz::app {

// Asks whether to trust a host key. Refusing is the default: trust takes a deliberate click.
class HostKeyCard final : public PromptCard {
    Q_OBJECT
public:
    HostKeyCard(PromptCentre& centre, const connect::Prompt& prompt, QWidget* parent);

    void focusAnswer() override;
    void pressDefault() override;

private:
    QLayout* makeKeys(const connect::HostKeyFacts& key);
    void addDecision(const QString& name, const QString& text, connect::PromptAnswer::Decision decision);

    QPushButton* m_refuse = nullptr;
};

}  // namespace rz::app
