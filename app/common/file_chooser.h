#pragma once

#include <QString>

#include <functional>

class QWidget;

namespace rz::app {

// Asks the user for a file. Tests put one in its place that answers by itself.
class FileChooser {
public:
    virtual ~FileChooser() = default;

    using Chosen = std::function<void(const QString& path)>;
    // The dialog belongs to `parent`; `chosen` is not called when it is dismissed, nor after `parent` is gone.
    // `filter` is in the form of QFileDialog: "Text (*.txt)".
    virtual void askToSave(QWidget* parent, const QString& title, const QString& suggestion, const QString& filter,
                           Chosen chosen);
    virtual void askToOpen(QWidget* parent, const QString& title, Chosen chosen);
    // Of a socket, which other dialogs do not show, beginning in this directory.
    virtual void askForSocket(QWidget* parent, const QString& title, const QString& directory, Chosen chosen);
    virtual void askForFolder(QWidget* parent, const QString& title, Chosen chosen);
};

// Writes a whole file or leaves the old one as it was; what went wrong, empty on success.
QString writeFile(const QString& path, const QByteArray& content);

}  // namespace rz::app
