#include "app/hosts/host_dialog.h"

#include "app/common/dialog_buttons.h"
#include "app/common/icons.h"
#include "app/common/style.h"
#include "app/common/tab_order.h"
#include "app/connect/chain_editor.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr QSize UsualSize(560, 620);

void collectGroups(const HostModel& model, const QModelIndex& parent, std::vector<QPersistentModelIndex>& groups)
{
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex index = model.index(row, 0, parent);
        if (model.node(index)->kind != HostNode::Kind::Group)
            continue;
        groups.emplace_back(index);
        collectGroups(model, index, groups);
    }
}

}  // namespace

HostDialog::HostDialog(HostModel& model, const Subject& subject, const ChainSources& sources, QWidget* parent)
    : QDialog(parent),
      m_model(model),
      m_host(subject.host),
      m_isNew(!subject.host.isValid()),
      m_name(new QLineEdit(subject.name, this)),
      m_group(new QComboBox(this)),
      m_editor(new ChainEditor(sources, sources.methods.value(0, u"local"_s).toStdString(), connect::From::Desktop,
                               OptionForm::For::Keeping, this)),
      m_problem(makeQuietLabel(this)),
      m_buttons(new DialogButtons(tr("Save"), u"saveHost"_s, this))
{
    setObjectName(u"hostDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(m_isNew ? tr("Save a host") : tr("Edit “%1”").arg(subject.name));
    m_name->setObjectName(u"hostName"_s);
    m_name->setAccessibleName(tr("Name"));
    m_group->setObjectName(u"hostGroup"_s);
    m_group->setAccessibleName(tr("Group"));
    m_problem->setObjectName(u"hostProblem"_s);
    fillGroups(m_isNew ? subject.group : subject.host.parent());
    m_editor->form().setInheritance(
        [this](const connect::Hop& hop, std::string_view option) { return inheritedFrom(group(), hop, option); });
    if (!subject.chain.empty())
        m_editor->draft().setChain(subject.chain);

    auto* form = new QFormLayout;
    form->setContentsMargins(0, 0, 0, 0);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    form->addRow(makeFieldLabel(tr("Name"), m_name), m_name);
    form->addRow(makeFieldLabel(tr("Group"), m_group), m_group);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addSpacing(2 * Space);
    layout->addWidget(m_editor, 1);
    layout->addWidget(m_problem);
    layout->addWidget(m_buttons);
    resize(UsualSize);
    const auto order = [this] { tabThrough({m_name, m_group, m_editor, m_buttons}); };
    order();

    connect(m_name, &QLineEdit::textChanged, this, &HostDialog::showProblem);
    connect(m_group, &QComboBox::currentIndexChanged, this, [this] { m_editor->form().refreshInheritance(); });
    connect(&m_editor->draft(), &ConnectDraft::hopsChanged, this, order);
    connect(&m_editor->draft(), &ConnectDraft::problemChanged, this, &HostDialog::showProblem);
    showProblem();
    m_name->setFocus();
    m_name->selectAll();
}

void HostDialog::fillGroups(const QModelIndex& chosen)
{
    m_groups.emplace_back();
    collectGroups(m_model, {}, m_groups);
    for (const QPersistentModelIndex& index : m_groups) {
        const HostNode* node = m_model.node(index);
        m_group->addItem(icon(u"group"), node == nullptr ? tr("No group") : node->path());
        if (index == chosen)
            m_group->setCurrentIndex(m_group->count() - 1);
    }
}

const HostNode* HostDialog::group() const
{
    const auto at = static_cast<std::size_t>(std::max(m_group->currentIndex(), 0));
    const HostNode* node = m_model.node(m_groups[at]);
    return node == nullptr ? &m_model.saved() : node;
}

QString HostDialog::problem() const
{
    if (m_model.isReadOnly())
        return tr("The file of saved hosts cannot be read, so nothing can be saved now.");
    if (m_name->text().trimmed().isEmpty())
        return tr("A name is needed.");
    return m_editor->draft().problem();
}

void HostDialog::showProblem()
{
    m_editor->tellProblem(*m_problem);
    const QString text = problem();
    m_problem->setText(text);
    m_buttons->setProblem(text);
}

void HostDialog::accept()
{
    if (!problem().isEmpty())
        return;
    const QString name = m_name->text().trimmed();
    const QString chain = QString::fromStdString(connect::toString(m_editor->draft().chain()));
    const QPersistentModelIndex group = m_groups[static_cast<std::size_t>(std::max(m_group->currentIndex(), 0))];
    if (m_host.isValid()) {
        m_model.setHost(m_host, name, chain);
        if (m_host.parent() != group)
            m_model.move(m_host, group, -1);
    } else {
        m_host = m_model.addHost(group, name, chain);
    }
    emit saved(m_host);
    QDialog::accept();
}

}  // namespace rz::app
