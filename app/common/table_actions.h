#pragma once

#include "app/common/file_chooser.h"

#include <QModelIndexList>
#include <QObject>

#include <memory>

class QAbstractItemModel;
class QAbstractItemView;
class QAction;

namespace rz::app {

// Of a cell: its exact form ("1312456"), where what is displayed is rounded ("1.3 MB"). Copied and saved instead of it.
inline constexpr int ExactRole = Qt::UserRole + 0x100;

// Rows as text, one a line, cells apart by tabs, with a line of titles first. Hidden columns are left out.
QString rowsAsText(const QAbstractItemView& view, QModelIndexList rows);

// Copy (Ctrl+C) and save (Ctrl+S) for a table, also in its context menu. Copy takes the selected rows, save takes all.
class TableActions : public QObject {
    Q_OBJECT
public:
    // `name` is suggested for the file: "routes".
    TableActions(QAbstractItemView& view, const QString& name);
    void setFileChooser(std::shared_ptr<FileChooser> files) { m_files = std::move(files); }

    QAction* copyAction() const { return m_copy; }
    QAction* saveAction() const { return m_save; }

signals:
    // What became of saving, in the user's words.
    void noted(const QString& note);

private:
    void copy() const;
    void save();

    QAbstractItemView& m_view;
    QString m_name;
    std::shared_ptr<FileChooser> m_files = std::make_shared<FileChooser>();
    QAction* m_copy;
    QAction* m_save;
};

}  // namespace rz::app
