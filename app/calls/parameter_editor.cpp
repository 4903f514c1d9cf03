#include "app/calls/parameter_editor.h"

#include "app/calls/value_text.h"
#include "app/common/file_chooser.h"
#include "app/common/growing_edit.h"
#include "app/common/secret_edit.h"
#include "app/common/style.h"
#include "core/qt/json.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

// Texts are ParameterEditor::tr, since the editors themselves have no Q_OBJECT and so no context of their own.

QHBoxLayout* rowIn(QWidget* parent)
{
    auto* row = new QHBoxLayout(parent);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Space);
    return row;
}

class NumberEditor final : public ParameterEditor {
public:
    NumberEditor(ParameterKind kind, const QString& name, QWidget* parent)
        : ParameterEditor(parent), m_kind(kind), m_line(new QLineEdit(this))
    {
        m_line->setObjectName(u"parameter_"_s + name);
        m_line->setAccessibleName(name);
        m_line->setMaximumWidth(240);
        m_line->setToolTip(kind == ParameterKind::Integer ? ParameterEditor::tr("A whole number: 420, 0o644 or 0x1a4")
                                                          : ParameterEditor::tr("A number: 1.5 or 2e-3"));
        auto* row = rowIn(this);
        row->addWidget(m_line);
        row->addStretch();
        setControl(m_line);
        connect(m_line, &QLineEdit::textEdited, this, &ParameterEditor::edited);
    }

    Parsed value() override
    {
        return m_kind == ParameterKind::Integer ? parseInteger(m_line->text()) : parseNumber(m_line->text());
    }

    bool setValue(const Value& value) override
    {
        const bool integer = value.is<std::int64_t>() || value.is<BigInt>();
        if (!integer && (m_kind == ParameterKind::Integer || !value.is<double>()))
            return false;
        m_line->setText(QString::fromStdString(toJson(value)));
        return true;
    }

private:
    ParameterKind m_kind;
    QLineEdit* m_line;
};

class BooleanEditor final : public ParameterEditor {
public:
    BooleanEditor(const QString& name, QWidget* parent) : ParameterEditor(parent), m_choice(new QComboBox(this))
    {
        m_choice->setObjectName(u"parameter_"_s + name);
        m_choice->setAccessibleName(name);
        m_choice->addItems({ParameterEditor::tr("no"), ParameterEditor::tr("yes")});
        auto* row = rowIn(this);
        row->addWidget(m_choice);
        row->addStretch();
        setControl(m_choice);
        connect(m_choice, &QComboBox::activated, this, &ParameterEditor::edited);
    }

    Parsed value() override { return Value(m_choice->currentIndex() == 1); }

    bool setValue(const Value& value) override
    {
        const auto* truth = value.as<bool>();
        if (truth != nullptr)
            m_choice->setCurrentIndex(*truth ? 1 : 0);
        return truth != nullptr;
    }

private:
    QComboBox* m_choice;
};

// Text, a list of texts, or JSON.
class TextEditor final : public ParameterEditor {
public:
    TextEditor(ParameterKind kind, const rpc::ParameterDescription& parameter, QWidget* parent)
        : ParameterEditor(parent),
          m_kind(kind),
          m_type(parameter.type),
          m_edit(
              new GrowingEdit(kind == ParameterKind::Text ? GrowingEdit::Enter::Leaves : GrowingEdit::Enter::BeginsLine,
                              GrowingEdit::Font::Fixed, kind == ParameterKind::Text ? 1 : 2, this))
    {
        const QString name = QString::fromStdString(parameter.name);
        m_edit->setObjectName(u"parameter_"_s + name);
        m_edit->setAccessibleName(name);
        if (kind == ParameterKind::Text) {
            m_edit->setToolTip(ParameterEditor::tr("Shift+Enter begins a new line"));
        } else if (kind == ParameterKind::TextList) {
            m_edit->setPlaceholderText(ParameterEditor::tr("One item a line"));
            m_edit->setToolTip(ParameterEditor::tr("One item a line"));
        } else {
            m_edit->setPlaceholderText(m_type.starts_with("list")   ? u"[…]"_s
                                       : m_type.starts_with("dict") ? u"{\"key\": …}"_s
                                                                    : ParameterEditor::tr("A value in JSON"));
            m_edit->setToolTip(
                ParameterEditor::tr("A value in JSON; bytes are {\"$utf8\": \"text\"} or {\"$bytes\": \"base64\"}"));
        }
        rowIn(this)->addWidget(m_edit);
        setControl(m_edit);
        connect(m_edit, &QPlainTextEdit::textChanged, this, &ParameterEditor::edited);
    }

    Parsed value() override
    {
        const QString text = m_edit->toPlainText();
        switch (m_kind) {
        case ParameterKind::Text: return Value(text.toStdString());
        case ParameterKind::TextList: return parseTextList(text);
        default: return parseJsonParameter(text, m_type);
        }
    }

    bool setValue(const Value& value) override
    {
        std::string text;
        if (m_kind == ParameterKind::Text) {
            if (!value.is<std::string>())
                return false;
            text = *value.as<std::string>();
        } else if (m_kind == ParameterKind::TextList) {
            const auto* list = value.as<List>();
            if (list == nullptr)
                return false;
            for (const Value& item : list->items) {
                const auto* line = item.as<std::string>();
                if (line == nullptr || line->contains('\n'))
                    return false;
                text += *line + '\n';
            }
        } else {
            text = toJson(value, JsonLayout::Indented);
        }
        m_edit->setPlainText(QString::fromStdString(text));
        return true;
    }

private:
    ParameterKind m_kind;
    std::string m_type;
    GrowingEdit* m_edit;
};

