#include "app/hosts/group_dialog.h"

#include "app/common/dialog_buttons.h"
#include "app/common/icons.h"
#include "app/common/style.h"
#include "app/common/tab_order.h"
#include "app/connect/chain_editor.h"
#include "app/connect/hop_check.h"
#include "app/connect/method_text.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr QSize GroupDialogSize(560, 480);

}  // namespace

GroupDialog::GroupDialog(HostModel& model, const QModelIndex& group, const QModelIndex& parentGroup, QWidget* parent)
    : QDialog(parent),
      m_model(model),
      m_group(group),
      m_parentGroup(group.isValid() ? group.parent() : parentGroup),
      m_isNew(!group.isValid()),
      m_isAtTop(!m_parentGroup.isValid()),
      m_draft("ssh"),
      m_name(new QLineEdit(this)),
      m_method(new QComboBox(this)),
      m_form(nullptr),
      m_problem(makeQuietLabel(this)),
      m_buttons(new DialogButtons(tr("Save"), u"saveGroup"_s, this))
{
    setObjectName(u"groupDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    const HostNode* node = model.node(group);
    setWindowTitle(node == nullptr ? tr("New group") : tr("Edit “%1”").arg(node->name));
    readSettings();
    m_name->setObjectName(u"groupName"_s);
    m_name->setAccessibleName(tr("Name"));
    m_name->setText(node == nullptr ? QString() : node->name);
    m_method->setObjectName(u"groupMethod"_s);
    m_method->setAccessibleName(tr("Method"));
    m_problem->setObjectName(u"groupProblem"_s);
    m_form = new OptionForm(m_draft, OptionForm::For::Settings, this);
    m_form->setInheritance([this](const connect::Hop& hop, std::string_view option) {
        return inheritedFrom(m_model.node(m_parentGroup), hop, option);
    });
    fillMethods();

    auto* form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    form->addRow(makeFieldLabel(tr("Name"), m_name), m_name);
    auto* help = makeQuietLabel(this);
    help->setText(tr("Hops of this method inherit what is set here, unless they say otherwise."));
    auto* methodLine = new QHBoxLayout;
    methodLine->addWidget(makeFieldLabel(tr("Settings for"), m_method));
    methodLine->addWidget(m_method, 1);
    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(m_form);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addSpacing(2 * Space);
    layout->addLayout(methodLine);
    layout->addWidget(help);
    layout->addWidget(scroll, 1);
    layout->addWidget(m_problem);
    layout->addWidget(m_buttons);
    resize(GroupDialogSize);
    const auto order = [this] { tabThrough({m_name, m_method, m_form, m_buttons}); };
    order();

    connect(m_name, &QLineEdit::textChanged, this, &GroupDialog::showProblem);
    connect(m_method, &QComboBox::activated, &m_draft, &ConnectDraft::setCurrent);
    connect(&m_draft, &ConnectDraft::hopsChanged, this, order);
    connect(&m_draft, &ConnectDraft::problemChanged, this, &GroupDialog::showProblem);
    // The file may be read anew, and others may be edited meanwhile.
    connect(&m_model, &QAbstractItemModel::modelReset, this, &GroupDialog::showProblem);
    connect(&m_model, &QAbstractItemModel::rowsRemoved, this, &GroupDialog::showProblem);
    showProblem();
    m_name->setFocus();
    m_name->selectAll();
}

// One hop for each method, with what the group sets for it; first one that has settings, else ssh.
void GroupDialog::readSettings()
{
    const HostNode* node = m_model.node(m_group);
    connect::Chain hops;
    int current = 0;
    for (const connect::MethodDescription* method : connect::methods()) {
        connect::Hop hop{.method = std::string(method->name), .options = {}};
        const Value* given = node == nullptr ? nullptr : node->settings.find(method->name);
        if (const Dict* options = given == nullptr ? nullptr : given->as<Dict>()) {
            if (current == 0 && !options->items.empty())
                current = static_cast<int>(hops.size());
            hop.options = *options;
        }
        hops.push_back(std::move(hop));
    }
    m_draft.setChain(std::move(hops));
    m_draft.setCurrent(current);
}

void GroupDialog::fillMethods()
{
    for (const connect::Hop& hop : m_draft.chain()) {
        const auto* method = connect::findMethod(hop.method);
        m_method->addItem(methodIcon(hop.method), methodLabel(*method));
        m_method->setItemData(m_method->count() - 1, methodHelp(*method), Qt::ToolTipRole);
    }
    m_method->setMaxVisibleItems(m_method->count());
    m_method->setCurrentIndex(m_draft.current());
}

// What the file says of methods that this program does not know stays.
Dict GroupDialog::settings() const
{
    Dict settings;
    if (const HostNode* node = m_model.node(m_group))
        settings = node->settings;
    for (const connect::Hop& hop : m_draft.chain()) {
        std::erase_if(settings.items, [&hop](const auto& item) {
            const auto* name = item.first.template as<std::string>();
            return name != nullptr && *name == hop.method;
        });
        if (!hop.options.items.empty())
            settings.set(Value(hop.method), hop.options);
    }
    return settings;
}

QString GroupDialog::problem() const
{
    if (m_model.isReadOnly())
        return tr("The file of saved hosts cannot be read, so nothing can be saved now.");
    if (!m_isNew && !m_group.isValid())
        return tr("The saved hosts were changed meanwhile, this group perhaps, too. Close this and edit it again.");
    if (m_isNew && !m_isAtTop && !m_parentGroup.isValid())
        return tr("The group that it was to be in may not be there any more. Close this and choose it again.");
    if (m_name->text().trimmed().isEmpty())
        return tr("A name is needed.");
    for (const connect::Hop& hop : m_draft.chain()) {
        const auto problems = problemsOf(hop);
        const auto wrong = std::ranges::find(problems, false, &OptionProblem::missing);
        if (wrong != problems.end())
            return wrong->text;
    }
    return m_draft.fieldProblem();
}

void GroupDialog::showProblem()
{
    const QString text = problem();
    m_problem->setText(text);
    m_buttons->setProblem(text);
}

void GroupDialog::accept()
{
    if (!problem().isEmpty())
        return;
    const QString name = m_name->text().trimmed();
    if (m_isNew)
        m_group = m_model.addGroup(m_parentGroup, name, settings());
    else
        m_model.setGroup(m_group, name, settings());
    emit saved(m_group);
    QDialog::accept();
}

}  // namespace rz::app
