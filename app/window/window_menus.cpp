#include "app/window/window_menus.h"

#include "app/common/icons.h"
#include "app/common/translation.h"
#include "app/window/actions.h"

#include <QActionGroup>
#include <QCoreApplication>
#include <QDockWidget>
#include <QLocale>
#include <QMenuBar>
#include <QSettings>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

struct WindowMenusTr {
    Q_DECLARE_TR_FUNCTIONS(rz::app::WindowMenus)
};

QString languageName(const QString& code)
{
    const QLocale locale(code);
    QString name = locale.nativeLanguageName();
    return name.isEmpty() ? code : name.replace(0, 1, locale.toUpper(name.first(1)));
}

void fillLanguages(QMenu& menu, QSettings& settings)
{
    auto* group = new QActionGroup(&menu);
    const QString chosen = settings.value(u"language"_s).toString();
    const auto add = [&](const QString& code, const QString& text) {
        QAction* action = menu.addAction(text);
        action->setObjectName(u"language-"_s + code);
        action->setCheckable(true);
        action->setChecked(code == chosen);
        group->addAction(action);
        QObject::connect(action, &QAction::triggered, &menu,
                         [code, &settings] { settings.setValue(u"language"_s, code); });
    };
    add(QString(), WindowMenusTr::tr("As the system"));
    for (const QString& code : availableLanguages())
        add(code, languageName(code));
    menu.setToolTipsVisible(true);
    menu.menuAction()->setToolTip(WindowMenusTr::tr("Takes effect when Rhizome is started again"));
}

}  // namespace

void fillMenus(QMenuBar& bar, const MenuParts& parts)
{
    Actions& actions = parts.actions;
    QMenu* contexts = bar.addMenu(WindowMenusTr::tr("&Contexts"));
    contexts->addActions({actions.connectNew, parts.connectBy.menuAction(), actions.quickConnect});
    contexts->addSeparator();
    contexts->addActions({actions.connectChild, parts.connectChildBy.menuAction(), actions.reconnect,
                          actions.disconnectContext, actions.cancelConnect});
    contexts->addSeparator();
    contexts->addActions({actions.attach, actions.survey, actions.addContext});
    contexts->addSeparator();
    contexts->addActions({actions.share, actions.scripts});
    contexts->addSeparator();
    contexts->addActions({actions.transferFiles, actions.serveFiles});
    contexts->addSeparator();
    contexts->addActions({actions.copyChain, actions.saveHost, actions.forget});
    contexts->addSeparator();
    contexts->addMenu(&parts.workspace);
    contexts->addSeparator();
    contexts->addActions({actions.forgetSecrets, actions.quit});

    QMenu* go = bar.addMenu(WindowMenusTr::tr("&Go"));
    go->addActions({actions.previousContext, actions.nextContext, actions.parentContext, actions.childContext});
    go->addSeparator();
    go->addActions({actions.showOverview, actions.showCalls, actions.showConnection});
    go->addSeparator();
    go->addActions({actions.goToContexts, actions.goToHosts, actions.goToLogs, actions.goToRoutes, actions.goToStats,
                    actions.goToTransfers, actions.goToPrompts});
    go->addSeparator();
    go->addAction(actions.oldestQuestion);

    QMenu* view = bar.addMenu(WindowMenusTr::tr("&View"));
    QMenu* shown = view->addMenu(WindowMenusTr::tr("&Panes"));
    for (QDockWidget* pane : parts.panes)
        shown->addAction(pane->toggleViewAction());
    view->addMenu(&parts.contextColumns);
    QMenu* appearance = view->addMenu(icon(u"appearance"), WindowMenusTr::tr("&Appearance"));
    appearance->addActions(actions.appearance->actions());
    fillLanguages(*view->addMenu(WindowMenusTr::tr("&Language")), parts.settings);
    view->addSeparator();
    view->addAction(actions.resetLayout);

    QMenu* help = bar.addMenu(WindowMenusTr::tr("&Help"));
    help->addAction(actions.about);
}

}  // namespace rz::app
