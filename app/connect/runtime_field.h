#pragma once

#include "app/connect/option_field.h"

class QComboBox;

namespace rz::app {

class GrowingEdit;

// The field of "python_path": what runs in the context, the agent or a Python; then also which.
class RuntimeField : public OptionField {
    Q_OBJECT
public:
    RuntimeField(const connect::OptionDescription& description, QWidget* parent);

    void setValue(const Value* value) override;
    std::expected<std::optional<Value>, QString> value() const override;
    void setInherited(const Value& value) override;
    void setPythonParent(bool python) override;

private:
    enum Runtime { ByDefault, Python };
    void choose(int runtime);
    void showDefault();

    QComboBox* m_runtime;
    bool m_setting = false;
    QString m_inherited;  // the interpreter; empty: none
    bool m_pythonParent = false;
    GrowingEdit* m_program;  // with its arguments, one a line
};

}  // namespace rz::app
