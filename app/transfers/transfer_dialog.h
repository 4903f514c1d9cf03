#pragma once

#include "app/transfers/transfer_order.h"

#include <QDialog>

#include <memory>
#include <vector>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QToolButton;

namespace rz::app {

class DialogButtons;
class FileChooser;
class GrowingEdit;
class Notice;
class TransferQueue;

// Asks what is to be transferred, from where to where and how; shows the command as it is written. Not modal; ends with
// chosen() or by being closed, and deletes itself then.
class TransferDialog : public QDialog {
    Q_OBJECT
public:
    struct Start {
        qt::NodeKey context = qt::RootNode;  // one end; RootNode: the first that there is
        QStringList sources;                 // files of this machine
    };
    // Knows the contexts that are connected now.
    TransferDialog(const TransferQueue& queue, const Start& start, QWidget* parent);

    void setFileChooser(std::shared_ptr<FileChooser> files) { m_files = std::move(files); }
    void accept() override;

signals:
    void chosen(const rz::app::TransferOrder& order);

private:
    struct OptionBox {
        TransferOption option;
        QCheckBox* box;
    };
    // Makes the fields, with their names and words.
    void makeFields();
    QWidget* makeOptions();
    QWidget* makePathLine(QWidget* field, const QList<QToolButton*>& buttons);
    QToolButton* makeChooser(const QString& name, const QString& text, const QString& toolTip);
    void layOut();
    void wire();

    void fillContexts(qt::NodeKey first);
    void tellTrust(const TransferOrder& order);
    void fillDirections();
    TransferProgram program() const;
    TransferDirection direction() const;
    TransferPlace placeIn(const QComboBox& box) const;
    TransferOrder order() const;
    void follow();
    void showFields();
    void refresh();
    enum class Kind : std::uint8_t { File, Folder };
    void chooseSource(Kind kind);
    void chooseTarget();
    void addSource(const QString& path);

    std::vector<TransferPlace> m_places;
    TransferPlace m_desktop;
    std::shared_ptr<FileChooser> m_files;
    QFormLayout* m_form;
    QComboBox* m_program;
    QLabel* m_programHelp;
    QComboBox* m_direction;
    QComboBox* m_context;
    QComboBox* m_other;
    Notice* m_trust;  // what a transfer between contexts brings with it
    GrowingEdit* m_source;
    QToolButton* m_chooseFile;
    QToolButton* m_chooseFolder;
    QWidget* m_sourceLine = nullptr;
    QLineEdit* m_target;
    QToolButton* m_chooseTarget;
    QWidget* m_targetLine = nullptr;
    QWidget* m_options = nullptr;
    std::vector<OptionBox> m_optionBoxes;
    QPlainTextEdit* m_command;
    QLabel* m_problem;
    DialogButtons* m_buttons;
};

}  // namespace rz::app
