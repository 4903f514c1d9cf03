#include "app/attach/scripts_dialog.h"

#include "app/attach/client_model.h"
#include "app/common/empty_state.h"
#include "app/common/error_text.h"
#include "app/common/icons.h"
#include "app/common/notice.h"
#include "app/common/pane_button.h"
#include "app/common/row_table.h"
#include "app/common/style.h"
#include "app/common/tab_order.h"
#include "app/connect/chain_editor.h"
#include "core/qt/engine_api.h"

#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr QSize ScriptsDialogSize(680, 520);
constexpr int ScriptWidths[] = {180, 68, 76, 210};  // of the columns but the last

QLabel* makeTitle(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    QFont font = label->font();
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    return label;
}

template <class Text>
QToolButton* makeCopyButton(const QString& name, const QString& toolTip, Text text, QWidget* parent)
{
    auto* copy = new QAction(icon(u"copy"), ScriptsDialog::tr("Copy"), parent);
    copy->setObjectName(name);
    describeAction(copy, toolTip);
    QObject::connect(copy, &QAction::triggered, parent, [text] { QGuiApplication::clipboard()->setText(text()); });
    QToolButton* button = makePaneButton(copy, parent);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAccessibleName(toolTip);
    return button;
}

}  // namespace

QString exampleScript(const QString& path)
{
    return QStringLiteral("import os\n"
                          "import mitogen.unix\n"
                          "\n"
                          "router, desktop = mitogen.unix.connect(\"%1\")\n"
                          "for entry in desktop.call_service(\"rhizome.Contexts\", \"list\"):\n"
                          "    context = entry[\"context\"]\n"
                          "    print(context.name, context.call(os.getpid))\n"
                          "router.broker.shutdown()\n")
        .arg(path);
}

ScriptsDialog::ScriptsDialog(qt::EngineApi& engine, QAction* share, QWidget* parent)
    : QDialog(parent),
      m_engine(engine),
      m_share(share),
      m_model(new ClientModel(this)),
      m_notice(new Notice(this)),
      m_path(new QLineEdit(this)),
      m_script(new QPlainTextEdit(this)),
      m_table(new QTableView(this)),
      m_clients(new QStackedWidget(this)),
      m_pages(new QStackedWidget(this)),
      m_answer(new QAction(icon(u"question"), tr("Answer…"), this)),
      m_dismiss(new QAction(icon(u"disconnect"), tr("Disconnect"), this))
{
    setObjectName(u"scriptsDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Python scripts"));
    m_notice->setObjectName(u"shareNotice"_s);
    m_answer->setObjectName(u"answerClient"_s);
    describeAction(m_answer, tr("Decide whether the chosen program may use these contexts"));
    m_dismiss->setObjectName(u"disconnectClient"_s);
    describeAction(m_dismiss, tr("Cut the chosen program off"));
    auto* on = new QCheckBox(QString(m_share->text()).remove(u'&'), this);
    on->setObjectName(u"shareSwitch"_s);
    on->setToolTip(m_share->toolTip());
    connect(on, &QCheckBox::clicked, m_share, &QAction::trigger);
    const auto follow = [this, on] { on->setChecked(m_share->isChecked()); };
    connect(m_share, &QAction::changed, this, follow);
    follow();

    auto* off = new EmptyState(u"method-attached"_s, tr("Scripts cannot reach these contexts"),
                               tr("When they may, a script of yours that uses Mitogen can call functions in every "
                                  "context that is connected here. You are asked about each script first."),
                               this);
    auto* details = new QWidget(this);
    auto* column = new QVBoxLayout(details);
    column->setContentsMargins(0, 0, 0, 0);
    QWidget* howTo = makeHowTo();
    QWidget* clients = makeClients();
    column->addWidget(howTo);
    column->addSpacing(2 * Space);
    column->addWidget(clients, 1);
    m_pages->addWidget(off);
    m_pages->addWidget(details);
    auto* close = new QDialogButtonBox(this);
    close->addButton(tr("Close"), QDialogButtonBox::RejectRole)->setObjectName(u"closeScripts"_s);
    connect(close, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(on);
    layout->addWidget(m_notice);
    layout->addWidget(m_pages, 1);
    layout->addWidget(close);
    tabThrough({on, off, howTo, clients, close});
    resize(ScriptsDialogSize);

    connect(&m_engine, &qt::EngineApi::sharingChanged, this, &ScriptsDialog::refresh);
    refresh();
}

