#include "app/window/quick_connect.h"

#include "app/common/colors.h"
#include "app/common/icons.h"
#include "app/common/style.h"
#include "app/connect/chain_line.h"

#include <QLabel>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace rz::app {

QuickConnect::QuickConnect(QWidget* parent) : QWidget(parent), m_line(new ChainLine(this)), m_problem(new QLabel(this))
{
    m_line->setObjectName(u"quickConnectLine"_s);
    m_line->setPlaceholderText(tr("Quick connect: ssh:alice@web1|local"));
    m_line->setAccessibleName(tr("Quick connect"));
    m_line->setToolTip(tr("A chain of hops from the desktop, such as ssh:alice@web1|local (%1)")
                           .arg(QKeySequence(u"Ctrl+L"_s).toString(QKeySequence::NativeText)));
    m_line->addAction(icon(u"connect-child", Tone::Muted), QLineEdit::LeadingPosition);
    m_problem->setObjectName(u"quickConnectProblem"_s);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->setForegroundRole(QPalette::BrightText);  // danger
    m_problem->hide();

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * Space, Space, 2 * Space, Space);
    layout->setSpacing(Space);
    layout->addWidget(m_line);
    layout->addWidget(m_problem);
    connect(m_line, &QLineEdit::returnPressed, this, &QuickConnect::connectTyped);
    connect(m_line, &QLineEdit::textChanged, m_problem, &QWidget::hide);
}

void QuickConnect::setSources(const ChainSources& sources)
{
    m_sources = sources;
    m_line->setSources(sources);
}

void QuickConnect::focusLine()
{
    m_line->setFocus(Qt::ShortcutFocusReason);
    m_line->selectAll();
}

void QuickConnect::connectTyped()
{
    const QString typed = m_line->text().trimmed();
    if (typed.isEmpty())
        return;
    auto chain = connect::parseChain(m_line->text().toStdString());
    if (const NamedChain* saved = findSaved(m_sources, typed); saved != nullptr && !chain)
        chain = connect::parseChain(saved->chain.toStdString());
    if (!chain) {
        m_problem->setText(tr("The chain cannot be read: %1").arg(QString::fromStdString(chain.error().text())));
        m_problem->show();
        return;
    }
    m_line->clear();
    emit chosen(*chain);
}

}  // namespace rz::app
