#include "app/common/colors.h"
#include "app/common/icons.h"

#include <QDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace rz::app;

namespace {

constexpr double Readable = 4.5;
constexpr double Visible = 3.0;

QImage drawn(const QIcon& icon, QIcon::Mode mode)
{
    return icon.pixmap(QSize(16, 16), 1.0, mode).toImage();
}

bool hasColor(const QImage& image, const QColor& color)
{
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (const QColor pixel = image.pixelColor(x, y); pixel.alpha() == 255 && pixel.rgb() == color.rgb())
                return true;
        }
    }
    return false;
}

}  // namespace

class ColorsTest : public QObject {
    Q_OBJECT

private slots:
    void contrastIsThatOfTheStandard()
    {
        QCOMPARE(contrast(Qt::black, Qt::white), 21.0);
        QCOMPARE(contrast(Qt::white, Qt::white), 1.0);
        QVERIFY(std::abs(contrast(QColor(0x77, 0x77, 0x77), Qt::white) - 4.48) < 0.01);
    }

    void everyTextIsReadableOnEveryField_data()
    {
        QTest::addColumn<QColor>("text");
        QTest::addColumn<QColor>("field");
        for (const Scheme scheme : {Scheme::Light, Scheme::Dark}) {
            const Colors& c = colorsOf(scheme);
            const char* name = scheme == Scheme::Light ? "light" : "dark";
            const std::pair<const char*, QColor> fields[] = {
                {"window", c.window}, {"base", c.base}, {"alternate base", c.alternateBase}, {"raised", c.raised}};
            const std::pair<const char*, QColor> texts[] = {
                {"text", c.text},       {"muted", c.mutedText}, {"accent", c.accent}, {"good", c.good},
                {"warning", c.warning}, {"danger", c.danger},   {"root", c.root}};
            for (const auto& [fieldName, field] : fields) {
                for (const auto& [textName, text] : texts)
                    QTest::addRow("%s: %s on %s", name, textName, fieldName) << text << field;
            }
            for (const auto& [toneName, tone] : texts) {
                if (tone != c.text && tone != c.mutedText)
                    QTest::addRow("%s: text on a field of %s", name, toneName) << c.onTone << tone;
            }
            QTest::addRow("%s: selection", name) << c.highlightedText << c.highlight;
            QTest::addRow("%s: selection without focus", name) << c.text << c.inactiveHighlight;
            QTest::addRow("%s: text of a warning", name) << c.text << c.warningField;
            QTest::addRow("%s: text of an error", name) << c.text << c.dangerField;
            QTest::addRow("%s: error on its field", name) << c.danger << c.dangerField;
            QTest::addRow("%s: warning on its field", name) << c.warning << c.warningField;
        }
    }
    void everyTextIsReadableOnEveryField()
    {
        QFETCH(const QColor, text);
        QFETCH(const QColor, field);
        QVERIFY2(contrast(text, field) >= Readable, qPrintable(QString::number(contrast(text, field))));
    }

    void fieldsAreSeenByTheirOutline()
    {
        for (const Scheme scheme : {Scheme::Light, Scheme::Dark}) {
            const Colors& c = colorsOf(scheme);
            for (const QColor& around : {c.window, c.base, c.raised})
                QVERIFY2(contrast(c.fieldBorder, around) >= Visible, qPrintable(around.name()));
        }
    }

    void aPaletteTellsItsColors()
    {
        QCOMPARE(colorsOf(toPalette(colorsOf(Scheme::Light))).scheme, Scheme::Light);
        QCOMPARE(colorsOf(toPalette(colorsOf(Scheme::Dark))).scheme, Scheme::Dark);
    }

    void iconsFollowThePalette()
    {
        const QIcon copy = icon(u"copy");
        QGuiApplication::setPalette(toPalette(colorsOf(Scheme::Light)));
        QVERIFY(hasColor(drawn(copy, QIcon::Normal), colorsOf(Scheme::Light).text));
        QGuiApplication::setPalette(toPalette(colorsOf(Scheme::Dark)));
        QVERIFY(hasColor(drawn(copy, QIcon::Normal), colorsOf(Scheme::Dark).text));
        QVERIFY(hasColor(drawn(copy, QIcon::Selected), colorsOf(Scheme::Dark).highlightedText));
    }

    void everyIconDrawsSomething_data()
    {
        QTest::addColumn<QString>("name");
        for (const QString& file : QDir(u":/icons"_s).entryList({u"*.svg"_s}))
            QTest::addRow("%s", qPrintable(file)) << file.chopped(4);
    }
    void everyIconDrawsSomething()
    {
        QFETCH(const QString, name);
        const QImage image = drawn(icon(name), QIcon::Normal);
        const QImage blank = [&image] {
            QImage empty(image.size(), image.format());
            empty.fill(Qt::transparent);
            return empty;
        }();
        QVERIFY(image != blank);
    }

    void statesDifferInShape()
    {
        QGuiApplication::setPalette(toPalette(colorsOf(Scheme::Light)));
        QList<QImage> shapes;
        for (const char16_t* name : {u"state-connecting", u"state-waiting", u"state-connected", u"state-slow",
                                     u"state-lost", u"state-failed", u"state-closed"}) {
            const QImage shape = drawn(icon(QStringView(name)), QIcon::Normal);
            QVERIFY(!shapes.contains(shape));
            shapes << shape;
        }
    }

    void everyMethodOfTheReferenceHasAnIcon()
    {
        for (const char* method : {"local", "fork", "ssh", "sudo", "su", "doas", "docker", "podman", "buildah", "lxc",
                                   "lxd", "jail", "kubectl", "setns"})
            QVERIFY2(QFile::exists(u":/icons/method-%1.svg"_s.arg(QLatin1String(method))), method);
        QVERIFY(drawn(methodIcon("unheard-of"), QIcon::Normal) == drawn(icon(u"method-other"), QIcon::Normal));
    }
};

QTEST_MAIN(ColorsTest)
#include "colors_test.moc"
