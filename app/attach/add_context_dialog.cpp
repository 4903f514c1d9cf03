#include "app/attach/add_context_dialog.h"

#include "app/common/dialog_buttons.h"
#include "app/common/tab_order.h"
#include "app/connect/chain_editor.h"
#include "core/qt/engine_api.h"

#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr int UsualWidth = 460;

}  // namespace

AddContextDialog::AddContextDialog(qt::EngineApi& engine, qt::NodeKey program, const QString& path, QWidget* parent)
    : QDialog(parent),
      m_engine(engine),
      m_program(program),
      m_id(new QLineEdit(this)),
      m_outcome(makeQuietLabel(this)),
      m_buttons(new DialogButtons(tr("Add"), u"acceptContextButton"_s, this))
{
    setObjectName(u"addContextDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Add a context of %1").arg(path));
    m_id->setObjectName(u"contextId"_s);
    m_id->setAccessibleName(tr("Id"));
    m_id->setPlaceholderText(tr("3"));
    m_outcome->setObjectName(u"addContextOutcome"_s);
    auto* help = makeQuietLabel(this);
    help->setText(tr("A context that the search did not find, by its id there. Python shows it as "
                     "Context(3, 'ssh.web1'), in logs and where a context is printed."));
    auto* line = new QHBoxLayout;
    line->addWidget(makeFieldLabel(tr("Id"), m_id));
    line->addWidget(m_id, 1);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(help);
    layout->addLayout(line);
    layout->addWidget(m_outcome);
    layout->addStretch();
    layout->addWidget(m_buttons);
    tabThrough({m_id, m_buttons});
    resize(UsualWidth, sizeHint().height());

    connect(m_id, &QLineEdit::textChanged, this, [this] {
        m_outcome->clear();
        showProblem();
    });
    showProblem();
    m_id->setFocus();
}

std::optional<ContextId> AddContextDialog::id() const
{
    bool isNumber = false;
    const uint number = m_id->text().trimmed().toUInt(&isNumber);
    return isNumber && number > 0 ? std::optional(static_cast<ContextId>(number)) : std::nullopt;
}

void AddContextDialog::showProblem()
{
    QString text;
    if (m_asking)
        text = tr("The context is being asked.");
    else if (!id())
        text = tr("An id is a whole number above 0; 0 is the program itself.");
    m_buttons->setProblem(text);
    if (!m_id->text().isEmpty() && !id())
        m_outcome->setText(text);
}

void AddContextDialog::accept()
{
    const auto wanted = id();
    if (!wanted || m_asking)
        return;
    m_asking = true;
    m_outcome->setText(tr("Asking context %1…").arg(raw(*wanted)));
    showProblem();
    m_engine.addContext(m_program, *wanted, this, [this](const Result<qt::NodeKey>& added) { showAnswer(added); });
}

void AddContextDialog::showAnswer(const Result<qt::NodeKey>& answer)
{
    m_asking = false;
    showProblem();
    if (answer) {
        emit added(*answer);
        QDialog::accept();
        return;
    }
    const QString seen = QString::fromStdString(answer.error().text());
    m_outcome->setText(answer.error().kind() == ErrorKind::Timeout
                           ? tr("It did not answer in time; it may be busy with a call. Try again when that is over.")
                           : tr("No context answers to this id. Seen: %1").arg(seen));
    m_id->setFocus();
    m_id->selectAll();
}

}  // namespace rz::app
