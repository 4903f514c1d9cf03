#include "app/window/connecting.h"

#include "app/connect/connect_dialog.h"
#include "app/connect/method_menu.h"
#include "app/hosts/host_book.h"
#include "app/window/actions.h"
#include "app/window/context_commands.h"

#include <QAction>
#include <QSettings>
#include <QToolBar>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr qsizetype RecentChains = 20;
const auto RecentKey = u"connect/recent"_s;

QStringList allMethods()
{
    QStringList methods;
    for (const connect::MethodDescription* method : connect::methods())
        methods << QString::fromUtf8(method->name.data(), static_cast<qsizetype>(method->name.size()));
    return methods;
}

}  // namespace

Connecting::Connecting(const Parts& parts, QWidget* window)
    : QObject(window),
      m(parts),
      m_window(window),
      m_fromDesktop(new MethodMenu(tr("Connect &by"), ownMethods(), window)),
      m_fromChosen(new MethodMenu(tr("Connect child b&y"), allMethods(), window))
{
    m_fromDesktop->setObjectName(u"connectBy"_s);
    m_fromDesktop->setIcon(m.actions.connectNew->icon());
    m_fromChosen->setObjectName(u"connectChildBy"_s);
    m_fromChosen->setIcon(m.actions.connectChild->icon());
    connect(m_fromDesktop, &MethodMenu::chosen, this,
            [this](const QString& method) { openDialog(qt::RootNode, method); });
    connect(m_fromChosen, &MethodMenu::chosen, this,
            [this](const QString& method) { openDialog(m.selection.current(), method); });
    connect(m_fromDesktop, &QMenu::aboutToShow, this, [this] { lookForPrograms(*m_fromDesktop, qt::RootNode); });
    connect(m_fromChosen, &QMenu::aboutToShow, this, [this] { lookForPrograms(*m_fromChosen, m.selection.current()); });
    connect(m.actions.connectNew, &QAction::triggered, this, [this] { openDialog(qt::RootNode); });
    connect(m.actions.connectChild, &QAction::triggered, this, [this] { openDialog(m.selection.current()); });
    const auto follow = [this] { m_fromChosen->setEnabled(m.actions.connectChild->isEnabled()); };
    connect(m.actions.connectChild, &QAction::enabledChanged, this, follow);
    connect(&m.hosts, &HostBook::changed, this, &Connecting::sourcesChanged);
    follow();
}

// Until it is known what is there, everything is offered.
void Connecting::lookForPrograms(MethodMenu& menu, qt::NodeKey under)
{
    menu.setMissing({}, {});
    m.engine.missingMethods(under, &menu, [this, &menu, under](const std::vector<std::string>& missing) {
        const bool asked = &menu == m_fromDesktop || under == m.selection.current();
        if (asked)
            menu.setMissing(missing, m.contexts.path(under));
    });
}

QMenu& Connecting::fromDesktop() const
{
    return *m_fromDesktop;
}

QMenu& Connecting::fromChosen() const
{
    return *m_fromChosen;
}

void Connecting::addTo(QToolBar& bar) const
{
    auto* button = qobject_cast<QToolButton*>(bar.widgetForAction(m.actions.connectNew));
    button->setMenu(m_fromDesktop);
    button->setPopupMode(QToolButton::MenuButtonPopup);
}

// What works from the desktop is known; other contexts have methods of their own, which they tell when asked to connect.
QStringList Connecting::methodsUnder(qt::NodeKey under) const
{
    return under == qt::RootNode ? ownMethods() : allMethods();
}

QStringList Connecting::ownMethods() const
{
    QStringList methods;
    for (const std::string& method : m.engine.availableMethods())
        methods << QString::fromStdString(method);
    return methods;
}

ChainSources Connecting::sources() const
{
    ChainSources sources;
    sources.methods = ownMethods();
    sources.hosts = m.hosts.sshHosts();
    sources.recent = m.settings.value(RecentKey).toStringList();
    for (const HostBook::SavedHost& host : m.hosts.hosts())
        sources.saved.push_back({.name = host.name, .chain = host.chain});
    return sources;
}

void Connecting::openDialog(qt::NodeKey under, const QString& method)
{
    ChainSources sources = this->sources();
    sources.methods = methodsUnder(under);
    // What one starts from a context is mostly another process there.
    const QString likeliest = under == qt::RootNode ? sources.methods.value(0, u"local"_s) : u"local"_s;
    const qt::NodeSnapshot* start = m.contexts.find(under);
    auto* dialog = new ConnectDialog(m.engine,
                                     {.under = under,
                                      .path = m.contexts.path(under),
                                      .method = method.isEmpty() ? likeliest : method,
                                      .python = start != nullptr && !start->native},
                                     sources, m_window);
    connect(dialog, &ConnectDialog::chosen, this, &Connecting::start);
    dialog->show();
}

void Connecting::start(qt::NodeKey under, const connect::Chain& chain)
{
    if (under == qt::RootNode)
        remember(chain);
    m.commands.connectChain(under, chain);
}

void Connecting::remember(const connect::Chain& chain)
{
    const QString text = QString::fromStdString(connect::toString(chain));
    QStringList recent = m.settings.value(RecentKey).toStringList();
    recent.removeAll(text);
    recent.prepend(text);
    m.settings.setValue(RecentKey, QStringList(recent.first(std::min(recent.size(), RecentChains))));
    emit sourcesChanged();
}

}  // namespace rz::app
