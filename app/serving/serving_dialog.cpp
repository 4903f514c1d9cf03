#include "app/serving/serving_dialog.h"

#include "app/common/empty_state.h"
#include "app/common/error_text.h"
#include "app/common/file_chooser.h"
#include "app/common/filtered_table.h"
#include "app/common/format.h"
#include "app/common/icons.h"
#include "app/common/notice.h"
#include "app/common/pane_button.h"
#include "app/common/selection.h"
#include "app/common/style.h"
#include "app/common/tab_order.h"
#include "app/connect/chain_editor.h"
#include "app/serving/fetch_model.h"
#include "app/serving/served_path_model.h"
#include "core/qt/engine_api.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QHeaderView>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr QSize ServingDialogSize(800, 560);
constexpr int ServedRows = 6;
constexpr int FetchedRows = 5;
constexpr std::pair<FetchModel::Column, int> FetchWidths[] = {
    {FetchModel::ContextColumn, 190},
    {FetchModel::StateColumn, 164},
    {FetchModel::SizeColumn, 80},
    {FetchModel::TimeColumn, 76},
};

QLabel* makeTitle(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    QFont font = label->font();
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    return label;
}

}  // namespace

ServingDialog::ServingDialog(qt::EngineApi& engine, const ContextDirectory& contexts, Selection& selection,
                             QWidget* parent)
    : QDialog(parent),
      m_engine(engine),
      m_selection(selection),
      m_files(std::make_shared<FileChooser>()),
      m_paths(new ServedPathModel(this)),
      m_model(new FetchModel(contexts, this)),
      m_notice(new Notice(this)),
      m_list(new QListView(this)),
      m_pages(new QStackedWidget(this)),
      m_fetches(new FilteredTable({.objectName = u"fetches"_s,
                                   .name = tr("Fetched files"),
                                   .filter = tr("Filter fetched files"),
                                   .fileName = tr("fetched files", "name of a file"),
                                   .icon = u"pane-transfers"_s,
                                   .emptyTitle = tr("Nothing was fetched"),
                                   .emptyText = tr("What contexts ask for is listed here, also what they do not get."),
                                   .noMatchTitle = tr("No fetched file matches"),
                                   .noMatchText = tr("The filter looks at all columns.")},
                                  *m_model, *this)),
      m_totals(makeQuietLabel(this)),
      m_addFolder(new QAction(icon(u"browse"), tr("Add folder…"), this)),
      m_addFile(new QAction(icon(u"file"), tr("Add file…"), this)),
      m_withdraw(new QAction(icon(u"forget"), tr("Remove"), this))
{
    setObjectName(u"servingDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Serve files"));
    m_notice->setObjectName(u"servingNotice"_s);
    m_totals->setObjectName(u"fetchTotals"_s);
    makeActions();
    QWidget* served = makeServed();
    QWidget* fetched = makeFetched();
    auto* close = new QDialogButtonBox(this);
    close->addButton(tr("Close"), QDialogButtonBox::RejectRole)->setObjectName(u"closeServing"_s);
    connect(close, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(served, 2);
    layout->addWidget(m_notice);
    layout->addSpacing(2 * Space);
    layout->addWidget(fetched, 3);
    layout->addWidget(close);
    tabThrough({served, fetched, close});
    resize(ServingDialogSize);
    // Enter in the filter is not to press any.
    for (QPushButton* button : findChildren<QPushButton*>())
        button->setAutoDefault(false);

    connect(&m_engine, &qt::EngineApi::servingChanged, this, &ServingDialog::refresh);
    refresh();
}

void ServingDialog::makeActions()
{
    m_addFolder->setObjectName(u"serveFolder"_s);
    describeAction(m_addFolder, tr("Let contexts fetch all that is in a folder of this machine"));
    connect(m_addFolder, &QAction::triggered, this, [this] {
        m_files->askForFolder(this, tr("Choose a folder that contexts may fetch"),
                              [this](const QString& path) { serve(path); });
    });
    m_addFile->setObjectName(u"serveFile"_s);
    describeAction(m_addFile, tr("Let contexts fetch a file of this machine"));
    connect(m_addFile, &QAction::triggered, this, [this] {
        m_files->askToOpen(this, tr("Choose a file that contexts may fetch"),
                           [this](const QString& path) { serve(path); });
    });
    m_withdraw->setObjectName(u"withdraw"_s);
    m_withdraw->setShortcut(QKeySequence::Delete);
    m_withdraw->setShortcutContext(Qt::WidgetShortcut);
    describeAction(m_withdraw, tr("Contexts may not fetch it any more; what is under way goes on"));
    connect(m_withdraw, &QAction::triggered, this, &ServingDialog::withdraw);
}

