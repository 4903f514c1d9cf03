#include "app/common/translation.h"

#include <QCoreApplication>
#include <QDir>
#include <QLibraryInfo>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

QString systemLanguage()
{
    const QStringList available = availableLanguages();
    for (const QString& wish : QLocale::system().uiLanguages()) {
        const QString code = wish.section(u'-', 0, 0);
        if (available.contains(code))
            return code;
    }
    return u"en"_s;
}

}  // namespace

QStringList availableLanguages()
{
    QStringList languages;
    for (const QString& file : QDir(u":/translations"_s).entryList({u"rhizome_*.qm"_s}, QDir::Files, QDir::Name))
        languages << file.section(u'_', 1).section(u'.', 0, 0);
    return languages;
}

Translation::Translation(const QString& language)
    : m_language(availableLanguages().contains(language) ? language : systemLanguage())
{
    if (m_program.load(u":/translations/rhizome_%1.qm"_s.arg(m_language)))
        QCoreApplication::installTranslator(&m_program);
    if (m_qt.load(u"qtbase_"_s + m_language, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(&m_qt);
    // A German on an Austrian system keeps Austrian numbers.
    if (!QLocale::system().name().startsWith(m_language))
        QLocale::setDefault(QLocale(m_language));
}

Translation::~Translation()
{
    QCoreApplication::removeTranslator(&m_qt);
    QCoreApplication::removeTranslator(&m_program);
    QLocale::setDefault(m_formerLocale);
}

}  // namespace rz::app
