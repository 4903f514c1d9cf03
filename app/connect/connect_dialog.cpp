#include "app/connect/connect_dialog.h"

#include "app/common/colors.h"
#include "app/common/icons.h"
#include "app/common/style.h"
#include "app/common/tab_order.h"
#include "app/connect/chain_line.h"
#include "app/connect/method_text.h"
#include "app/connect/option_form.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QScrollArea>
#include <QTabBar>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr QSize UsualSize(560, 560);

std::string firstOf(const QStringList& methods)
{
    return methods.isEmpty() ? std::string("local") : methods.front().toStdString();
}

QLabel* quietLabel(QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

}  // namespace

ConnectDialog::ConnectDialog(qt::NodeKey under, const QString& underPath, const ChainSources& sources, QWidget* parent)
    : QDialog(parent),
      m_under(under),
      m_methods(sources.methods),
      m_draft(firstOf(sources.methods)),
      m_line(new ChainLine(this)),
      m_hops(new QTabBar(this)),
      m_method(new QComboBox(this)),
      m_methodHelp(quietLabel(this)),
      m_form(new OptionForm(m_draft, this)),
      m_problem(quietLabel(this)),
      m_connect(nullptr)
{
    setObjectName(u"connectDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(under == qt::RootNode ? tr("Connect") : tr("Connect below %1").arg(underPath));
    m_line->setObjectName(u"chainLine"_s);
    m_line->setPlaceholderText(tr("ssh:alice@web1|local"));
    m_line->setAccessibleName(tr("Chain"));
    m_line->setSources(sources);
    m_problem->setObjectName(u"connectProblem"_s);
    m_form->setHosts(sources.hosts);

    auto* where = quietLabel(this);
    where->setText(under == qt::RootNode ? tr("Starts from the desktop.") : tr("Starts from %1.").arg(underPath));
    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(m_form);

    auto* layout = new QVBoxLayout(this);
    layout->addWidget(where);
    layout->addWidget(m_line);
    layout->addSpacing(Space);
    layout->addLayout(makeHopLine());
    layout->addLayout(makeMethodLine(sources.methods));
    layout->addWidget(m_methodHelp);
    layout->addWidget(scroll, 1);
    layout->addWidget(m_problem);
    layout->addLayout(makeButtonLine());
    resize(UsualSize);

    connect(m_line, &QLineEdit::textEdited, &m_draft, &ConnectDraft::setText);
    connect(m_line->completer(), qOverload<const QString&>(&QCompleter::activated), &m_draft, &ConnectDraft::setText);
    connect(&m_draft, &ConnectDraft::textChanged, m_line, &QLineEdit::setText);
    connect(&m_draft, &ConnectDraft::hopsChanged, this, &ConnectDialog::showHops);
    connect(&m_draft, &ConnectDraft::problemChanged, this, &ConnectDialog::showProblem);
    showHops();
    showProblem();
    m_form->focusFirst();
}

QLayout* ConnectDialog::makeHopLine()
{
    m_hops->setObjectName(u"hops"_s);
    m_hops->setAccessibleName(tr("Hops of the chain"));
    m_hops->setExpanding(false);
    m_hops->setDrawBase(false);
    m_hops->setUsesScrollButtons(true);
    m_hops->setElideMode(Qt::ElideMiddle);
    m_addHop = new QToolButton(this);
    m_addHop->setObjectName(u"addHop"_s);
    m_addHop->setIcon(icon(u"connect"));
    m_addHop->setText(tr("Add hop"));
    m_addHop->setToolTip(tr("Add a hop: the next context is started from this one"));
    m_addHop->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_addHop->setAutoRaise(true);
    auto* line = new QHBoxLayout;
    line->setSpacing(Space);
    line->addWidget(m_hops);
    line->addWidget(m_addHop);
    line->addStretch();
    connect(m_addHop, &QToolButton::clicked, this, [this] { m_draft.addHop(m_methods.value(0).toStdString()); });
    connect(m_hops, &QTabBar::currentChanged, this, [this](int index) {
        if (!m_following && index >= 0)
            m_draft.setCurrent(index);
    });
    connect(m_hops, &QTabBar::tabCloseRequested, &m_draft, &ConnectDraft::removeHop);
    return line;
}

QLayout* ConnectDialog::makeMethodLine(const QStringList& methods)
{
    m_method->setObjectName(u"method"_s);
    m_method->setAccessibleName(tr("Method"));
    for (const QString& name : methods) {
        if (const auto* method = connect::findMethod(name.toStdString()))
            m_method->addItem(methodIcon(method->name), methodLabel(*method), name);
    }
    auto* label = new QLabel(tr("Method"), this);
    label->setBuddy(m_method);
    label->setMinimumWidth(LabelWidth);
    auto* line = new QHBoxLayout;
    line->addWidget(label);
    line->addWidget(m_method, 1);
    connect(m_method, &QComboBox::activated, this,
            [this] { m_draft.setMethod(m_method->currentData().toString().toStdString()); });
    return line;
}

QLayout* ConnectDialog::makeButtonLine()
{
    m_buttons = new QDialogButtonBox(this);
    m_connect = m_buttons->addButton(tr("Connect"), QDialogButtonBox::AcceptRole);
    m_connect->setObjectName(u"connectButton"_s);
    m_connect->setDefault(true);
    m_buttons->addButton(tr("Cancel"), QDialogButtonBox::RejectRole);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &ConnectDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &ConnectDialog::reject);
    auto* line = new QHBoxLayout;
    line->addWidget(m_buttons);
    return line;
}

void ConnectDialog::showHops()
{
    const QScopedValueRollback following(m_following, true);
    const int count = static_cast<int>(m_draft.chain().size());
    while (m_hops->count() > count)
        m_hops->removeTab(m_hops->count() - 1);
    while (m_hops->count() < count)
        m_hops->addTab(QString());
    m_hops->setTabsClosable(count > 1);
    for (int i = 0; i < count; ++i) {
        const connect::Hop& hop = m_draft.chain()[static_cast<std::size_t>(i)];
        m_hops->setTabIcon(i, methodIcon(hop.method));
        m_hops->setTabText(i, QString::fromStdString(hop.label()));
    }
    m_hops->setCurrentIndex(m_draft.current());
    m_method->setCurrentIndex(m_method->findData(QString::fromStdString(m_draft.hop().method)));
    const auto* method = connect::findMethod(m_draft.hop().method);
    m_methodHelp->setText(method != nullptr ? methodHelp(*method) : QString());
    // The fields are others when the method is another.
    tabThrough({m_line, m_hops, m_addHop, m_method, m_form, m_buttons});
}

void ConnectDialog::showProblem()
{
    // What is merely not typed yet is no error: it stays quiet until there is a line to be wrong.
    const QString problem = m_draft.problem();
    QPalette colors = palette();
    if (m_draft.lineIsBroken())
        colors.setColor(QPalette::PlaceholderText, colorsOf(colors).danger);
    m_problem->setPalette(colors);
    m_problem->setText(problem);
    m_connect->setEnabled(problem.isEmpty());
    m_connect->setToolTip(problem);
    for (int i = 0; i < m_hops->count(); ++i)
        m_hops->setTabText(i, QString::fromStdString(m_draft.chain()[static_cast<std::size_t>(i)].label()));
}

void ConnectDialog::accept()
{
    if (!m_draft.problem().isEmpty())
        return;
    connect::Chain chain = m_draft.chain();
    m_form->takeSecrets(chain);
    emit chosen(m_under, chain);
    QDialog::accept();
}

}  // namespace rz::app
