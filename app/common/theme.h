#pragma once

#include "app/common/system_scheme.h"

#include <QObject>

namespace rz::app {

enum class Appearance : std::uint8_t { System, Light, Dark };

// Dresses the application: the Fusion style and our palette, light or dark as the user or the system wants it. Widgets
// follow by QEvent::PaletteChange and colorsOf(palette()). One, made by main() before any window.
class Theme : public QObject {
    Q_OBJECT
public:
    explicit Theme(QObject* parent = nullptr);

    Appearance appearance() const { return m_appearance; }
    void setAppearance(Appearance appearance);

private:
    void apply();

    SystemScheme m_system;
    Appearance m_appearance = Appearance::System;
};

}  // namespace rz::app
