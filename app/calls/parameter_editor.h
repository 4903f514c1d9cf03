#pragma once

#include "app/calls/parameter_value.h"
#include "core/rpc/function.h"

#include <QWidget>

#include <memory>

namespace rz::app {

class FileChooser;

// The field of one parameter, made for its type. It has no focus proxy: Qt would enter it by that and pass over the controls
// before it, and could not keep it in its place when the order of Tab is set.
class ParameterEditor : public QWidget {
    Q_OBJECT
public:
    static ParameterEditor* create(const rpc::ParameterDescription& parameter, std::shared_ptr<FileChooser> files,
                                   QWidget* parent);

    using QWidget::QWidget;
    // What was entered. Of a secret it is taken out: the field is empty afterwards.
    virtual Parsed value() = 0;
    // False when this field cannot show such a value.
    virtual bool setValue(const Value& value) = 0;
    // What the value is typed into.
    QWidget* control() const { return m_control; }

signals:
    void edited();

protected:
    void setControl(QWidget* control) { m_control = control; }

private:
    QWidget* m_control = nullptr;
};

}  // namespace rz::app