QWidget* ServingDialog::makeServed()
{
    m_list->setObjectName(u"served"_s);
    m_list->setAccessibleName(tr("Files and folders that contexts may fetch"));
    m_list->setModel(m_paths);
    m_list->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_list->setUniformItemSizes(true);
    m_list->setTextElideMode(Qt::ElideMiddle);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_list->addActions({m_addFolder, m_addFile, m_withdraw});
    connect(m_list->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ServingDialog::followChoice);
    auto* none = new EmptyState(u"pane-transfers"_s, tr("No files are served"),
                                tr("Add a folder or a file of this machine, and contexts can fetch it with Mitogen's "
                                   "FileService, until you remove it or quit."),
                                this);
    none->setAction(m_addFolder);
    m_pages->addWidget(m_list);
    m_pages->addWidget(none);
    m_pages->setMinimumHeight(ServedRows * RowHeight);

    auto* part = new QWidget(this);
    auto* layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    auto* head = new QHBoxLayout;
    head->addWidget(makeTitle(tr("Contexts may fetch"), part), 1);
    QList<QWidget*> inOrder;
    for (QAction* action : {m_addFolder, m_addFile, m_withdraw}) {
        QToolButton* button = makePaneButton(action, part);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        head->addWidget(button);
        inOrder << button;
    }
    layout->addLayout(head);
    layout->addWidget(m_pages, 1);
    tabThrough(inOrder << m_pages);
    return part;
}

QWidget* ServingDialog::makeFetched()
{
    m_fetches->rows().setSortRole(FetchModel::ValueRole);
    m_fetches->rows().setFilterKeyColumn(-1);
    QTableView& table = m_fetches->table();
    table.setTextElideMode(Qt::ElideMiddle);
    table.sortByColumn(-1, Qt::AscendingOrder);  // as they came, newest first
    table.setMinimumHeight(FetchedRows * RowHeight);
    QHeaderView& header = *table.horizontalHeader();
    for (const auto& [column, width] : FetchWidths)
        header.resizeSection(column, width);
    header.setStretchLastSection(false);
    header.setSectionResizeMode(FetchModel::FileColumn, QHeaderView::Stretch);
    connect(&table, &QAbstractItemView::activated, this, [this](const QModelIndex& shown) {
        if (const auto key = m_model->keyAt(m_fetches->modelRow(shown.row())))
            m_selection.choose(*key);
    });

    auto* part = new QWidget(this);
    auto* layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    auto* head = new QHBoxLayout;
    head->addWidget(makeTitle(tr("Fetched"), part));
    m_totals->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    head->addWidget(m_totals, 1);
    layout->addLayout(head);
    layout->addWidget(m_fetches, 1);
    return part;
}

void ServingDialog::serve(const QString& path)
{
    m_engine.serve(path.toStdString());
}

void ServingDialog::withdraw()
{
    if (const services::ServedPath* served = m_paths->at(m_list->currentIndex().row()))
        m_engine.withdraw(served->path);
}

void ServingDialog::refresh()
{
    const qt::ServingSnapshot serving = m_engine.serving();
    m_paths->setPaths(serving.paths);
    m_model->setFetches(serving.fetches);
    m_pages->setCurrentIndex(serving.paths.empty() ? 1 : 0);
    if (!m_list->currentIndex().isValid() && !serving.paths.empty())
        m_list->setCurrentIndex(m_paths->index(0));
    m_totals->setText(serving.sentFiles == 0
                          ? QString()
                          : tr("%1, %2").arg(tr("%Ln file(s) sent", nullptr, static_cast<int>(serving.sentFiles)),
                                             format::bytes(serving.sentBytes)));
    if (serving.failure)
        m_notice->tell(Tone::Danger, u"danger"_s, tr("That cannot be served"), errorLine(*serving.failure));
    else
        m_notice->hide();
    followChoice();
}

void ServingDialog::followChoice()
{
    m_withdraw->setEnabled(m_paths->at(m_list->currentIndex().row()) != nullptr);
}

}  // namespace rz::app
