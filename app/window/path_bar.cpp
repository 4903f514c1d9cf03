#include "app/window/path_bar.h"

#include "app/common/badge.h"
#include "app/common/error_text.h"
#include "app/common/format.h"
#include "app/common/icons.h"
#include "app/common/node_label.h"
#include "app/common/style.h"
#include "app/common/tab_order.h"
#include "app/common/tool_tip.h"
#include "app/contexts/node_text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr int Height = 36;
constexpr int LongestHop = 260;

QString hopText(const qt::NodeSnapshot* node)
{
    return node == nullptr ? PathBar::tr("desktop", "the context of the program itself") : nodeLabel(*node);
}

}  // namespace

PathBar::PathBar(const ContextDirectory& contexts, Selection& selection, QWidget* parent)
    : QWidget(parent),
      m_contexts(contexts),
      m_selection(selection),
      m_hopsWidget(new QWidget(this)),
      m_hops(new QHBoxLayout(m_hopsWidget)),
      m_folded(new QToolButton(m_hopsWidget)),
      m_identity(new QLabel(this)),
      m_root(new Badge(tr("root", "mark of a context that runs as root"), Tone::Root, this)),
      m_python(new Badge(tr("Python", "mark of a context that is a Python process"), Tone::Muted, this)),
      m_attached(new Badge(tr("attached", "mark of a program that we are attached to"), Tone::Accent, this)),
      m_stateIcon(new QLabel(this)),
      m_state(new QLabel(this))
{
    setObjectName(u"pathBar"_s);
    setAccessibleName(tr("Path of the chosen context"));
    setFixedHeight(Height);
    m_root->setObjectName(u"rootMark"_s);
    m_python->setObjectName(u"pythonMark"_s);
    m_attached->setObjectName(u"attachedMark"_s);
    m_identity->setObjectName(u"pathIdentity"_s);
    m_identity->setTextFormat(Qt::PlainText);
    m_identity->setForegroundRole(QPalette::PlaceholderText);
    m_state->setObjectName(u"pathState"_s);
    m_state->setTextFormat(Qt::PlainText);
    m_folded->setAutoRaise(true);
    m_folded->setText(u"…"_s);
    m_folded->setToolTip(tr("Earlier hops"));
    m_folded->setPopupMode(QToolButton::InstantPopup);
    m_folded->setMenu(new QMenu(m_folded));

    m_hops->setContentsMargins(0, 0, 0, 0);
    m_hops->setSpacing(0);
    m_hops->addWidget(m_folded);
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(2 * Space, 0, Margin, 0);
    line->addWidget(m_hopsWidget);
    line->addWidget(m_identity);
    line->addWidget(m_root);
    line->addWidget(m_python);
    line->addWidget(m_attached);
    line->addStretch(1);
    line->addWidget(m_stateIcon);
    line->addWidget(m_state);
    connect(&m_contexts, &ContextDirectory::changed, this, &PathBar::refresh);
    connect(&m_selection, &Selection::changed, this, &PathBar::refresh);
    refresh();
}

QSize PathBar::minimumSizeHint() const
{
    return {200, Height};
}

void PathBar::refresh()
{
    std::vector<qt::NodeKey> path;
    const qt::NodeSnapshot* chosen = m_contexts.find(m_selection.current());
    for (const qt::NodeSnapshot* node = chosen; node != nullptr; node = m_contexts.find(node->parent))
        path.push_back(node->key);
    if (chosen == nullptr || !chosen->attached())
        path.push_back(qt::RootNode);
    std::ranges::reverse(path);
    QStringList names;
    for (const qt::NodeKey key : path)
        names << hopText(m_contexts.find(key));
    if (path != m_path || names != m_names)
        rebuildHops(path);
    m_names = names;
    showState(chosen);
    foldHops();
}

