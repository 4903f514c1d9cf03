#include "app/calls/function_model.h"

#include "app/calls/function_text.h"
#include "app/common/control_pictures.h"

#include <QFont>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

std::string_view moduleOf(std::string_view name)
{
    const std::size_t dot = name.rfind('.');
    return dot == std::string_view::npos ? std::string_view() : name.substr(0, dot);
}

QString shown(std::string_view text)
{
    return withControlPictures(QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())));
}

}  // namespace

QString signatureOf(const rpc::FunctionDescription& function)
{
    QStringList parameters;
    for (const rpc::ParameterDescription& parameter : function.parameters) {
        const QString text = u"%1: %2"_s.arg(shown(parameter.name), shown(parameter.type));
        parameters << (parameter.optional ? u"[%1]"_s.arg(text) : text);
    }
    const QString call = u"%1(%2)"_s.arg(shown(function.name), parameters.join(u", "_s));
    return function.result.empty() || function.result == "none" ? call : u"%1 → %2"_s.arg(call, shown(function.result));
}

void FunctionModel::setFunctions(std::vector<rpc::FunctionDescription> functions)
{
    beginResetModel();
    m_modules.clear();
    std::ranges::sort(functions, {}, &rpc::FunctionDescription::name);
    std::ranges::stable_sort(functions, {}, [](const auto& function) { return moduleOf(function.name); });
    for (rpc::FunctionDescription& function : functions) {
        const std::string_view module = moduleOf(function.name);
        if (m_modules.empty() || m_modules.back().name != module)
            m_modules.push_back({.name = std::string(module), .functions = {}});
        m_modules.back().functions.push_back(std::move(function));
    }
    endResetModel();
}

const rpc::FunctionDescription* FunctionModel::functionAt(const QModelIndex& index) const
{
    if (!index.isValid() || index.internalId() == 0)
        return nullptr;
    return &m_modules[index.internalId() - 1].functions[static_cast<std::size_t>(index.row())];
}

const rpc::FunctionDescription* FunctionModel::find(std::string_view name) const
{
    return functionAt(indexOf(name));
}

QModelIndex FunctionModel::indexOf(std::string_view name) const
{
    const auto module = std::ranges::find(m_modules, moduleOf(name), &Module::name);
    if (module == m_modules.end())
        return {};
    const auto function = std::ranges::find(module->functions, name, &rpc::FunctionDescription::name);
    if (function == module->functions.end())
        return {};
    return createIndex(static_cast<int>(function - module->functions.begin()), 0,
                       static_cast<quintptr>(module - m_modules.begin()) + 1);
}

QModelIndex FunctionModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : quintptr{0});
}

QModelIndex FunctionModel::parent(const QModelIndex& child) const
{
    if (!child.isValid() || child.internalId() == 0)
        return {};
    return createIndex(static_cast<int>(child.internalId()) - 1, 0, quintptr{0});
}

int FunctionModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_modules.size());
    if (parent.internalId() != 0 || parent.column() != 0)
        return 0;
    return static_cast<int>(m_modules[static_cast<std::size_t>(parent.row())].functions.size());
}

int FunctionModel::columnCount(const QModelIndex& /*parent*/) const
{
    return 1;
}

QVariant FunctionModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const rpc::FunctionDescription* function = functionAt(index);
    if (function == nullptr) {
        const std::string& module = m_modules[static_cast<std::size_t>(index.row())].name;
        if (role == Qt::DisplayRole)
            return module.empty() ? tr("Others", "functions without a module") : shown(module);
        return {};
    }
    switch (role) {
    case Qt::DisplayRole: return shown(std::string_view(function->name).substr(function->name.rfind('.') + 1));
    case HelpRole: return functionHelp(*function);
    case SearchRole: return shown(function->name) + u' ' + functionHelp(*function);
    case Qt::ToolTipRole:
        return u"<p>%1</p><p>%2</p>"_s.arg(signatureOf(*function).toHtmlEscaped(),
                                           functionHelp(*function).toHtmlEscaped());
    case Qt::AccessibleTextRole: return u"%1. %2"_s.arg(shown(function->name), functionHelp(*function));
    default: return {};
    }
}

}  // namespace rz::app
