#include "app/connect/method_menu.h"

#include "app/common/icons.h"
#include "app/common/tool_tip.h"
#include "app/connect/method_text.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {

MethodMenu::MethodMenu(const QString& title, const QStringList& methods, QWidget* parent) : QMenu(title, parent)
{
    setToolTipsVisible(true);
    for (const QString& name : methods) {
        const auto* method = connect::findMethod(name.toStdString());
        if (method == nullptr)
            continue;
        QAction* action = addAction(methodIcon(method->name), QString());
        action->setObjectName(u"by-"_s + name);
        action->setData(name);
        connect(action, &QAction::triggered, this, [this, name] { emit chosen(name); });
    }
    setMissing({}, {});
}

void MethodMenu::setMissing(const std::vector<std::string>& methods, const QString& place)
{
    for (QAction* action : actions()) {
        const auto* method = connect::findMethod(action->data().toString().toStdString());
        const bool missing = std::ranges::find(methods, method->name) != methods.end();
        const QString label = methodLabel(*method).replace(u'&', u"&&"_s);
        // The reason is in the text, too: a disabled action is neither reached by keyboard nor shows its tip everywhere.
        action->setText(missing ? tr("%1 (not installed)", "a method").arg(label) : label + u'…');
        action->setEnabled(!missing);
        const QString tip = missing ? missingText(*method, place) : methodHelp(*method);
        action->setToolTip(plainToolTip(tip));
        action->setStatusTip(tip);
    }
}

}  // namespace rz::app
