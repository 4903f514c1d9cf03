#include "app/stats/modules_model.h"

#include "app/common/context_directory.h"
#include "app/common/control_pictures.h"
#include "app/common/format.h"
#include "app/common/table_actions.h"
#include "app/common/tool_tip.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

bool isSame(const modules::ServedModule& one, const modules::ServedModule& other)
{
    return one.to == other.to && one.took == other.took && one.size == other.size && one.name == other.name;
}

bool isModuleNumber(int column)
{
    return column == ModulesModel::SizeColumn || column == ModulesModel::TimeColumn;
}

// Nobody waited for it: the module that will import it was asked for.
bool wentAhead(const modules::ServedModule& module)
{
    return module.present && module.took == Duration();
}

QVariant exact(const modules::ServedModule& module, int column)
{
    switch (column) {
    case ModulesModel::SizeColumn: return QString::number(module.size);
    case ModulesModel::TimeColumn:
        return QString::number(std::chrono::duration<double, std::milli>(module.took).count(), 'f', 3);
    default: return {};
    }
}

}  // namespace

ModulesModel::ModulesModel(const ContextDirectory& contexts, QObject* parent)
    : QAbstractTableModel(parent), m_contexts(contexts)
{
}

// How many of the oldest are not among those that are told now.
std::size_t ModulesModel::gone(const std::vector<modules::ServedModule>& served) const
{
    for (std::size_t count = 0; count < m_served.size(); ++count) {
        const std::size_t kept = m_served.size() - count;
        if (kept <= served.size() &&
            std::equal(m_served.rend() - static_cast<std::ptrdiff_t>(kept), m_served.rend(), served.begin(), isSame))
            return count;
    }
    return m_served.size();
}

void ModulesModel::setServed(const std::vector<modules::ServedModule>& served)
{
    if (const std::size_t count = gone(served); count > 0) {
        const auto first = static_cast<int>(m_served.size() - count);
        beginRemoveRows({}, first, rowCount() - 1);
        m_served.erase(m_served.begin() + first, m_served.end());
        endRemoveRows();
    }
    if (const std::size_t fresh = served.size() - m_served.size(); fresh > 0) {
        beginInsertRows({}, 0, static_cast<int>(fresh) - 1);
        for (auto module = served.end() - static_cast<std::ptrdiff_t>(fresh); module != served.end(); ++module)
            m_served.push_front(*module);
        endInsertRows();
    }
}

std::optional<qt::NodeKey> ModulesModel::keyAt(int row) const
{
    return m_contexts.keyOf(m_served[static_cast<std::size_t>(row)].to);
}

QModelIndex ModulesModel::indexOf(qt::NodeKey key) const
{
    const auto* node = m_contexts.find(key);
    if (node == nullptr || !node->id)
        return {};
    const auto found = std::ranges::find(m_served, *node->id, &modules::ServedModule::to);
    return found == m_served.end() ? QModelIndex() : index(static_cast<int>(found - m_served.begin()), 0);
}

int ModulesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_served.size());
}

int ModulesModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ModulesModel::text(const modules::ServedModule& module, int column) const
{
    switch (column) {
    case ModuleColumn: return onOneLine(QString::fromStdString(module.name));
    case ContextColumn: return m_contexts.path(module.to);
    case AnswerColumn:
        if (!module.present)
            return tr("There is none");
        return wentAhead(module) ? tr("Sent ahead") : tr("Sent", "module");
    case SizeColumn: return module.present ? format::bytes(module.size) : u"–"_s;
    case TimeColumn: return module.took == Duration() ? u"–"_s : format::duration(module.took);
    default: return {};
    }
}

QString ModulesModel::toolTip(const modules::ServedModule& module, int column) const
{
    switch (column) {
    case ContextColumn: return plainToolTip(tr("%1 (context %2)").arg(m_contexts.path(module.to)).arg(raw(module.to)));
    case AnswerColumn:
        if (!module.present)
            return tr("This machine has no such module; the context looks for its own");
        return wentAhead(module) ? tr("Nobody waited for it: a module that imports it was asked for")
                                 : tr("It was asked for");
    case SizeColumn: return format::exactBytes(module.size);
    case TimeColumn: return module.took == Duration() ? QString() : format::exactDuration(module.took);
    default: return plainToolTip(text(module, column));
    }
}

QVariant ModulesModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const modules::ServedModule& module = m_served[static_cast<std::size_t>(index.row())];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole: return text(module, column);
    case ValueRole:
        if (column == SizeColumn)
            return static_cast<qulonglong>(module.size);
        return column == TimeColumn ? QVariant(static_cast<qlonglong>(module.took.count())) : text(module, column);
    case ExactRole: return exact(module, column);
    case Qt::ToolTipRole: return toolTip(module, column);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue((isModuleNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    default: return {};
    }
}

QVariant ModulesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue((isModuleNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    const bool full = role == Qt::ToolTipRole;
    if (role != Qt::DisplayRole && !full)
        return {};
    switch (section) {
    case ModuleColumn: return full ? tr("A Python module of this machine") : tr("Module");
    case ContextColumn: return full ? tr("Where it was sent; contexts below it get it from there") : tr("Context");
    case AnswerColumn: return full ? tr("What became of the question") : tr("Answer");
    case SizeColumn: return full ? tr("Bytes sent, compressed") : tr("Size");
    case TimeColumn: return full ? tr("How long it took to find and prepare it") : tr("Time");
    default: return {};
    }
}

}  // namespace rz::app
