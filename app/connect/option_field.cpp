#include "app/connect/option_field.h"

#include "app/common/icons.h"
#include "app/common/secret_edit.h"
#include "app/common/style.h"
#include "app/connect/method_text.h"
#include "app/connect/runtime_field.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

using Described = connect::OptionDescription;
using Read = std::expected<std::optional<Value>, QString>;

constexpr int ListLines = 3;

// Text, numbers and paths.
class LineField : public OptionField {
public:
    LineField(const Described& described, QWidget* parent) : OptionField(described, parent), m_line(new QLineEdit(this))
    {
        m_line->setPlaceholderText(toQString(described.fallback));
        place(m_line);
        connect(m_line, &QLineEdit::textEdited, this, &OptionField::edited);
    }

    void setValue(const Value* value) override
    {
        const QString text = value != nullptr ? asText(*value) : QString();
        if (text != m_line->text())
            m_line->setText(text);
    }

    void setInherited(const Value& value) override { m_line->setPlaceholderText(asText(value)); }

    Read value() const override
    {
        const QString text = m_line->text().trimmed();
        if (text.isEmpty())
            return std::nullopt;
        bool readable = false;
        switch (description().type) {
        case connect::OptionType::Integer:
            if (const qlonglong number = text.toLongLong(&readable); readable)
                return Value(std::int64_t{number});
            return std::unexpected(
                OptionField::tr("%1: “%2” is not a whole number").arg(optionLabel(description()), text));
        case connect::OptionType::Seconds:
            if (const double number = text.toDouble(&readable); readable && number >= 0)
                return Value(number);
            return std::unexpected(
                OptionField::tr("%1: “%2” is not a number of seconds").arg(optionLabel(description()), text));
        default: return Value(text.toStdString());
        }
    }

    void setSuggestions(const QStringList& suggestions) override
    {
        auto* completer = new QCompleter(suggestions, m_line);
        completer->setCaseSensitivity(Qt::CaseInsensitive);
        completer->setFilterMode(Qt::MatchContains);
        connect(completer, qOverload<const QString&>(&QCompleter::activated), this, &OptionField::edited,
                Qt::QueuedConnection);  // after the line took the text over
        m_line->setCompleter(completer);
    }

protected:
    QLineEdit* m_line;
};

class PathField final : public LineField {
public:
    PathField(const Described& described, QWidget* parent) : LineField(described, parent)
    {
        auto* browse = new QToolButton(this);
        browse->setIcon(icon(u"browse"));
        browse->setText(OptionField::tr("Browse"));
        browse->setToolTip(OptionField::tr("Look for the file"));
        browse->setAccessibleName(OptionField::tr("Look for the file: %1").arg(optionLabel(described)));
        placeBeside(browse);
        connect(browse, &QToolButton::clicked, this, &PathField::browse);
    }

private:
    void browse()
    {
        auto* dialog = new QFileDialog(this, optionLabel(description()), m_line->text());
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::ExistingFile);
        dialog->setFilter(QDir::AllEntries | QDir::Hidden);
        connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
            m_line->setText(file);
            emit edited();
        });
        dialog->open();
    }
};

class ListField final : public OptionField {
public:
    ListField(const Described& described, QWidget* parent)
        : OptionField(described, parent), m_lines(new QPlainTextEdit(this))
    {
        m_lines->setTabChangesFocus(true);
        m_lines->setPlaceholderText(OptionField::tr("One a line"));
        m_lines->setFixedHeight(ListLines * m_lines->fontMetrics().lineSpacing() + Margin);
        place(m_lines);
        connect(m_lines, &QPlainTextEdit::textChanged, this, [this] {
            if (!m_setting)
                emit edited();
        });
    }

    void setValue(const Value* value) override
    {
        const QStringList lines = value != nullptr ? linesOf(*value) : QStringList();
        m_setting = true;
        if (lines != given())
            m_lines->setPlainText(lines.join(u'\n'));
        m_setting = false;
    }

    void setInherited(const Value& value) override { m_lines->setPlaceholderText(linesOf(value).join(u'\n')); }

    Read value() const override
    {
        List list;
        for (const QString& line : given())
            list.items.emplace_back(line.toStdString());
        if (list.items.empty())
            return std::nullopt;
        return Value(std::move(list));
    }

private:
    static QStringList linesOf(const Value& value)
    {
        QStringList lines;
        if (const List* list = value.as<List>()) {
            for (const Value& item : list->items)
                lines << asText(item);
        }
        return lines;
    }
    QStringList given() const { return m_lines->toPlainText().split(u'\n', Qt::SkipEmptyParts); }

    QPlainTextEdit* m_lines;
    bool m_setting = false;
};

class FlagField final : public OptionField {
public:
    FlagField(const Described& described, QWidget* parent)
        : OptionField(described, parent), m_box(new QCheckBox(optionLabel(described), this))
    {
        place(m_box);
        FlagField::setValue(nullptr);
        connect(m_box, &QCheckBox::clicked, this, &OptionField::edited);
    }

