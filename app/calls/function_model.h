#pragma once

#include "core/rpc/function.h"

#include <QAbstractItemModel>
#include <QString>

#include <optional>
#include <string_view>
#include <vector>

namespace rz::app {

// "proc.run(argv: list of text, [timeout: float]) → dict"
QString signatureOf(const rpc::FunctionDescription& function);

// The functions of a context, grouped by module.
class FunctionModel : public QAbstractItemModel {
    Q_OBJECT
public:
    static constexpr int HelpRole = Qt::UserRole;        // one line; of functions only
    static constexpr int SearchRole = Qt::UserRole + 1;  // full name and help

    using QAbstractItemModel::QAbstractItemModel;

    void setFunctions(std::vector<rpc::FunctionDescription> functions);
    // Null for a module.
    const rpc::FunctionDescription* functionAt(const QModelIndex& index) const;
    const rpc::FunctionDescription* find(std::string_view name) const;
    QModelIndex indexOf(std::string_view name) const;
    bool isEmpty() const { return m_modules.empty(); }

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    using QObject::parent;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    // A module's index has the id 0, a function's the module's row plus one.
    struct Module {
        std::string name;
        std::vector<rpc::FunctionDescription> functions;
    };
    std::vector<Module> m_modules;
};

}  // namespace rz::app