void PathBar::rebuildHops(const std::vector<qt::NodeKey>& path)
{
    qDeleteAll(m_buttons);
    qDeleteAll(m_separators);
    m_buttons.clear();
    m_separators.clear();
    m_path = path;
    for (const qt::NodeKey key : path) {
        const qt::NodeSnapshot* node = m_contexts.find(key);
        if (key != path.front()) {
            auto* separator = new QLabel(u"›"_s, m_hopsWidget);
            separator->setContentsMargins(0, 0, Space, 0);
            separator->setForegroundRole(QPalette::PlaceholderText);
            m_hops->addWidget(separator);
            m_separators.push_back(separator);
        }
        auto* button = new QToolButton(m_hopsWidget);
        button->setAutoRaise(true);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setIcon(methodIcon(node == nullptr ? "desktop" : node->hop.method));
        // Names come from chains and from peers: an ampersand in them is no shortcut.
        button->setText(
            button->fontMetrics().elidedText(hopText(node), Qt::ElideMiddle, LongestHop).replace(u'&', u"&&"_s));
        button->setToolTip(node == nullptr ? hopText(node) : plainToolTip(spokenNode(*node)));
        QFont font = button->font();
        font.setWeight(key == path.back() ? QFont::DemiBold : QFont::Normal);
        button->setFont(font);
        m_hops->addWidget(button);
        m_buttons.push_back(button);
        connect(button, &QToolButton::clicked, this, [this, key] { m_selection.choose(key); });
    }
    tabThrough({m_hopsWidget});
}

// Hides hops from the left until the rest fits; the last one always stays. Where even that is too much, the identity goes,
// which the hop's tooltip has too, and the state keeps only its word.
void PathBar::foldHops()
{
    const auto widthOf = [](const QWidget* widget) {
        return widget->isHidden() ? 0 : widget->sizeHint().width() + 2 * Space;
    };
    m_state->setText(m_wholeState);
    m_identity->setVisible(!m_identity->text().isEmpty());
    int needed = 0;
    for (const QToolButton* button : m_buttons)
        needed += button->sizeHint().width();
    for (const QLabel* separator : m_separators)
        needed += separator->sizeHint().width();
    const auto room = [&] {
        return width() - 2 * Space - Margin - widthOf(m_identity) - widthOf(m_root) - widthOf(m_python) -
               widthOf(m_attached) - widthOf(m_stateIcon) - widthOf(m_state);
    };
    const int least =
        m_buttons.back()->sizeHint().width() + (m_buttons.size() > 1 ? m_folded->sizeHint().width() : 0) + 4 * Space;
    if (least > room())
        m_identity->hide();
    if (least > room())
        m_state->setText(m_shortState);
    std::size_t folded = 0;
    if (needed > room())
        needed += m_folded->sizeHint().width();
    for (; needed > room() && folded + 1 < m_buttons.size(); ++folded)
        needed -=
            m_buttons[folded]->sizeHint().width() + (folded > 0 ? m_separators[folded - 1]->sizeHint().width() : 0);

    m_folded->setVisible(folded > 0);
    m_folded->menu()->clear();
    for (std::size_t i = 0; i < m_buttons.size(); ++i) {
        m_buttons[i]->setVisible(i >= folded);
        if (i > 0)
            m_separators[i - 1]->setVisible(i >= folded);
        if (i < folded) {
            QAction* action = m_folded->menu()->addAction(m_buttons[i]->icon(), m_buttons[i]->text());
            connect(action, &QAction::triggered, this, [this, key = m_path[i]] { m_selection.choose(key); });
        }
    }
}

void PathBar::showState(const qt::NodeSnapshot* node)
{
    m_root->setVisible(node != nullptr && node->root);
    m_python->setVisible(node != nullptr && isPython(*node));
    m_attached->setVisible(node != nullptr && node->attached());
    m_stateIcon->setVisible(node != nullptr);
    m_state->setVisible(node != nullptr);
    m_identity->setText(node == nullptr || node->identity.empty()
                            ? QString()
                            : tr("as %1", "identity of a context").arg(nodeIdentity(*node)));
    m_wholeState.clear();
    if (node == nullptr)
        return;
    m_stateIcon->setPixmap(
        icon(stateIcon(*node), stateTone(*node)).pixmap(QSize(IconSize, IconSize), devicePixelRatioF()));
    QStringList parts{stateText(*node)};
    if (node->rtt && isUp(*node))
        parts << format::duration(*node->rtt);
    if (node->id && !node->isProgram())
        parts << tr("context %1").arg(raw(*node->id));
    m_wholeState = parts.join(u" · "_s);
    m_shortState = parts.front();
    m_state->setToolTip(node->failure ? plainToolTip(errorLine(*node->failure))
                        : node->rtt   ? format::exactDuration(*node->rtt)
                                      : QString());
}

void PathBar::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    foldHops();
}

}  // namespace rz::app
