// The least a Qt program with a main window can be: the limit of row 15.
#include "app/common/first_paint.h"

#include <QApplication>
#include <QMainWindow>

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QMainWindow window;
    window.resize(1200, 800);
    rz::app::quitAfterFirstPaint(window);
    window.show();
    return QApplication::exec();
}
