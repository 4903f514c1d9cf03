#include "app/calls/function_form.h"

#include "app/calls/function_text.h"
#include "app/calls/parameter_editor.h"
#include "app/common/control_pictures.h"
#include "app/common/file_chooser.h"
#include "app/common/style.h"
#include "app/common/tool_tip.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QLabel>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

QString shown(const std::string& text)
{
    return withControlPictures(QString::fromStdString(text));
}

QString helpOf(const rpc::ParameterDescription& parameter)
{
    QString help = parameterHelp(parameter);
    if (!parameter.optional || parameter.fallback.empty())
        return help;
    return FunctionForm::tr("%1 Left out: %2.", "help of a parameter, what is used without it")
        .arg(help, parameterFallback(parameter));
}

}  // namespace

FunctionForm::FunctionForm(std::shared_ptr<FileChooser> files, QWidget* parent)
    : QScrollArea(parent), m_files(std::move(files))
{
    setObjectName(u"functionForm"_s);
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMinimumHeight(RowHeight + 2 * Space);
}

void FunctionForm::setFunction(const rpc::FunctionDescription& function)
{
    m_function = function;
    m_fields.clear();
    auto* content = new QWidget;
    content->setObjectName(u"formContent"_s);
    auto* grid = new QGridLayout(content);
    grid->setContentsMargins(Margin, Space, Margin, Space);
    grid->setHorizontalSpacing(Margin);
    grid->setVerticalSpacing(Space);
    grid->setColumnStretch(1, 1);
    // Where it scrolls with the fields, a long one is never cut.
    auto* help = new QLabel(functionHelp(m_function), content);
    help->setObjectName(u"functionHelp"_s);
    help->setTextFormat(Qt::PlainText);
    help->setWordWrap(true);
    help->setForegroundRole(QPalette::PlaceholderText);
    grid->addWidget(help, 0, 0, 1, 3);
    for (const rpc::ParameterDescription& parameter : m_function.parameters)
        addField(parameter, content, *grid);
    if (m_fields.empty()) {
        auto* none = new QLabel(tr("It takes no parameters."), content);
        none->setForegroundRole(QPalette::PlaceholderText);
        grid->addWidget(none, 1, 0, 1, 3);
    }
    grid->setRowStretch(grid->rowCount(), 1);
    setWidget(content);
}

void FunctionForm::addField(const rpc::ParameterDescription& parameter, QWidget* content, QGridLayout& grid)
{
    Field field{.parameter = parameter};
    const QString name = shown(parameter.name);
    const int row = grid.rowCount();
    auto* label = new QLabel(name, content);
    label->setTextFormat(Qt::PlainText);
    label->setToolTip(plainToolTip(tr("Type: %1").arg(shown(parameter.type))));
    grid.addWidget(label, row, 0, Qt::AlignTop | Qt::AlignLeft);
    label->setContentsMargins(0, Space, 0, 0);

    if (parameterKindOf(parameter.type) == ParameterKind::Stream) {
        auto* streams = new QLabel(tr("Shown below as it arrives."), content);
        streams->setContentsMargins(0, Space, 0, 0);
        grid.addWidget(streams, row, 1, Qt::AlignTop);
    } else {
        field.editor = ParameterEditor::create(parameter, m_files, content);
        label->setBuddy(field.editor->control());
        grid.addWidget(field.editor, row, 1, Qt::AlignTop);
        connect(field.editor, &ParameterEditor::edited, this, [this, index = m_fields.size()] {
            showHelp(m_fields[index]);
            emit edited();
        });
    }
    if (parameter.optional) {
        field.leaveOut = new QCheckBox(tr("Leave out"), content);
        field.leaveOut->setObjectName(u"leaveOut_"_s + name);
        field.leaveOut->setAccessibleName(tr("Leave out %1").arg(name));
        grid.addWidget(field.leaveOut, row, 2, Qt::AlignTop);
        connect(field.leaveOut, &QCheckBox::toggled, this, [this, index = m_fields.size()](bool out) {
            setLeftOut(m_fields[index], out);
            if (!out && m_fields[index].editor != nullptr)
                m_fields[index].editor->control()->setFocus(Qt::OtherFocusReason);
            emit edited();
        });
    }
    field.note = new QLabel(content);
    field.note->setObjectName(u"note_"_s + name);
    field.note->setTextFormat(Qt::PlainText);
    field.note->setWordWrap(true);
    grid.addWidget(field.note, row + 1, 1, 1, 2);
    showHelp(field);
    m_fields.push_back(field);
    // Streaming is why one calls such a function here; everything else optional is left out at first.
    if (field.leaveOut != nullptr && !field.isStream())
        field.leaveOut->setChecked(true);
}

bool FunctionForm::isLeftOut(const Field& field)
{
    return field.leaveOut != nullptr && field.leaveOut->isChecked();
}

void FunctionForm::setLeftOut(Field& field, bool out)
{
    if (field.editor != nullptr)
        field.editor->setEnabled(!out);
    showHelp(field);
}

void FunctionForm::showHelp(const Field& field)
{
    field.note->setForegroundRole(QPalette::PlaceholderText);
    field.note->setText(helpOf(field.parameter));
    field.note->setVisible(!field.note->text().isEmpty());
}

void FunctionForm::showProblem(const Field& field, const QString& problem)
{
    field.note->setForegroundRole(QPalette::BrightText);  // danger
    field.note->setText(tr("⚠ %1", "what is wrong with a field").arg(problem));
    field.note->show();
}

std::optional<CallLine> FunctionForm::callLine()
{
    CallLine line{.function = m_function.name};
    const Field* wrong = nullptr;
    for (const Field& field : m_fields) {
        if (field.isStream() || isLeftOut(field))
            continue;
        auto value = field.editor->value();
        if (value) {
            showHelp(field);
            line.kwargs.set(field.parameter.name, std::move(*value));
            continue;
        }
        showProblem(field, value.error());
        if (wrong == nullptr)
            wrong = &field;
    }
    if (wrong == nullptr)
        return line;
    ensureWidgetVisible(wrong->note);
    wrong->editor->control()->setFocus(Qt::OtherFocusReason);
    return std::nullopt;
}

std::string FunctionForm::streamParameter() const
{
    const auto stream = std::ranges::find_if(m_fields, &Field::isStream);
    return stream == m_fields.end() || isLeftOut(*stream) ? std::string() : stream->parameter.name;
}

bool FunctionForm::fill(const CallLine& line)
{
    if (line.function != m_function.name || line.args.size() > m_fields.size())
        return false;
    std::size_t filled = 0;
    for (std::size_t i = 0; i < m_fields.size(); ++i) {
        Field& field = m_fields[i];
        const Value* value = i < line.args.size() ? &line.args[i] : line.kwargs.find(field.parameter.name);
        if (field.isStream())
            continue;
        if (field.leaveOut != nullptr)
            field.leaveOut->setChecked(value == nullptr);
        if (value == nullptr)
            continue;
        if (!field.editor->setValue(*value))
            return false;
        ++filled;
    }
    return filled == line.args.size() + line.kwargs.items.size();
}

void FunctionForm::focusFirst()
{
    for (const Field& field : m_fields) {
        if (!field.isStream() && !isLeftOut(field)) {
            field.editor->control()->setFocus(Qt::OtherFocusReason);
            return;
        }
    }
    setFocus(Qt::OtherFocusReason);
}

}  // namespace rz::app
