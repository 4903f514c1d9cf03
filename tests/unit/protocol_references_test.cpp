// Comments say which section of core/wire/PROTOCOL.md a rule comes from: each of these sections is there.

#include "tests/support/paths.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QStringList>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

QString textOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QSet<QString> sections(const QString& page)
{
    static const QRegularExpression heading(u"^#+ (\\d+(?:\\.\\d+)?) "_s, QRegularExpression::MultilineOption);
    QSet<QString> found;
    for (const auto& match : heading.globalMatch(page))
        found << match.captured(1);
    return found;
}

// As "protocol 2.4" or "PROTOCOL.md, 8.13"; several in "protocol 3.2, 3.7" count, too.
QStringList cited(const QString& text)
{
    static const QRegularExpression citation(
        u"protocol(?:\\.md)?,? (?:section )?(\\d+(?:\\.\\d+)?(?:(?:, | and )\\d+\\.\\d+)*)"_s,
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression separator(u", | and "_s);
    QStringList numbers;
    for (const auto& match : citation.globalMatch(text))
        numbers << match.captured(1).split(separator);
    return numbers;
}

}  // namespace

class ProtocolReferencesTest : public QObject {
    Q_OBJECT

private slots:
    void citationsAreFound();
    void everySectionThatIsCitedExists();
};

void ProtocolReferencesTest::citationsAreFound()
{
    QCOMPARE(cited(u"a (protocol 2.4), b (reference: Latch; protocol 5.5). c protocol section 3; PROTOCOL.md, 8.13"_s),
             (QStringList{u"2.4"_s, u"5.5"_s, u"3"_s, u"8.13"_s}));
    QCOMPARE(cited(u"protocol 3.2, 3.7 and 4.1"_s), (QStringList{u"3.2"_s, u"3.7"_s, u"4.1"_s}));
    QCOMPARE(sections(u"# The wire\n## 0 Versions\n### 0.1 What\nsee 0.2 there\n"_s),
             (QSet<QString>{u"0"_s, u"0.1"_s}));
}

void ProtocolReferencesTest::everySectionThatIsCitedExists()
{
    const QString root = QString::fromStdString(rz::test::sourcePath());
    const QSet<QString> known = sections(textOf(root + u"/core/wire/PROTOCOL.md"_s));
    QStringList missing;
    int count = 0;
    for (const char* top : {"core", "agent", "app", "tests"}) {
        QDirIterator walk(root + u'/' + QLatin1String(top), {u"*.h"_s, u"*.cpp"_s, u"*.py"_s}, QDir::Files,
                          QDirIterator::Subdirectories);
        while (walk.hasNext()) {
            const QString path = walk.next();
            if (path.endsWith(u"protocol_references_test.cpp"_s))
                continue;
            for (const QString& number : cited(textOf(path))) {
                ++count;
                if (!known.contains(number))
                    missing << path.mid(root.size() + 1) + u": protocol "_s + number;
            }
        }
    }
    QVERIFY(count > 50);
    missing.sort();
    QVERIFY2(missing.isEmpty(), qPrintable(u'\n' + missing.join(u'\n')));
}

QTEST_GUILESS_MAIN(ProtocolReferencesTest)

#include "protocol_references_test.moc"