    void setValue(const Value* value) override
    {
        const bool* given = value != nullptr ? value->as<bool>() : nullptr;
        m_box->setChecked(given != nullptr ? *given : m_byDefault);
    }

    void setInherited(const Value& value) override
    {
        if (const bool* inherited = value.as<bool>())
            m_byDefault = *inherited;
    }

    Read value() const override
    {
        if (m_box->isChecked() == m_byDefault)
            return std::nullopt;
        return Value(m_box->isChecked());
    }

private:
    bool m_byDefault = description().fallback == "true";
    QCheckBox* m_box;
};

class ChoiceField final : public OptionField {
public:
    ChoiceField(const Described& described, QWidget* parent)
        : OptionField(described, parent), m_box(new QComboBox(this))
    {
        for (const std::string_view choice : described.choices)
            m_box->addItem(choiceLabel(choice), toQString(choice));
        place(m_box);
        ChoiceField::setValue(nullptr);
        connect(m_box, &QComboBox::activated, this, &OptionField::edited);
    }

    void setValue(const Value* value) override
    {
        const auto* given = value != nullptr ? value->as<std::string>() : nullptr;
        const QString choice = given != nullptr ? QString::fromStdString(*given) : m_byDefault;
        m_box->setCurrentIndex(m_box->findData(choice));
    }

    void setInherited(const Value& value) override { m_byDefault = asText(value); }

    Read value() const override
    {
        const QString chosen = m_box->currentData().toString();
        if (chosen == m_byDefault)
            return std::nullopt;
        return Value(chosen.toStdString());
    }

private:
    QString m_byDefault = toQString(description().fallback);
    QComboBox* m_box;
};

class SecretField final : public OptionField {
public:
    SecretField(const Described& described, QWidget* parent)
        : OptionField(described, parent), m_edit(new SecretEdit(SecretEdit::Echo::Dots, this))
    {
        m_edit->setPlaceholderText(OptionField::tr("Asked for when needed"));
        place(m_edit);
    }

    void setValue(const Value* /*value*/) override {}
    void setInherited(const Value& /*value*/) override {}
    Read value() const override { return std::nullopt; }

    std::optional<Secret> takeSecret() override
    {
        if (m_edit->text().isEmpty())
            return {};
        return m_edit->take();
    }

private:
    SecretEdit* m_edit;
};

}  // namespace

OptionField::OptionField(const connect::OptionDescription& description, QWidget* parent)
    : QWidget(parent), m_description(description)
{
    setObjectName(toQString(description.name));
    setToolTip(optionHelp(description));
}

void OptionField::place(QWidget* control)
{
    control->setObjectName(objectName() + u"Control"_s);
    control->setAccessibleName(optionLabel(m_description));
    control->setAccessibleDescription(optionHelp(m_description));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Space);
    m_line = new QHBoxLayout;
    m_line->setSpacing(Space);
    m_line->addWidget(control);
    column->addLayout(m_line);
    m_control = control;
}

void OptionField::placeBeside(QWidget* control)
{
    m_line->addWidget(control);
}

void OptionField::placeBelow(QWidget* control)
{
    layout()->addWidget(control);
}

void OptionField::tell(const QString& problem, const QString& note)
{
    const QString text = problem.isEmpty() ? note : problem;
    if (m_note == nullptr && text.isEmpty())
        return;
    if (m_note == nullptr) {
        m_note = new QLabel(this);
        m_note->setObjectName(objectName() + u"Note"_s);
        m_note->setTextFormat(Qt::PlainText);
        m_note->setWordWrap(true);
        static_cast<QVBoxLayout*>(layout())->insertWidget(1, m_note);
    }
    m_note->setForegroundRole(problem.isEmpty() ? QPalette::PlaceholderText : QPalette::BrightText);  // danger
    m_note->setText(text);
    m_note->setVisible(!text.isEmpty());
    const QString help = optionHelp(m_description);
    m_control->setAccessibleDescription(text.isEmpty() ? help : u"%1 %2"_s.arg(text, help));
}

QString OptionField::toQString(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString OptionField::asText(const Value& value)
{
    const auto* text = value.as<std::string>();
    return QString::fromStdString(text != nullptr ? *text : repr(value));
}

OptionField* OptionField::create(const connect::OptionDescription& description, QWidget* parent)
{
    if (description.name == "python_path")
        return new RuntimeField(description, parent);
    switch (description.type) {
    case connect::OptionType::Boolean: return new FlagField(description, parent);
    case connect::OptionType::Choice: return new ChoiceField(description, parent);
    case connect::OptionType::Path: return new PathField(description, parent);
    case connect::OptionType::TextList: return new ListField(description, parent);
    case connect::OptionType::Secret: return new SecretField(description, parent);
    default: return new LineField(description, parent);
    }
}

}  // namespace rz::app
