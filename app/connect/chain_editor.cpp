#include "app/connect/chain_editor.h"

#include "app/common/colors.h"
#include "app/common/control_pictures.h"
#include "app/common/icons.h"
#include "app/common/style.h"
#include "app/common/tab_order.h"
#include "app/common/tool_tip.h"
#include "app/connect/chain_line.h"
#include "app/connect/method_text.h"

#include <QComboBox>
#include <QCompleter>
#include <QLabel>
#include <QScopedValueRollback>
#include <QScrollArea>
#include <QStandardItemModel>
#include <QTabBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {

QLabel* makeFieldLabel(const QString& text, QWidget* field)
{
    auto* label = new QLabel(text, field->parentWidget());
    label->setMinimumWidth(LabelWidth);
    label->setBuddy(field);
    return label;
}

QLabel* makeQuietLabel(QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

ChainEditor::ChainEditor(const ChainSources& sources, const std::string& firstMethod, connect::From from,
                         OptionForm::For purpose, QWidget* parent)
    : QWidget(parent),
      m_methods(sources.methods),
      m_draft(firstMethod, from),
      m_line(new ChainLine(this)),
      m_hops(new QTabBar(this)),
      m_addHop(new QToolButton(this)),
      m_method(new QComboBox(this)),
      m_methodHelp(makeQuietLabel(this)),
      m_form(new OptionForm(m_draft, purpose, this))
{
    m_line->setObjectName(u"chainLine"_s);
    m_line->setPlaceholderText(tr("ssh:alice@web1|local"));
    m_line->setAccessibleName(tr("Chain"));
    m_line->setSources(sources);
    m_form->setHosts(sources.hosts);
    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(m_form);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_line);
    layout->addSpacing(Space);
    layout->addLayout(makeHopLine());
    layout->addLayout(makeMethodLine());
    layout->addWidget(m_methodHelp);
    layout->addWidget(scroll, 1);

    connect(m_line, &QLineEdit::textEdited, &m_draft, &ConnectDraft::setText);
    connect(m_line->completer(), qOverload<const QString&>(&QCompleter::activated), &m_draft, &ConnectDraft::setText);
    connect(&m_draft, &ConnectDraft::textChanged, m_line, &QLineEdit::setText);
    connect(&m_draft, &ConnectDraft::hopsChanged, this, &ChainEditor::showHops);
    connect(&m_draft, &ConnectDraft::problemChanged, this, &ChainEditor::showHopTexts);
    // What can be connected as it is stands in the line; else that stays empty, for its hint to show.
    if (m_draft.problem().isEmpty())
        m_draft.setChain(m_draft.chain());
    showHops();
}

QLayout* ChainEditor::makeHopLine()
{
    m_hops->setObjectName(u"hops"_s);
    m_hops->setAccessibleName(tr("Hops of the chain"));
    m_hops->setExpanding(false);
    m_hops->setDrawBase(false);
    m_hops->setUsesScrollButtons(true);
    m_hops->setElideMode(Qt::ElideMiddle);
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

QLayout* ChainEditor::makeMethodLine()
{
    m_method->setObjectName(u"method"_s);
    m_method->setAccessibleName(tr("Method"));
    for (const QString& name : m_methods) {
        const auto* method = connect::findMethod(name.toStdString());
        if (method == nullptr)
            continue;
        m_method->addItem(methodIcon(method->name), methodLabel(*method), name);
    }
    m_method->setMaxVisibleItems(std::max(m_method->count(), 1));
    auto* line = new QHBoxLayout;
    line->addWidget(makeFieldLabel(tr("Method"), m_method));
    line->addWidget(m_method, 1);
    connect(m_method, &QComboBox::activated, this,
            [this] { m_draft.setMethod(m_method->currentData().toString().toStdString()); });
    return line;
}

void ChainEditor::showHops()
{
    const QScopedValueRollback following(m_following, true);
    const int count = static_cast<int>(m_draft.chain().size());
    while (m_hops->count() > count)
        m_hops->removeTab(m_hops->count() - 1);
    while (m_hops->count() < count)
        m_hops->addTab(QString());
    m_hops->setTabsClosable(count > 1);
    showHopTexts();
    m_hops->setCurrentIndex(m_draft.current());
    m_method->setCurrentIndex(m_method->findData(QString::fromStdString(m_draft.hop().method)));
    showMethods();
    // The fields are others when the method is another.
    tabThrough({m_line, m_hops, m_addHop, m_method, m_form});
}

void ChainEditor::setMissing(const std::vector<std::string>& methods, const QString& place)
{
    m_missing = methods;
    m_place = place;
    showMethods();
}

// A method that is missing says so in its text, which also those meet who do not point at it, and below the list when the
// hop has it all the same: a program may have a path of its own there.
void ChainEditor::showMethods()
{
    const auto isMissing = [this](std::string_view method) {
        return m_draft.current() == 0 && std::ranges::find(m_missing, method) != m_missing.end();
    };
    auto* items = qobject_cast<QStandardItemModel*>(m_method->model());
    for (int i = 0; i < m_method->count(); ++i) {
        const auto* method = connect::findMethod(m_method->itemData(i).toString().toStdString());
        const bool missing = isMissing(method->name);
        const QString tip = missing ? missingText(*method, m_place) : methodHelp(*method);
        m_method->setItemText(i, missing ? tr("%1 (not installed)", "a method").arg(methodLabel(*method))
                                         : methodLabel(*method));
        m_method->setItemData(i, plainToolTip(tip), Qt::ToolTipRole);
        m_method->setItemData(i, missing ? tip : QString(), Qt::AccessibleDescriptionRole);
        items->item(i)->setEnabled(!missing);
    }
    const auto* method = connect::findMethod(m_draft.hop().method);
    if (method == nullptr)
        m_methodHelp->clear();
    else if (isMissing(method->name))
        m_methodHelp->setText(missingText(*method, m_place));
    else
        m_methodHelp->setText(methodHelp(*method));
    m_method->setAccessibleDescription(m_methodHelp->text());
}

void ChainEditor::showHopTexts()
{
    for (int i = 0; i < m_hops->count() && i < static_cast<int>(m_draft.chain().size()); ++i) {
        const connect::Hop& hop = m_draft.chain()[static_cast<std::size_t>(i)];
        m_hops->setTabIcon(i, methodIcon(hop.method));
        m_hops->setTabText(i, onOneLine(QString::fromStdString(hop.label())).replace(u'&', u"&&"_s));
    }
}

void ChainEditor::tellProblem(QLabel& label) const
{
    QPalette colors = palette();
    if (m_draft.lineIsBroken())
        colors.setColor(QPalette::PlaceholderText, colorsOf(colors).danger);
    label.setPalette(colors);
    label.setText(m_draft.problem());
}

}  // namespace rz::app
