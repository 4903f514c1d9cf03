#include "app/connect/option_form.h"

#include "app/common/icons.h"
#include "app/common/style.h"
#include "app/common/tab_order.h"
#include "app/connect/connect_draft.h"
#include "app/connect/method_text.h"
#include "app/connect/option_field.h"

#include <QFormLayout>
#include <QLabel>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

QFormLayout* makeForm(QWidget* widget)
{
    auto* form = new QFormLayout(widget);
    form->setContentsMargins(0, 0, 0, 0);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    return form;
}

}  // namespace

OptionForm::OptionForm(ConnectDraft& draft, QWidget* parent)
    : QWidget(parent), m_draft(draft), m_more(new QToolButton(this))
{
    m_more->setObjectName(u"moreOptions"_s);
    m_more->setAutoRaise(true);
    m_more->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    showMore(false);
    connect(m_more, &QToolButton::clicked, this, [this] { showMore(!m_open); });

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_more, 0, Qt::AlignLeft);
    layout->addStretch();
    connect(&m_draft, &ConnectDraft::hopsChanged, this, &OptionForm::follow);
    follow();
}

void OptionForm::showMore(bool open)
{
    m_open = open;
    m_more->setIcon(icon(open ? u"expand" : u"collapsed"));
    m_more->setText(open ? tr("Fewer options") : tr("More options"));
    if (m_advancedWidget != nullptr)
        m_advancedWidget->setVisible(open);
}

void OptionForm::setHosts(const QStringList& hosts)
{
    m_hosts = hosts;
    for (OptionField* field : m_fields) {
        if (field->description().name == "hostname")
            field->setSuggestions(m_hosts);
    }
}

// The draft holds no secrets, so they are moved out of the fields whenever these are to show another hop.
void OptionForm::keepSecrets()
{
    for (OptionField* field : m_fields) {
        if (auto secret = field->takeSecret())
            m_secrets[m_hop].set(Value(field->description().name), Value(std::move(*secret)));
    }
}

void OptionForm::takeSecrets(connect::Chain& chain)
{
    keepSecrets();
    for (auto& [hop, secrets] : std::exchange(m_secrets, {})) {
        for (auto& [name, secret] : secrets.items) {
            if (hop < chain.size() && connect::findOption(chain[hop].method, *name.as<std::string>()) != nullptr)
                chain[hop].options.set(std::move(name), std::move(secret));
        }
    }
}

void OptionForm::focusFirst()
{
    if (!m_fields.empty())
        m_fields.front()->control()->setFocus();
}

void OptionForm::follow()
{
    const auto hop = static_cast<std::size_t>(m_draft.current());
    if (hop != m_hop)
        keepSecrets();
    if (m_draft.chain().size() < m_hopCount)
        m_secrets.clear();  // which hop a secret was typed for is no longer sure
    m_hop = hop;
    m_hopCount = m_draft.chain().size();
    if (m_draft.hop().method != m_method)
        rebuild();
    for (OptionField* field : m_fields)
        field->setValue(m_draft.hop().options.find(field->description().name));
}

void OptionForm::rebuild()
{
    m_fields.clear();
    delete m_fieldsWidget;
    delete m_advancedWidget;
    m_method = m_draft.hop().method;
    m_fieldsWidget = new QWidget(this);
    m_advancedWidget = new QWidget(this);
    QFormLayout* usual = makeForm(m_fieldsWidget);
    QFormLayout* advanced = makeForm(m_advancedWidget);
    const connect::MethodDescription* method = connect::findMethod(m_method);
    if (method == nullptr)
        return;
    QList<QLabel*> labels;
    for (const connect::OptionDescription& option : method->options) {
        if (option.type == connect::OptionType::Context)
            continue;
        QWidget* home = option.advanced ? m_advancedWidget : m_fieldsWidget;
        auto* field = OptionField::create(option, home);
        auto* label = new QLabel(home);
        labels << label;
        label->setToolTip(optionHelp(option));
        label->setBuddy(field->control());
        if (option.type != connect::OptionType::Boolean)
            label->setText(optionLabel(option));
        (option.advanced ? advanced : usual)->addRow(label, field);
        connect(field, &OptionField::edited, this, [this, field] { take(*field); });
        m_fields.push_back(field);
    }
    // One column for both forms, as wide as its longest word in this language.
    int width = LabelWidth;
    for (const QLabel* label : labels)
        width = std::max(width, label->sizeHint().width());
    for (QLabel* label : labels)
        label->setMinimumWidth(width);
    auto* column = static_cast<QVBoxLayout*>(layout());
    column->insertWidget(0, m_fieldsWidget);
    column->insertWidget(2, m_advancedWidget);
    m_fieldsWidget->setVisible(usual->rowCount() > 0);
    m_advancedWidget->setVisible(m_open);
    m_more->setVisible(advanced->rowCount() > 0);
    setHosts(m_hosts);
    tabThrough({m_fieldsWidget, m_more, m_advancedWidget});
}

void OptionForm::take(const OptionField& field)
{
    auto value = field.value();
    if (value)
        m_draft.setOption(field.description().name, std::move(*value));
    else
        m_draft.setFieldProblem(field.description().name, value.error());
}

}  // namespace rz::app
