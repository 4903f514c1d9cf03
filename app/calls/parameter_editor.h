#pragma once

#include "app/calls/parameter_value.h"
#include "core/rpc/function.h"

#include <QWidget>

#include <memory>

namespace rz::app {

class FileChooser;

// The field of one parameter, made for its type.
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

signals:
    void edited();
};

}  // namespace rz::app
