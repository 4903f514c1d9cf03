#include "app/connect/method_menu.h"

#include "app/common/icons.h"
#include "app/connect/method_text.h"

using namespace Qt::StringLiterals;

namespace rz::app {

MethodMenu::MethodMenu(const QString& title, const QStringList& methods, QWidget* parent) : QMenu(title, parent)
{
    setToolTipsVisible(true);
    for (const QString& name : methods) {
        const auto* method = connect::findMethod(name.toStdString());
        if (method == nullptr)
            continue;
        QAction* action = addAction(methodIcon(method->name), methodLabel(*method).replace(u'&', u"&&"_s) + u'…');
        action->setObjectName(u"by-"_s + name);
        action->setToolTip(methodHelp(*method));
        action->setStatusTip(methodHelp(*method));
        connect(action, &QAction::triggered, this, [this, name] { emit chosen(name); });
    }
}

}  // namespace rz::app
