#include "app/connect/runtime_field.h"

#include "app/common/growing_edit.h"

#include <QComboBox>
#include <QScopedValueRollback>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

QStringList linesOf(const Value& value)
{
    QStringList lines;
    if (const auto* words = value.as<List>()) {
        for (const Value& word : words->items) {
            if (const auto* text = word.as<std::string>())
                lines << QString::fromStdString(*text);
        }
    }
    return lines;
}

}  // namespace

RuntimeField::RuntimeField(const connect::OptionDescription& description, QWidget* parent)
    : OptionField(description, parent),
      m_runtime(new QComboBox(this)),
      m_program(new GrowingEdit(GrowingEdit::Enter::BeginsLine, GrowingEdit::Font::Fixed, 1, this))
{
    m_runtime->addItems({{}, tr("Python")});
    showDefault();
    m_runtime->setItemData(Python, tr("A Mitogen context: functions of Python modules can be called in it"),
                           Qt::ToolTipRole);
    place(m_runtime);
    m_program->setObjectName(objectName() + u"Program"_s);
    m_program->setAccessibleName(tr("Interpreter"));
    m_program->setToolTip(tr("The interpreter of Python there; its arguments on further lines"));
    m_program->hide();
    placeBeside(m_program);
    connect(m_runtime, &QComboBox::activated, this, [this](int runtime) {
        choose(runtime);
        emit edited();
    });
    connect(m_program, &QPlainTextEdit::textChanged, this, [this] {
        if (!m_setting)
            emit edited();
    });
}

void RuntimeField::choose(int runtime)
{
    const QScopedValueRollback setting(m_setting, true);
    m_runtime->setCurrentIndex(runtime);
    m_program->setVisible(runtime == Python);
    if (runtime == Python && m_program->toPlainText().isEmpty())
        m_program->setPlainText(u"python3"_s);
}

void RuntimeField::setValue(const Value* value)
{
    const QScopedValueRollback setting(m_setting, true);
    if (value != nullptr && linesOf(*value) != m_program->toPlainText().split(u'\n', Qt::SkipEmptyParts))
        m_program->setPlainText(linesOf(*value).join(u'\n'));
    choose(value != nullptr ? Python : ByDefault);
}

std::expected<std::optional<Value>, QString> RuntimeField::value() const
{
    if (m_runtime->currentIndex() == ByDefault)
        return std::nullopt;
    List words;
    for (const QString& line : m_program->toPlainText().split(u'\n', Qt::SkipEmptyParts))
        words.items.emplace_back(line.toStdString());
    if (words.items.empty())
        return std::unexpected(tr("Name the interpreter of Python, as python3"));
    return Value(std::move(words));
}

void RuntimeField::setInherited(const Value& value)
{
    m_inherited = linesOf(value).join(u' ');
    showDefault();
}

void RuntimeField::setPythonParent(bool python)
{
    m_pythonParent = python;
    showDefault();
}

// What becomes of a hop that names no interpreter.
void RuntimeField::showDefault()
{
    QString text = tr("Rhizome agent");
    QString tip = tr("Needs nothing installed there");
    if (!m_inherited.isEmpty()) {
        text = tr("As inherited: %1").arg(m_inherited);
        tip.clear();
    } else if (m_pythonParent) {
        text = tr("As its parent: Python");
        tip = tr("A Mitogen context makes contexts of its own kind only. Choose Python to name the interpreter.");
    }
    m_runtime->setItemText(ByDefault, text);
    m_runtime->setItemData(ByDefault, tip, Qt::ToolTipRole);
}

}  // namespace rz::app
