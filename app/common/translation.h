#pragma once

#include <QLocale>
#include <QObject>
#include <QStringList>
#include <QTranslator>

namespace rz::app {

// The languages Rhizome speaks, as codes: "de", "en".
QStringList availableLanguages();

// The language of the program: made by main() before any window, since texts are chosen when widgets are made. Brings the
// system's own dialogs into the same language, and numbers and dates when it is not the system's.
class Translation {
public:
    // One of availableLanguages(), or an empty text for the system's; English where there is no other.
    explicit Translation(const QString& language = {});
    ~Translation();
    Translation(const Translation&) = delete;
    Translation& operator=(const Translation&) = delete;

    QString language() const { return m_language; }

private:
    QString m_language;
    QLocale m_formerLocale;
    QTranslator m_program;
    QTranslator m_qt;
};

}  // namespace rz::app
