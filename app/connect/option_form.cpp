#include "app/connect/option_form.h"

#include "app/common/icons.h"
#include "app/common/tab_order.h"
#include "app/connect/connect_draft.h"
#include "app/connect/hop_check.h"
#include "app/connect/method_text.h"
#include "app/connect/option_field.h"
#include "app/connect/target_field.h"

#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

#include <algorithm>
#include <span>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

QFormLayout* makeForm(QWidget* widget)
{
    auto* form = new QFormLayout(widget);
    form->setContentsMargins(0, 0, 0, 0);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    return form;
}

// Stands beside the first line of its field, however tall that is.
QLabel* makeLabel(const connect::OptionDescription& option, QWidget* home)
{
    auto* label = new QLabel(home);
    label->setMinimumWidth(LabelWidth);
    const int lineHeight = QLineEdit().sizeHint().height();
    label->setMinimumHeight(lineHeight);
    label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    label->setContentsMargins(0, (lineHeight - label->fontMetrics().height()) / 2, 0, 0);
    label->setToolTip(optionHelp(option));
    if (option.type != connect::OptionType::Boolean)
        label->setText(optionLabel(option));
    return label;
}

bool canBeLookedFor(const connect::MethodDescription& method, const connect::OptionDescription& option)
{
    return method.discovery != nullptr && option.name == method.target;
}

// Whose secret it is: the methods, users and targets of the hops up to this one. Also those before it count: sudo asks for the
// password of whoever is logged in, and each hop on the way gets to see it.
std::vector<std::string> wayTo(const connect::Chain& chain, std::size_t hop)
{
    std::vector<std::string> way;
    for (std::size_t i = 0; i <= hop && i < chain.size(); ++i)
        way.push_back(chain[i].label());
    return way;
}

}  // namespace

OptionForm::OptionForm(ConnectDraft& draft, For purpose, QWidget* parent)
    : QWidget(parent), m_draft(draft), m_purpose(purpose), m_more(new QToolButton(this))
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
    connect(&m_draft, &ConnectDraft::problemChanged, this, &OptionForm::tellProblems);
    follow();
}

void OptionForm::setSearch(qt::EngineApi& engine, qt::NodeKey where)
{
    m_engine = &engine;
    m_where = where;
    m_method.clear();
    follow();
}

void OptionForm::setStartsAtPython(bool python)
{
    m_startsAtPython = python;
    follow();
}

void OptionForm::setInheritance(Inheritance inheritance)
{
    m_inheritance = std::move(inheritance);
    refreshInheritance();
}

void OptionForm::refreshInheritance()
{
    m_method.clear();
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
        auto secret = field->takeSecret();
        if (!secret)
            continue;
        Typed& typed = m_typed[m_hop];
        if (typed.way != m_way)
            typed = Typed{.way = m_way, .secrets = {}};
        typed.secrets.set(Value(field->description().name), Value(std::move(*secret)));
    }
}

// Those in sight.
void OptionForm::dropSecrets()
{
    for (OptionField* field : m_fields)
        field->takeSecret();
}

void OptionForm::takeSecrets(connect::Chain& chain)
{
    keepSecrets();
    for (auto& [hop, typed] : std::exchange(m_typed, {})) {
        if (hop >= chain.size() || typed.way != wayTo(chain, hop))
            continue;
        for (auto& [name, secret] : typed.secrets.items) {
            if (connect::findOption(chain[hop].method, *name.as<std::string>()) != nullptr)
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
    auto way = wayTo(m_draft.chain(), hop);
    if (hop != m_hop)
        keepSecrets();
    else if (way != m_way)
        dropSecrets();  // another hop took the place of the one in sight
    if (m_draft.chain().size() < m_hopCount)
        m_typed.clear();  // which hop a secret was typed for is no longer sure
    std::erase_if(m_typed,
                  [this](const auto& entry) { return entry.second.way != wayTo(m_draft.chain(), entry.first); });
    m_way = std::move(way);
    const bool otherPlace = (hop == 0) != (m_hop == 0);
    m_hop = hop;
    m_hopCount = m_draft.chain().size();
    if (m_draft.hop().method != m_method || otherPlace)
        rebuild();
    for (OptionField* field : m_fields) {
        field->setPythonParent(parentIsPython());
        field->setValue(m_draft.hop().options.find(field->description().name));
    }
    tellProblems();
}

// A Python context makes Python contexts only, so one of them on the way is enough.
bool OptionForm::parentIsPython() const
{
    const auto before = std::span(m_draft.chain()).first(m_hop);
    return m_startsAtPython || std::ranges::any_of(before, [this](const connect::Hop& hop) {
               return hop.options.find("python_path") != nullptr ||
                      (m_inheritance && m_inheritance(hop, "python_path"));
           });
}

void OptionForm::tellProblems()
{
    const connect::Hop& hop = m_draft.hop();
    const connect::MethodDescription* method = connect::findMethod(hop.method);
    if (method == nullptr || hop.method != m_method)
        return;  // about to be rebuilt
    for (OptionField* field : m_fields) {
        const connect::OptionDescription& option = field->description();
        QString note;
        if (m_inheritance && hop.options.find(option.name) == nullptr) {
            if (const auto inherited = m_inheritance(hop, option.name))
                note = tr("From %1.", "a group whose setting holds").arg(inherited->from);
        }
        if (note.isEmpty() && m_engine != nullptr && m_hop > 0 && canBeLookedFor(*method, option))
            note = tr("What there is can be looked for once the hop before it is connected.");
        field->tell(m_draft.problemOf(option.name), note);
    }
}

bool OptionForm::isShown(const connect::MethodDescription& method, const connect::OptionDescription& option) const
{
    if (m_purpose == For::Settings)
        return isSetting(method, option);
    const bool secret = option.type == connect::OptionType::Secret;
    return option.type != connect::OptionType::Context && (m_purpose == For::Now || !secret);
}

OptionField* OptionForm::makeField(const connect::MethodDescription& method, const connect::OptionDescription& option,
                                   QWidget* home)
{
    OptionField* field = nullptr;
    if (m_engine != nullptr && m_hop == 0 && canBeLookedFor(method, option))
        field = new TargetField(option, {*m_engine, m_where, [this] { return m_draft.hop(); }}, home);
    else
        field = OptionField::create(option, home);
    if (m_inheritance) {
        if (const auto inherited = m_inheritance(m_draft.hop(), option.name))
            field->setInherited(inherited->value);
    }
    return field;
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
        if (!isShown(*method, option))
            continue;
        QWidget* home = option.advanced ? m_advancedWidget : m_fieldsWidget;
        OptionField* field = makeField(*method, option, home);
        QLabel* label = makeLabel(option, home);
        labels << label;
        label->setBuddy(field->control());
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
    m_more->setVisible(advanced->rowCount() > 0);
    m_advancedWidget->setVisible(m_open);
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
    m_way = wayTo(m_draft.chain(), m_hop);  // the secret beside the field is for what is typed there
}

}  // namespace rz::app
