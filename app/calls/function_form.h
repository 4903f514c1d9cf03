#pragma once

#include "app/calls/call_line.h"
#include "core/rpc/function.h"

#include <QScrollArea>

#include <memory>
#include <optional>
#include <vector>

class QCheckBox;
class QGridLayout;
class QLabel;

namespace rz::app {

class FileChooser;
class ParameterEditor;

// The form of one function: a field for each parameter with its help; those that are optional can be left out. Says
// beside a field what is wrong with it.
class FunctionForm : public QScrollArea {
    Q_OBJECT
public:
    explicit FunctionForm(std::shared_ptr<FileChooser> files, QWidget* parent = nullptr);

    // Takes effect with the next function.
    void setFileChooser(std::shared_ptr<FileChooser> files) { m_files = std::move(files); }
    void setFunction(const rpc::FunctionDescription& function);
    const rpc::FunctionDescription& function() const { return m_function; }

    // The call as it is filled in; nothing when a field is wrong, which is then marked and has the focus.
    std::optional<CallLine> callLine();
    // The parameter through which results are to be streamed, empty if there is none or it is left out.
    std::string streamParameter() const;
    // Fills the fields; false when the call has arguments the form has no field for.
    bool fill(const CallLine& line);
    void focusFirst();

signals:
    void edited();

private:
    struct Field {
        rpc::ParameterDescription parameter;
        ParameterEditor* editor = nullptr;  // null for a stream
        QCheckBox* leaveOut = nullptr;      // null when it is required
        QLabel* note = nullptr;             // help, or what is wrong
        bool isStream() const { return editor == nullptr; }
    };
    void addField(const rpc::ParameterDescription& parameter, QWidget* content, QGridLayout& grid);
    static bool isLeftOut(const Field& field);
    static void setLeftOut(Field& field, bool out);
    static void showHelp(const Field& field);
    void showProblem(const Field& field, const QString& problem);
    bool fillField(Field& field, const Value& value);

    std::shared_ptr<FileChooser> m_files;
    rpc::FunctionDescription m_function;
    std::vector<Field> m_fields;
};

}  // namespace rz::app