QWidget* ScriptsDialog::makeHowTo()
{
    const QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    m_path->setObjectName(u"sharePath"_s);
    m_path->setAccessibleName(tr("Socket"));
    m_path->setReadOnly(true);
    m_path->setFont(fixed);
    m_script->setObjectName(u"exampleScript"_s);
    m_script->setAccessibleName(tr("A script to begin with"));
    m_script->setReadOnly(true);
    m_script->setTabChangesFocus(true);
    m_script->setFont(fixed);
    m_script->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_script->setPlainText(exampleScript({}));
    m_script->setFixedHeight(m_script->fontMetrics().lineSpacing() * m_script->blockCount() + 2 * Space);

    auto* part = new QWidget(this);
    auto* layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    auto* pathLine = new QHBoxLayout;
    auto* copyPath =
        makeCopyButton(u"copySharePath"_s, tr("Copy the path of the socket"), [this] { return m_path->text(); }, part);
    pathLine->addWidget(makeFieldLabel(tr("Socket"), m_path));
    pathLine->addWidget(m_path, 1);
    pathLine->addWidget(copyPath);
    auto* copyScript =
        makeCopyButton(u"copyScript"_s, tr("Copy the script"), [this] { return m_script->toPlainText(); }, part);
    auto* scriptHead = new QHBoxLayout;
    scriptHead->addWidget(makeTitle(tr("A script to begin with"), part), 1);
    scriptHead->addWidget(copyScript);
    layout->addLayout(pathLine);
    layout->addLayout(scriptHead);
    layout->addWidget(m_script);
    tabThrough({m_path, copyPath, copyScript, m_script});
    return part;
}

QWidget* ScriptsDialog::makeClients()
{
    setUpTable();
    m_clients->addWidget(m_table);
    auto* none = makeQuietLabel(m_clients);
    none->setText(tr("None. When a script connects, you are asked under Prompts, and it waits for your answer."));
    none->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_clients->addWidget(none);
    auto* part = new QWidget(this);
    auto* layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    auto* head = new QHBoxLayout;
    head->addWidget(makeTitle(tr("Programs that use these contexts"), part), 1);
    QList<QWidget*> inOrder;
    for (QAction* action : {m_answer, m_dismiss}) {
        QToolButton* button = makePaneButton(action, part);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        head->addWidget(button);
        inOrder << button;
    }
    layout->addLayout(head);
    layout->addWidget(m_clients, 1);
    tabThrough(inOrder << m_table);
    connect(m_answer, &QAction::triggered, this, [this] {
        const qt::ClientSnapshot* client = m_model->at(m_table->currentIndex().row());
        if (client != nullptr && client->question)
            emit answerWanted(*client->question);
    });
    connect(m_dismiss, &QAction::triggered, this, [this] {
        if (const qt::ClientSnapshot* client = m_model->at(m_table->currentIndex().row()))
            m_engine.dismissClient(client->key);
    });
    return part;
}

void ScriptsDialog::setUpTable()
{
    m_table->setObjectName(u"clients"_s);
    m_table->setAccessibleName(tr("Programs that use these contexts"));
    m_table->setModel(m_model);
    makeRowTable(*m_table);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setMinimumHeight(4 * RowHeight);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_table->addActions({m_answer, m_dismiss});
    QHeaderView* header = m_table->horizontalHeader();
    for (int column = 0; column < static_cast<int>(std::size(ScriptWidths)); ++column)
        header->resizeSection(column, ScriptWidths[column]);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ScriptsDialog::followChoice);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &ScriptsDialog::followChoice);
}

void ScriptsDialog::refresh()
{
    const qt::SharingSnapshot sharing = m_engine.sharing();
    const QString path = QString::fromStdString(sharing.path);
    if (m_path->text() != path) {
        m_path->setText(path);
        m_script->setPlainText(exampleScript(path));
    }
    if (sharing.failure)
        m_notice->tell(Tone::Danger, u"danger"_s, tr("That did not work"), errorLine(*sharing.failure));
    else
        m_notice->hide();
    m_model->setClients(sharing.clients);
    m_clients->setCurrentIndex(sharing.clients.empty() ? 1 : 0);
    if (!m_table->currentIndex().isValid() && !sharing.clients.empty())
        m_table->selectRow(0);
    m_pages->setCurrentIndex(sharing.on ? 1 : 0);
    followChoice();
}

void ScriptsDialog::followChoice()
{
    const qt::ClientSnapshot* client = m_model->at(m_table->currentIndex().row());
    m_answer->setEnabled(client != nullptr && client->question);
    m_dismiss->setEnabled(client != nullptr && !client->question);
}

}  // namespace rz::app
