#pragma once

#include "app/prompts/prompt_card.h"

class QComboBox;

namespace rz::app {

class SecretEdit;

// Asks for a password, a passphrase, or the several answers of a keyboard-interactive exchange.
class SecretCard final : public PromptCard {
    Q_OBJECT
public:
    SecretCard(PromptCentre& centre, const connect::Prompt& prompt, QWidget* parent);

    void focusAnswer() override;
    void pressDefault() override;

private:
    void addFields();
    void addRemember();
    void offerKeyring();
    void answer();
    void followFields();

    std::vector<SecretEdit*> m_fields;
    QComboBox* m_remember = nullptr;
    QLabel* m_keyringNote = nullptr;
    QPushButton* m_answer;
};

}  // namespace rz::app
