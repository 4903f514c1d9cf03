#include "app/attach/attach_dialog.h"

#include "app/attach/socket_model.h"
#include "app/common/dialog_buttons.h"
#include "app/common/empty_state.h"
#include "app/common/file_chooser.h"
#include "app/common/icons.h"
#include "app/common/pane_button.h"
#include "app/common/row_table.h"
#include "app/common/style.h"
#include "app/common/tab_order.h"
#include "app/connect/chain_editor.h"
#include "core/attach/socket_search.h"
#include "core/qt/engine_api.h"

#include <QAction>
#include <QFontDatabase>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr QSize AttachDialogSize(680, 420);
constexpr int SocketWidths[] = {194, 68, 96, 64};  // of the columns but the last
constexpr int LeastRows = 4;

}  // namespace

AttachDialog::AttachDialog(qt::EngineApi& engine, QWidget* parent)
    : QDialog(parent),
      m_engine(engine),
      m_files(std::make_shared<FileChooser>()),
      m_model(new SocketModel(this)),
      m_table(new QTableView(this)),
      m_empty(new EmptyState(u"method-attached"_s, tr("No program listens"),
                             tr("Mitogen programs of yours appear here when they call mitogen.unix.Listener. Start one "
                                "and look again, or give the path of its socket below."),
                             this)),
      m_pages(new QStackedWidget(this)),
      m_look(new QAction(icon(u"reconnect"), tr("Look again"), this)),
      m_path(new QLineEdit(this)),
      m_problem(makeQuietLabel(this)),
      m_buttons(new DialogButtons(tr("Attach"), u"attachButton"_s, this))
{
    setObjectName(u"attachDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Attach to a program"));
    m_look->setObjectName(u"lookForSockets"_s);
    m_look->setShortcut(QKeySequence::Refresh);
    describeAction(m_look, tr("See which programs listen now"));
    addAction(m_look);
    m_empty->setAction(m_look);
    m_path->setObjectName(u"socketPath"_s);
    m_path->setAccessibleName(tr("Socket"));
    m_path->setPlaceholderText(tr("/tmp/mitogen_unix_….sock"));
    m_path->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_problem->setObjectName(u"attachProblem"_s);
    setUpTable();
    layOut();
    resize(AttachDialogSize);

    connect(m_look, &QAction::triggered, this, &AttachDialog::look);
    connect(m_path, &QLineEdit::textChanged, this, &AttachDialog::showProblem);
    connect(m_path, &QLineEdit::textEdited, this, &AttachDialog::showPathInTable);
    connect(m_table, &QAbstractItemView::activated, this, &AttachDialog::accept);
    showProblem();
    m_table->setFocus();
    look();
}

void AttachDialog::setUpTable()
{
    m_table->setObjectName(u"sockets"_s);
    m_table->setAccessibleName(tr("Programs that listen"));
    m_table->setModel(m_model);
    makeRowTable(*m_table);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTextElideMode(Qt::ElideMiddle);
    m_table->setMinimumHeight((LeastRows + 1) * RowHeight);
    QHeaderView* header = m_table->horizontalHeader();
    for (int column = 0; column < static_cast<int>(std::size(SocketWidths)); ++column)
        header->resizeSection(column, SocketWidths[column]);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) {
                if (current.isValid())
                    choosePath(QString::fromStdString(m_model->at(current.row()).found.path));
            });
}

void AttachDialog::layOut()
{
    auto* help = makeQuietLabel(this);
    help->setText(
        tr("A Mitogen program that listens lets you call functions in its contexts. It goes on when you detach."));
    auto* look = makePaneButton(m_look, this);
    look->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    auto* head = new QHBoxLayout;
    head->addWidget(help, 1);
    head->addWidget(look, 0, Qt::AlignBottom);
    m_pages->addWidget(m_table);
    m_pages->addWidget(m_empty);

    auto* browse = new QToolButton(this);
    browse->setObjectName(u"browseSocket"_s);
    browse->setText(tr("Choose…"));
    browse->setIcon(icon(u"browse"));
    browse->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    browse->setToolTip(tr("Choose the file of a socket"));
    browse->setAccessibleName(browse->toolTip());
    browse->setFocusPolicy(Qt::StrongFocus);
    connect(browse, &QToolButton::clicked, this, [this] {
        m_files->askForSocket(this, tr("Choose the file of a socket"),
                              QString::fromStdString(attach::socketDirectory()),
                              [this](const QString& path) { choosePath(path); });
    });
    auto* pathLine = new QHBoxLayout;
    pathLine->addWidget(makeFieldLabel(tr("Socket"), m_path));
    pathLine->addWidget(m_path, 1);
    pathLine->addWidget(browse);

    auto* layout = new QVBoxLayout(this);
    layout->addLayout(head);
    layout->addWidget(m_pages, 1);
    layout->addLayout(pathLine);
    layout->addWidget(m_problem);
    layout->addWidget(m_buttons);
    tabThrough({look, m_pages, m_path, browse, m_buttons});
}

void AttachDialog::look()
{
    m_look->setEnabled(false);
    m_engine.findSockets(this, [this](const std::vector<qt::SocketSnapshot>& sockets) { take(sockets); });
}

void AttachDialog::take(const std::vector<qt::SocketSnapshot>& sockets)
{
    m_look->setEnabled(true);
    m_model->setSockets(sockets);
    m_pages->setCurrentIndex(sockets.empty() ? 1 : 0);
    if (sockets.empty())
        m_path->setFocus();
    else if (m_path->text().isEmpty() && problemOf(sockets.front().found).isEmpty())
        m_table->selectRow(0);
    else
        showPathInTable();
    showProblem();
}

void AttachDialog::choosePath(const QString& path)
{
    m_path->setText(path);
    showPathInTable();
}

void AttachDialog::showPathInTable()
{
    const int row = m_model->rowOf(m_path->text().trimmed());
    if (row == m_table->currentIndex().row())
        return;
    if (row < 0)
        m_table->setCurrentIndex({});
    else
        m_table->selectRow(row);
}

QString AttachDialog::problem() const
{
    const QString path = m_path->text().trimmed();
    if (path.isEmpty())
        return tr("Choose a program above, or give the path of its socket.");
    if (!path.startsWith(u'/'))
        return tr("The path of a socket begins with /.");
    const int row = m_model->rowOf(path);
    return row < 0 ? QString() : problemOf(m_model->at(row).found);
}

void AttachDialog::showProblem()
{
    const QString text = problem();
    // What is merely not chosen yet is no error.
    m_problem->setText(m_path->text().isEmpty() ? QString() : text);
    m_problem->setVisible(!m_problem->text().isEmpty());
    m_buttons->setProblem(text);
}

void AttachDialog::accept()
{
    if (!problem().isEmpty())
        return;
    emit chosen(m_path->text().trimmed());
    QDialog::accept();
}

}  // namespace rz::app
