// Draws the window in the states a user meets, into a folder, for looking at:
// window_pictures FOLDER [light|dark] [de|en] [name of one scene]. QT_SCALE_FACTOR=2 shows it at 200 %. No test.
#include "app/common/translation.h"
#include "tests/gui/pictures/scenes.h"

#include <QApplication>
#include <QDir>
#include <QStandardPaths>

using namespace Qt::StringLiterals;
using namespace rz;

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QStandardPaths::setTestModeEnabled(true);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() < 2)
        qFatal("window_pictures FOLDER [light|dark] [de|en] [scene]");
    const QString scheme = arguments.value(2, u"light"_s);
    const app::Translation translation(arguments.value(3, u"en"_s));
    const auto appearance = scheme == u"dark"_s ? app::Appearance::Dark : app::Appearance::Light;
    QDir().mkpath(arguments[1]);
    for (const auto scenes : {test::connectingScenes(), test::hostScenes(), test::contextScenes(), test::paneScenes(),
                              test::transferScenes(), test::promptScenes(), test::programScenes()}) {
        for (const test::Scene& scene : scenes) {
            if (arguments.size() > 4 && arguments[4] != QLatin1String(scene.name))
                continue;
            test::WindowScene window(arguments[1], scheme, appearance);
            scene.draw(window);
        }
    }
    return 0;
}
