#pragma once

#include "core/base/secret.h"

#include <QLineEdit>

namespace rz::app {

// A field for a secret: shows dots, keeps nothing for undo, the clipboard or input methods, and is emptied by taking
// the secret out. An eye shows the text while it is pressed.
class SecretEdit : public QLineEdit {
    Q_OBJECT
public:
    enum class Echo : std::uint8_t { Dots, Plain };
    explicit SecretEdit(Echo echo = Echo::Dots, QWidget* parent = nullptr);
    ~SecretEdit() override;

    // What was typed. The field is empty afterwards and its memory overwritten as far as Qt lets us.
    Secret take();
};

}  // namespace rz::app
