#include "app/common/theme.h"

#include "app/common/style.h"

#include <QApplication>

namespace rz::app {

Theme::Theme(QObject* parent) : QObject(parent)
{
    QApplication::setStyle(new Style);  // the application owns it
    connect(&m_system, &SystemScheme::changed, this, &Theme::apply);
    apply();
}

void Theme::setAppearance(Appearance appearance)
{
    m_appearance = appearance;
    apply();
}

void Theme::apply()
{
    const Scheme scheme = m_appearance == Appearance::System ? m_system.scheme()
                          : m_appearance == Appearance::Dark ? Scheme::Dark
                                                             : Scheme::Light;
    const QPalette palette = toPalette(colorsOf(scheme));
    if (palette != QApplication::palette())
        QApplication::setPalette(palette);
}

}  // namespace rz::app
