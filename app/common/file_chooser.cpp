#include "app/common/file_chooser.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QSaveFile>

namespace rz::app {
namespace {

struct FileChooserTr {
    Q_DECLARE_TR_FUNCTIONS(rz::app::FileChooser)
};

void show(QFileDialog* dialog, QWidget* parent, FileChooser::Chosen chosen)
{
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &QFileDialog::fileSelected, parent, std::move(chosen));
    dialog->open();
}

}  // namespace

void FileChooser::askToSave(QWidget* parent, const QString& title, const QString& suggestion, const QString& filter,
                            Chosen chosen)
{
    auto* dialog = new QFileDialog(parent, title, QDir::homePath(), filter);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(suggestion);
    show(dialog, parent, std::move(chosen));
}

void FileChooser::askToOpen(QWidget* parent, const QString& title, Chosen chosen)
{
    auto* dialog = new QFileDialog(parent, title, QDir::homePath());
    dialog->setFileMode(QFileDialog::ExistingFile);
    show(dialog, parent, std::move(chosen));
}

void FileChooser::askForSocket(QWidget* parent, const QString& title, const QString& directory, Chosen chosen)
{
    auto* dialog = new QFileDialog(parent, title, directory);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setFilter(QDir::AllEntries | QDir::AllDirs | QDir::NoDotAndDotDot | QDir::Hidden | QDir::System);
    show(dialog, parent, std::move(chosen));
}

void FileChooser::askForFolder(QWidget* parent, const QString& title, Chosen chosen)
{
    auto* dialog = new QFileDialog(parent, title, QDir::homePath());
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    show(dialog, parent, std::move(chosen));
}

QString writeFile(const QString& path, const QByteArray& content)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.commit())
        return FileChooserTr::tr("Cannot write %1: %2").arg(QDir::toNativeSeparators(path), file.errorString());
    return {};
}

}  // namespace rz::app
