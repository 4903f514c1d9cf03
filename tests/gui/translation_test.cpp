#include "app/calls/value_text.h"
#include "app/common/context_directory.h"
#include "app/common/error_text.h"
#include "app/common/format.h"
#include "app/common/translation.h"
#include "tests/support/paths.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace rz;
using namespace rz::app;
using namespace Qt::StringLiterals;

namespace {

struct Message {
    QString context;
    QString source;
    QStringList translations;  // one for each plural form
    bool finished = true;
    bool plural = false;
};

QList<Message> readMessages(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(path));
    QXmlStreamReader xml(&file);
    QList<Message> messages;
    QString context;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == u"name")
            context = xml.readElementText();
        else if (xml.name() == u"message")
            messages.append({.context = context,
                             .source = {},
                             .translations = {},
                             .plural = xml.attributes().value("numerus"_L1) == u"yes"});
        else if (xml.name() == u"source")
            messages.last().source = xml.readElementText();
        else if (xml.name() == u"translation") {
            Message& message = messages.last();
            message.finished = !xml.attributes().hasAttribute("type"_L1);
            if (message.plural) {
                while (xml.readNextStartElement())
                    message.translations << xml.readElementText();
            } else {
                message.translations << xml.readElementText();
            }
        }
    }
    if (xml.hasError())
        qFatal("%s: %s", qPrintable(path), qPrintable(xml.errorString()));
    return messages;
}

QString inTree(std::string_view path)
{
    return QString::fromStdString(test::sourcePath(path));
}

QString source(const QString& language)
{
    return inTree("translations/rhizome_%1.ts").arg(language);
}

// The file as lupdate makes it from the sources of now, and what it complains of.
struct Updated {
    QString path;
    QByteArray complaints;
};

Updated updated(const QTemporaryDir& dir, const QString& language, const QStringList& options)
{
    Updated made{.path = dir.filePath(u"rhizome_%1.ts"_s.arg(language)), .complaints = {}};
    QFile::copy(source(language), made.path);
    QStringList arguments = {u"-silent"_s, u"-no-obsolete"_s, u"-locations"_s, u"none"_s, u"-extensions"_s, u"cpp,h"_s};
    arguments << u"-I"_s + inTree({}) << options << inTree("app") << u"-ts"_s << made.path;
    QProcess lupdate;
    lupdate.start(QStringLiteral(RZ_LUPDATE), arguments);
    if (!lupdate.waitForFinished(60'000) || lupdate.exitCode() != 0)
        made.complaints = "lupdate failed: ";
    made.complaints += lupdate.readAllStandardError();
    return made;
}

QStringList placeholders(const QString& text)
{
    static const QRegularExpression form(u"%(?:[1-9]|L[1-9]|Ln)"_s);
    QStringList found;
    auto match = form.globalMatch(text);
    while (match.hasNext())
        found << match.next().captured();
    found.removeDuplicates();
    found.sort();
    return found;
}

void checkComplete(const QString& path, int plurals)
{
    for (const Message& message : readMessages(path)) {
        const QByteArray where = (message.context + u": "_s + message.source).toUtf8();
        QVERIFY2(message.finished, where.constData());
        QCOMPARE(message.translations.size(), message.plural ? plurals : 1);
        for (const QString& translation : message.translations) {
            QVERIFY2(!translation.isEmpty(), where.constData());
            QStringList expected = placeholders(message.source);
            QStringList given = placeholders(translation);
            // The singular may say "one" in words.
            expected.removeAll(u"%Ln"_s);
            given.removeAll(u"%Ln"_s);
            if (!message.source.contains(u"%1"_s) || !message.plural)
                QVERIFY2(given == expected, where.constData());
        }
    }
}

}  // namespace

class TranslationTest : public QObject {
    Q_OBJECT
private slots:
    void germanSaysEverythingThatTheSourcesSay()
    {
        const QTemporaryDir dir;
        const Updated german = updated(dir, u"de"_s, {});
        // "lacks Q_OBJECT": such a class looks its texts up under the name of its base, where they are not.
        QVERIFY2(german.complaints.isEmpty(), german.complaints.constData());
        checkComplete(german.path, 2);
    }

    void englishHasAllPlurals()
    {
        const QTemporaryDir dir;
        checkComplete(updated(dir, u"en"_s, {u"-pluralonly"_s}).path, 2);
    }

    void theProgramSpeaksGerman()
    {
        QCOMPARE(availableLanguages(), (QStringList{u"de"_s, u"en"_s}));
        const QString english = errorTitle(ErrorKind::Cancelled);
        {
            const Translation translation(u"de"_s);
            QCOMPARE(translation.language(), u"de"_s);
            QVERIFY(errorTitle(ErrorKind::Cancelled) != english);
            QCOMPARE(describeValue(Value(List{{1}})), u"Liste, 1 Element"_s);
            QCOMPARE(describeValue(Value(List{{1, 2}})), u"Liste, 2 Elemente"_s);
            QCOMPARE(format::bytes(1'312'456), u"1,3 MB"_s);
        }
        QCOMPARE(errorTitle(ErrorKind::Cancelled), english);
    }

    void englishHasItsPlurals()
    {
        const Translation translation(u"en"_s);
        QCOMPARE(describeValue(Value(List{{1}})), u"list, 1 item"_s);
        QCOMPARE(describeValue(Value(List{{1, 2}})), u"list, 2 items"_s);
    }

    void anUnknownLanguageFallsBackToTheSystems()
    {
        const Translation translation(u"tlh"_s);
        QVERIFY(availableLanguages().contains(translation.language()));
    }
};

QTEST_MAIN(TranslationTest)
#include "translation_test.moc"
