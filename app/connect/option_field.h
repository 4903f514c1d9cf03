#pragma once

#include "core/base/secret.h"
#include "core/connect/method.h"

#include <QStringList>
#include <QWidget>

#include <expected>
#include <optional>

class QHBoxLayout;
class QLabel;

namespace rz::app {

// The field of one option, made from its description: a line, a box, a choice, a path with a button to look for it.
// Empty means: left to its default, which the field shows as a hint. Below it stands what is wrong with it, or a note.
class OptionField : public QWidget {
    Q_OBJECT
public:
    // `description` must outlive the field (method tables live as long as the program).
    static OptionField* create(const connect::OptionDescription& description, QWidget* parent);

    const connect::OptionDescription& description() const { return m_description; }
    // Null: nothing given. Emits nothing.
    virtual void setValue(const Value* value) = 0;
    // What is typed, or why it cannot be a value.
    virtual std::expected<std::optional<Value>, QString> value() const = 0;
    // Of secret fields: what was typed; empties the field.
    virtual std::optional<Secret> takeSecret() { return {}; }
    // What it is when nothing is given, instead of the method's own default. Emits nothing.
    virtual void setInherited(const Value& value) = 0;
    // Of the field of what runs in the context: whether its parent is a Python context. Emits nothing.
    virtual void setPythonParent(bool /*python*/) {}
    // Completions of text fields.
    virtual void setSuggestions(const QStringList& /*suggestions*/) {}
    // What has the focus when the option is to be changed; see ParameterEditor on why it is no focus proxy.
    QWidget* control() const { return m_control; }
    // A problem goes before a note; both empty: nothing.
    void tell(const QString& problem, const QString& note);

signals:
    void edited();

protected:
    OptionField(const connect::OptionDescription& description, QWidget* parent);
    // The control fills the field and takes its name.
    void place(QWidget* control);
    void placeBeside(QWidget* control);
    void placeBelow(QWidget* control);

    static QString toQString(std::string_view text);
    // As it is typed into a line.
    static QString asText(const Value& value);

private:
    const connect::OptionDescription& m_description;
    QWidget* m_control = nullptr;
    QHBoxLayout* m_line = nullptr;
    QLabel* m_note = nullptr;  // made when there is something to say
};

}  // namespace rz::app
