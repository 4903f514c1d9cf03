#include "app/connect/connect_dialog.h"

#include "app/common/dialog_buttons.h"
#include "app/common/tab_order.h"
#include "app/connect/chain_editor.h"
#include "core/qt/engine_api.h"

#include <QLabel>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr QSize ConnectDialogSize(560, 560);

}  // namespace

ConnectDialog::ConnectDialog(qt::EngineApi& engine, const Start& start, const ChainSources& sources, QWidget* parent)
    : QDialog(parent),
      m_under(start.under),
      m_editor(new ChainEditor(sources, start.method.toStdString(),
                               start.under == qt::RootNode ? connect::From::Desktop : connect::From::Context,
                               OptionForm::For::Now, this)),
      m_problem(makeQuietLabel(this)),
      m_buttons(new DialogButtons(tr("Connect"), u"connectButton"_s, this))
{
    const bool fromDesktop = start.under == qt::RootNode;
    setObjectName(u"connectDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(fromDesktop ? tr("Connect") : tr("Connect below %1").arg(start.path));
    m_editor->form().setSearch(engine, start.under);
    m_editor->form().setStartsAtPython(start.python);
    engine.missingMethods(start.under, this, [this, path = start.path](const std::vector<std::string>& missing) {
        m_editor->setMissing(missing, path);
    });
    m_problem->setObjectName(u"connectProblem"_s);
    auto* where = makeQuietLabel(this);
    where->setText(fromDesktop ? tr("Starts from the desktop.") : tr("Starts from %1.").arg(start.path));

    auto* layout = new QVBoxLayout(this);
    layout->addWidget(where);
    layout->addWidget(m_editor, 1);
    layout->addWidget(m_problem);
    layout->addWidget(m_buttons);
    resize(ConnectDialogSize);

    connect(&m_editor->draft(), &ConnectDraft::hopsChanged, this, [this] { tabThrough({m_editor, m_buttons}); });
    connect(&m_editor->draft(), &ConnectDraft::problemChanged, this, &ConnectDialog::showProblem);
    tabThrough({m_editor, m_buttons});
    showProblem();
    m_editor->form().focusFirst();
}

void ConnectDialog::showProblem()
{
    // What is merely not typed yet is no error: it stays quiet until there is a line to be wrong.
    m_editor->tellProblem(*m_problem);
    m_buttons->setProblem(m_editor->draft().problem());
}

void ConnectDialog::accept()
{
    if (!m_editor->draft().problem().isEmpty())
        return;
    connect::Chain chain = m_editor->draft().chain();
    m_editor->form().takeSecrets(chain);
    emit chosen(m_under, chain);
    QDialog::accept();
}

}  // namespace rz::app
