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
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr QSize HostDialogSize(560, 620);

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
    resize(HostDialogSize);
    const auto order = [this] { tabThrough({m_name, m_group, m_editor, m_buttons}); };
    order();

    connect(m_name, &QLineEdit::textChanged, this, &HostDialog::showProblem);
    connect(m_group, &QComboBox::currentIndexChanged, this, [this] {
        m_editor->form().refreshInheritance();
        showProblem();
    });
    connect(&m_editor->draft(), &ConnectDraft::hopsChanged, this, order);
    connect(&m_editor->draft(), &ConnectDraft::problemChanged, this, &HostDialog::showProblem);
    // The file may be read anew, and others may be edited meanwhile.
    connect(&m_model, &QAbstractItemModel::modelReset, this, &HostDialog::followGroups);
    connect(&m_model, &QAbstractItemModel::rowsRemoved, this, &HostDialog::followGroups);
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

// A group is known again by its path. The chosen one stays in the box though it has gone: where the host goes is the user's to
// say.
void HostDialog::followGroups()
{
    if (std::any_of(m_groups.begin() + 1, m_groups.end(), [](const auto& index) { return !index.isValid(); })) {
        const bool none = m_group->currentIndex() <= 0;
        const QString chosen = m_group->currentText();
        {
            const QSignalBlocker quiet(m_group);
            m_group->clear();
            m_groups.clear();
            fillGroups({});
            int at = none ? 0 : -1;
            for (int row = 1; row < m_group->count() && at < 0; ++row) {
                if (m_group->itemText(row) == chosen)
                    at = row;
            }
            if (at < 0) {
                at = m_group->count();
                m_groups.emplace_back();
                m_group->addItem(icon(u"group"), chosen);
            }
            m_group->setCurrentIndex(at);
        }
        m_editor->form().refreshInheritance();
    }
    showProblem();
}

const QPersistentModelIndex& HostDialog::groupIndex() const
{
    return m_groups[static_cast<std::size_t>(std::max(m_group->currentIndex(), 0))];
}

const HostNode* HostDialog::group() const
{
    const HostNode* node = m_model.node(groupIndex());
    return node == nullptr ? &m_model.saved() : node;
}

QString HostDialog::problem() const
{
    if (m_model.isReadOnly())
        return tr("The file of saved hosts cannot be read, so nothing can be saved now.");
    if (!m_isNew && !m_host.isValid())
        return tr("The saved hosts were changed meanwhile, this one perhaps, too. Close this and edit it again.");
    if (m_group->currentIndex() > 0 && !groupIndex().isValid())
        return tr("The group “%1” is not there any more. Choose another.").arg(m_group->currentText());
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
    const QPersistentModelIndex group = groupIndex();
    if (m_isNew) {
        m_host = m_model.addHost(group, name, chain);
    } else {
        m_model.setHost(m_host, name, chain);
        if (m_host.parent() != group)
            m_model.move(m_host, group, -1);
    }
    emit saved(m_host);
    QDialog::accept();
}

}  // namespace rz::app