// Bytes as text, as hexadecimal digits, or from a file.
class BytesEditor final : public ParameterEditor {
public:
    BytesEditor(const rpc::ParameterDescription& parameter, std::shared_ptr<FileChooser> files, QWidget* parent)
        : ParameterEditor(parent),
          m_blob(parameter.type == "blob"),
          m_files(std::move(files)),
          m_form(new QComboBox(this)),
          m_edit(new GrowingEdit(GrowingEdit::Enter::BeginsLine, GrowingEdit::Font::Fixed, 1, this)),
          m_browse(new QPushButton(ParameterEditor::tr("Choose…"), this))
    {
        const QString name = QString::fromStdString(parameter.name);
        m_edit->setObjectName(u"parameter_"_s + name);
        m_edit->setAccessibleName(name);
        m_form->setObjectName(u"form_"_s + name);
        m_form->setAccessibleName(ParameterEditor::tr("How %1 is entered").arg(name));
        m_form->addItems({ParameterEditor::tr("Text"), ParameterEditor::tr("Hex"), ParameterEditor::tr("File")});
        m_browse->setObjectName(u"browse_"_s + name);
        m_browse->setAutoDefault(false);
        auto* row = rowIn(this);
        row->addWidget(m_form, 0, Qt::AlignTop);
        row->addWidget(m_edit, 1);
        row->addWidget(m_browse, 0, Qt::AlignTop);
        setControl(m_edit);
        connect(m_form, &QComboBox::currentIndexChanged, this, &BytesEditor::showForm);
        connect(m_form, &QComboBox::activated, this, &ParameterEditor::edited);
        connect(m_edit, &QPlainTextEdit::textChanged, this, &ParameterEditor::edited);
        connect(m_browse, &QPushButton::clicked, this, [this] {
            m_files->askToOpen(window(), ParameterEditor::tr("Choose a file"),
                               [this](const QString& path) { m_edit->setPlainText(path); });
        });
        showForm();
    }

    Parsed value() override
    {
        auto bytes = parseBytes(m_edit->toPlainText(), static_cast<BytesForm>(m_form->currentIndex()));
        if (bytes && m_blob)
            return Value(Blob{*bytes->as<Bytes>()});
        return bytes;
    }

    bool setValue(const Value& value) override
    {
        const auto* blob = value.as<Blob>();
        const auto* bytes = blob != nullptr ? &blob->data : value.as<Bytes>();
        if (bytes == nullptr)
            return false;
        const QByteArray content = QByteArrayView(bytes->view()).toByteArray();
        const bool text = isReadableText(bytes->view());
        m_form->setCurrentIndex(static_cast<int>(text ? BytesForm::Text : BytesForm::Hex));
        m_edit->setPlainText(text ? QString::fromUtf8(content) : QString::fromLatin1(content.toHex(' ')));
        return true;
    }

private:
    void showForm()
    {
        const auto form = static_cast<BytesForm>(m_form->currentIndex());
        m_browse->setVisible(form == BytesForm::File);
        m_edit->setPlaceholderText(form == BytesForm::Hex    ? u"48 65 6c 6c 6f"_s
                                   : form == BytesForm::File ? ParameterEditor::tr("Path of a file on this machine")
                                                             : QString());
    }

    bool m_blob;
    std::shared_ptr<FileChooser> m_files;
    QComboBox* m_form;
    GrowingEdit* m_edit;
    QPushButton* m_browse;
};

class SecretEditor final : public ParameterEditor {
public:
    SecretEditor(const QString& name, QWidget* parent)
        : ParameterEditor(parent), m_edit(new SecretEdit(SecretEdit::Echo::Dots, this))
    {
        m_edit->setObjectName(u"parameter_"_s + name);
        m_edit->setAccessibleName(name);
        rowIn(this)->addWidget(m_edit);
        setControl(m_edit);
        connect(m_edit, &QLineEdit::textEdited, this, &ParameterEditor::edited);
    }

    Parsed value() override { return Value(m_edit->take()); }
    // Secrets are typed, never filled in.
    bool setValue(const Value& value) override { return value.is<Secret>(); }

private:
    SecretEdit* m_edit;
};

}  // namespace

ParameterEditor* ParameterEditor::create(const rpc::ParameterDescription& parameter, std::shared_ptr<FileChooser> files,
                                         QWidget* parent)
{
    const QString name = QString::fromStdString(parameter.name);
    const ParameterKind kind = parameterKindOf(parameter.type);
    switch (kind) {
    case ParameterKind::Integer:
    case ParameterKind::Number: return new NumberEditor(kind, name, parent);
    case ParameterKind::Boolean: return new BooleanEditor(name, parent);
    case ParameterKind::Bytes: return new BytesEditor(parameter, std::move(files), parent);
    case ParameterKind::Secret: return new SecretEditor(name, parent);
    case ParameterKind::Text:
    case ParameterKind::TextList:
    case ParameterKind::Stream:
    case ParameterKind::Json: break;
    }
    return new TextEditor(kind, parameter, parent);
}

}  // namespace rz::app
